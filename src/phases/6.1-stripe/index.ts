/**
 * Phase 6.1: Stripe. Products, prices, webhook, portal, tax, refunds, alerts, and the values that the services need from them.
 */
import type { Phase } from '../../core/phase.ts';
import { account } from './account.ts';
import { stripeAdoption } from './adopt.ts';
import { alerts } from './alerts.ts';
import { code } from './code.ts';
import { envFiles, secrets } from './environment.ts';
import { keyPair } from './keys.ts';
import { portal } from './portal.ts';
import { prices } from './prices.ts';
import { products } from './products.ts';
import { questions } from './questions.ts';
import { refundEmails, refundPolicy } from './refunds.ts';
import { taxRegistrations, taxSettings } from './tax.ts';
import { webhook } from './webhook.ts';

export const stripePhase: Phase = {
  number: '6.1',
  id: 'stripe',
  title: 'Stripe',
  minutes: 15,
  guideEstimate: '1 day',
  questions,
  tasks: [
    account,
    keyPair,
    products,
    prices,
    webhook,
    portal,
    taxSettings,
    taxRegistrations,
    refundPolicy,
    code,
    secrets,
    envFiles,
    refundEmails,
    alerts,
  ],
  gate: [
    'stripe.account-activated',
    'stripe.keys-agree',
    'stripe.products-right',
    'stripe.prices-right',
    'stripe.webhook-right',
    'stripe.webhook-delivers',
    'stripe.portal-right',
    'stripe.tax-right',
    'stripe.refund-policy-recorded',
    'stripe.refund-emails',
    'stripe.alerts',
    'stripe.monitoring',
    'stripe.subscription-life',
    'env.ignored',
    'env.history-clean',
    'env.frontend-clean',
    'env.complete',
    'env.secrets-strong',
    'host.variables',
    'frontend.served-clean',
    'payments.database-updated',
    'payments.role-assigned',
    'payments.pages',
  ],
  adoption: stripeAdoption,
};
