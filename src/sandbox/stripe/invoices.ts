/** Invoices, their payments and loose invoice items: https://docs.stripe.com/api/invoices, …/invoice-payment */
import { collect, finalize, markPaid, setAside } from './billing.ts';
import { methodFor } from './cards.ts';
import { failure } from './charging.ts';
import type { Customer, Invoice, Line, PaymentIntent } from './model.ts';
import { newInvoice, newLine, total } from './new-invoice.ts';
import { atLeast, clearable, currency, flag, hash, integer, list, metadata, moments, oneOf, required, text } from './params.ts';
import type { Price } from './prices.ts';
import { badParam, refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, named, page, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

const collection = oneOf('charge_automatically', 'send_invoice');
const described = {
  auto_advance: flag,
  collection_method: collection,
  days_until_due: atLeast(0),
  default_payment_method: text,
  description: clearable(text),
  footer: clearable(text),
  metadata,
};
const pages = { limit: atLeast(1), starting_after: text, ending_before: text };

const crud = resource({
  object: 'invoice',
  path: '/v1/invoices',
  permission: 'invoice',
  events: { created: 'invoice.created', updated: 'invoice.updated', deleted: 'invoice.deleted' },
  filters: {
    collection_method: collection,
    created: moments,
    customer: text,
    due_date: moments,
    status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'),
    subscription: text,
  },
  keep: (invoice: Invoice, wanted) =>
    (wanted.customer === undefined || invoice.customer === wanted.customer) &&
    (wanted.status === undefined || invoice.status === wanted.status) &&
    (wanted.collection_method === undefined || invoice.collection_method === wanted.collection_method) &&
    (wanted.subscription === undefined || invoice.parent?.subscription_details.subscription === wanted.subscription),
  create: {
    params: { ...described, currency, customer: required(text), pending_invoice_items_behavior: oneOf('exclude', 'include') },
    build({ space, params }) {
      const customer = referred<Customer>(space, 'customer', params.customer, 'customer');
      const at = space.now(customer.test_clock);
      const loose = params.pending_invoice_items_behavior === 'include' ? looseItems(space, customer.id) : [];
      const invoice = newInvoice(space, {
        customer,
        lines: loose.map((item) => lineOf(space, item)),
        reason: 'manual',
        currency: params.currency ?? String(loose[0]?.currency ?? customer.currency ?? 'usd'),
        at,
        period: { start: at, end: at },
        ...(params.collection_method ? { collection: params.collection_method } : {}),
        ...(params.days_until_due === undefined ? {} : { daysUntilDue: params.days_until_due }),
      });
      for (const item of loose) item.invoice = invoice.id;
      assign(invoice, params, 'customer', 'currency', 'days_until_due', 'pending_invoice_items_behavior', 'collection_method');
      if (invoice.auto_advance) invoice.automatically_finalizes_at = at + 3600;
      return invoice;
    },
  },
  update: { params: described, change: (invoice, { params }) => assign(invoice, params, 'days_until_due') },
  remove(invoice) {
    if (invoice.status !== 'draft') throw refuse('You can only delete draft invoices', { code: 'invoice_not_editable' });
  },
});

function action(
  name: string,
  params: Record<string, typeof text | typeof flag>,
  run: (space: Space, invoice: Invoice, given: Record<string, unknown>) => void,
): Endpoint {
  return endpoint({
    method: 'POST',
    path: `/v1/invoices/{id}/${name}`,
    needs: 'invoice_write',
    params,
    run({ space, ids, params: given }) {
      const invoice = named<Invoice>(space, 'invoice', ids.id, 'invoice');
      run(space, invoice, given as Record<string, unknown>);
      return invoice;
    },
  });
}

const actions: Endpoint[] = [
  action('finalize', { auto_advance: flag }, (space, invoice, { auto_advance }) => {
    if (invoice.status !== 'draft')
      throw refuse(`This invoice is already finalized, you can't re-finalize a non-draft invoice.`, {
        code: 'invoice_no_customer_line_items',
      });
    if (auto_advance !== undefined) invoice.auto_advance = auto_advance === true;
    finalize(space, invoice, timeOf(space, invoice));
  }),
  action(
    'pay',
    { payment_method: text, paid_out_of_band: flag, off_session: flag, forgive: flag },
    (space, invoice, { payment_method, paid_out_of_band }) => {
      const at = timeOf(space, invoice);
      if (invoice.status === 'draft') finalize(space, invoice, at);
      if (invoice.status === 'paid' && invoice.amount_due > 0) throw refuse('Invoice is already paid', { code: 'invoice_already_paid' });
      if (invoice.status === 'paid') return;
      if (invoice.status === 'void') throw refuse('Voided invoices cannot be paid.', { code: 'invoice_not_open' });
      if (paid_out_of_band) return markPaid(space, invoice, at);
      const chosen = typeof payment_method === 'string' ? methodFor(space, payment_method) : undefined;
      const result = collect(space, invoice, at, chosen);
      if (result.paid) return;
      if ('noMethod' in result)
        throw refuse('There is no `default_payment_method` set on this Customer or Invoice. Please set a payment method or pass one.', {
          code: 'invoice_payment_intent_requires_action',
        });
      throw failure(space, space.must<PaymentIntent>(invoice.$intent ?? '', 'payment_intent'), result);
    },
  ),
  action('void', {}, (space, invoice) => {
    if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
      throw refuse(`You can only pass in open invoices. This invoice isn't open.`, { code: 'invoice_not_editable' });
    setAside(space, invoice, 'void', timeOf(space, invoice));
  }),
  action('mark_uncollectible', {}, (space, invoice) => {
    if (invoice.status !== 'open') throw refuse(`You can only mark open invoices as uncollectible.`, { code: 'invoice_not_editable' });
    setAside(space, invoice, 'uncollectible', timeOf(space, invoice));
  }),
  action('send', {}, (space, invoice) => {
    if (invoice.collection_method !== 'send_invoice')
      throw refuse('You can only manually send an invoice if its collection method is `send_invoice`.');
    if (invoice.status === 'draft') finalize(space, invoice, timeOf(space, invoice));
    space.emit('invoice.sent', invoice);
  }),
];

function timeOf(space: Space, invoice: Invoice): number {
  return space.now(invoice.test_clock);
}

const lines = endpoint({
  method: 'GET',
  path: '/v1/invoices/{id}/lines',
  needs: 'invoice_read',
  params: pages,
  run({ space, ids, params }) {
    const invoice = named<Invoice>(space, 'invoice', ids.id, 'invoice');
    return page(invoice.lines.data, params, `/v1/invoices/${invoice.id}/lines`, 'line_item');
  },
});

const invoicePayments = resource({
  object: 'invoice_payment',
  path: '/v1/invoice_payments',
  permission: 'invoice',
  filters: {
    created: moments,
    invoice: text,
    payment: hash({ payment_intent: text, payment_record: text, type: required(oneOf('payment_intent', 'payment_record')) }),
    status: oneOf('canceled', 'open', 'paid'),
  },
  keep: (payment: Thing, wanted) =>
    (wanted.invoice === undefined || payment.invoice === wanted.invoice) &&
    (wanted.status === undefined || payment.status === wanted.status) &&
    (wanted.payment?.payment_intent === undefined ||
      (payment.payment as { payment_intent: string }).payment_intent === wanted.payment.payment_intent),
});

const invoiceItems = resource({
  object: 'invoiceitem',
  path: '/v1/invoiceitems',
  permission: 'invoice',
  events: { created: 'invoiceitem.created', deleted: 'invoiceitem.deleted' },
  filters: { created: moments, customer: text, invoice: text, pending: flag },
  keep: (item: Thing, wanted) =>
    (wanted.customer === undefined || item.customer === wanted.customer) &&
    (wanted.invoice === undefined || item.invoice === wanted.invoice) &&
    (wanted.pending === undefined || (item.invoice === null) === wanted.pending),
  create: {
    params: {
      amount: integer,
      currency,
      customer: required(text),
      description: clearable(text),
      discountable: flag,
      invoice: text,
      metadata,
      pricing: hash({ price: text }),
      quantity: atLeast(1),
      discounts: list(hash({ coupon: text })),
    },
    build({ space, params }): Thing {
      const customer = referred<Customer>(space, 'customer', params.customer, 'customer');
      const price =
        params.pricing?.price === undefined ? undefined : referred<Price>(space, 'price', params.pricing.price, 'pricing[price]');
      if (params.amount === undefined && !price) throw badParam('Missing required param: amount.', 'amount', 'parameter_missing');
      const at = space.now(customer.test_clock);
      const quantity = params.quantity ?? 1;
      const item: Thing = {
        id: space.id('ii_'),
        object: 'invoiceitem',
        amount: params.amount ?? (price?.unit_amount ?? 0) * quantity,
        currency: params.currency ?? price?.currency ?? 'usd',
        customer: customer.id,
        customer_account: null,
        date: at,
        created: at,
        description: params.description ?? null,
        discountable: params.discountable ?? true,
        discounts: [],
        invoice: params.invoice ?? null,
        livemode: space.livemode,
        metadata: {},
        parent: null,
        period: { end: at, start: at },
        pricing: price
          ? {
              price_details: { price: price.id, product: price.product },
              type: 'price_details',
              unit_amount_decimal: price.unit_amount_decimal,
            }
          : null,
        proration: false,
        quantity,
        tax_rates: [],
        test_clock: customer.test_clock,
      };
      assign(item, { metadata: params.metadata });
      if (params.invoice !== undefined) addTo(space, referred<Invoice>(space, 'invoice', params.invoice, 'invoice'), item);
      return item;
    },
  },
  remove(item) {
    if (item.invoice !== null) throw refuse('Cannot delete an invoice item that is attached to an invoice that is not editable.');
  },
});

function looseItems(space: Space, customer: string): Thing[] {
  return space.all('invoiceitem').filter((item) => item.customer === customer && item.invoice === null);
}

function lineOf(space: Space, item: Thing): Line {
  return newLine(space, {
    amount: Number(item.amount),
    currency: String(item.currency),
    description: String(item.description ?? ''),
    period: item.period as { start: number; end: number },
    quantity: Number(item.quantity),
    invoiceItem: item.id,
  });
}

function addTo(space: Space, invoice: Invoice, item: Thing): void {
  if (invoice.status !== 'draft')
    throw refuse(`The specified invoice is not a draft and cannot be changed.`, { code: 'invoice_not_editable', param: 'invoice' });
  const line = lineOf(space, item);
  line.invoice = invoice.id;
  invoice.lines.data.push(line);
  total(space, invoice);
}

export const invoices: readonly Endpoint[] = [...crud, ...actions, lines, ...invoicePayments, ...invoiceItems];
