/**
 * What the emulator does differently from the two published documents, and who says that it is right so. The request document is of API
 * version 2023-08-16, the examples are placeholders in places; the emulator speaks 2026-10-28. One line per difference; a line that
 * nothing needs any more fails the test.
 */
import type { Difference, Finding } from './contract.ts';

type Line = readonly [of: string, path: string, what: Finding['what'], source: string];

const sdk = (file: string) => `stripe 23.1.0, esm/resources/${file}.d.ts`;
const docs = (page: string) => `https://docs.stripe.com/${page}`;

const requests: readonly Line[] = [
  ['POST /v1/webhook_endpoints', 'api_version', 'wrong value', `${sdk('WebhookEndpoints')}: ApiVersion has the versions since 2023`],
  ['POST /v1/tax/registrations', '', 'unknown operation', docs('api/tax/registrations/create')],
  ['GET /v1/tax/registrations', '', 'unknown operation', docs('api/tax/registrations/all')],
  ['GET /v1/invoice_payments', '', 'unknown operation', docs('api/invoice-payment/list')],
  ['GET /v1/balance_transactions', '', 'unknown operation', docs('api/balance_transactions/list')],
  ['GET /v1/payment_methods', '', 'unknown operation', docs('api/payment_methods/list')],
  ['POST /v1/payment_methods/{id}/attach', '', 'unknown operation', docs('api/payment_methods/attach')],
];

const answers: readonly Line[] = [
  ['balance', 'connect_reserved', 'missing', `${sdk('Balance')}: optional, of Connect platforms only`],
  ['webhook_endpoint', 'secret', 'extra', docs('api/webhook_endpoints/object#webhook_endpoint_object-secret')],
  ['billing_portal.configuration', 'features.subscription_update.products', 'extra', `${sdk('BillingPortal/Configurations')}: products?`],
  ['invoice', 'subscription', 'missing', `${sdk('Invoices')}: no such property; ${docs('changelog/basil')}`],
  ['invoice', 'payments', 'extra', `${sdk('Invoices')}: payments?, present when expanded`],
  ['line_item', 'pricing.price_details', 'extra', `${sdk('InvoiceLineItems')}: price_details? of type price_details`],
  ['invoice_payment', 'payment.payment_intent', 'extra', `${sdk('InvoicePayments')}: payment_intent? of type payment_intent`],
  ['refund', 'destination_details.card.reference_status', 'extra', `${sdk('Refunds')}: Card.reference_status?`],
  ['refund', 'destination_details.card.reference_type', 'extra', `${sdk('Refunds')}: Card.reference_type?`],
  ['charge', 'refunds', 'missing', `${sdk('Charges')}: refunds?, present when expanded`],
  ['charge', 'outcome.risk_level', 'extra', `${sdk('Charges')}: Outcome.risk_level?`],
  ['charge', 'outcome.risk_score', 'extra', `${sdk('Charges')}: Outcome.risk_score?`],
  ['payment_intent', 'automatic_payment_methods.allow_redirects', 'extra', `${sdk('PaymentIntents')}: allow_redirects?`],
  ['checkout.session', 'line_items', 'extra', `${sdk('Checkout/Sessions')}: line_items?, present when expanded`],
];

export const stripeDifferences: readonly Difference[] = [...requests, ...answers].map(([of, path, what, source]) => ({
  of,
  path,
  what,
  source,
}));
