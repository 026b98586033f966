/** Worlds that are broken for the checks of phase 6.1: rows for `broken-worlds.test.ts`. */
import type { Thing, WorldRow } from './broken-hands.ts';

// In two parts, so that no scanner of this repository takes it for a real one.
const leakedKey = `sk_live_${'51QxV8tKbE3nWZr7c9yYhGdTfJ2mA4pL6s'}`;
const api = '.env.sandbox.api';

export const paymentsRows: readonly WorldRow[] = [
  {
    check: 'stripe.account-activated',
    when: 'Stripe has stopped trusting the account',
    breakIt: ({ things }) =>
      things(({ business }) => {
        for (const one of business ?? []) one.activated = false;
      }),
    saw: /payments are switched off; payouts are switched off; Stripe still asks for .*external_account/,
  },
  {
    check: 'stripe.keys-agree',
    when: 'the publishable key is one of another account',
    breakIt: ({ change }) => change('.k77/sandbox/answers.json', (text) => text.replace(/pk_test_\w+/, 'pk_test_51OtherAccount0000XYZ')),
    saw: /belongs to another account/,
  },
  {
    check: 'stripe.keys-agree',
    when: 'the publishable key is a live one',
    breakIt: ({ change }) => change('.k77/sandbox/answers.json', (text) => text.replace('pk_test_', 'pk_live_')),
    saw: /publishable key is a live one/,
  },
  {
    check: 'stripe.products-right',
    when: 'a product is archived and another renamed',
    breakIt: async ({ stripe, values }) => {
      await stripe.products.update(String(values.STRIPE_PRODUCT_PREMIUM_MONTHLY), { active: false });
      await stripe.products.update(String(values.STRIPE_PRODUCT_PREMIUM_YEARLY), { name: 'Something else' });
    },
    saw: /is archived; .*is called "Something else"/,
  },
  {
    check: 'stripe.prices-right',
    when: 'a price loses its lookup key',
    breakIt: ({ stripe, values }) => stripe.prices.update(String(values.STRIPE_PRICE_PREMIUM_YEARLY), { lookup_key: 'summer_sale' }),
    saw: /has the lookup key summer_sale, not premium_yearly/,
  },
  {
    check: 'stripe.prices-right',
    when: 'the agreed price is another one',
    breakIt: ({ change }) => change('.k77/sandbox/answers.json', (text) => text.replace('"9.99"', '"12.50"')),
    saw: /costs 9\.99 USD, not 12\.50 USD/,
  },
  {
    check: 'stripe.webhook-right',
    when: 'an event is unticked and the endpoint switched off',
    breakIt: ({ stripe, values }) =>
      stripe.webhookEndpoints.update(String(values.STRIPE_WEBHOOK_ENDPOINT), {
        disabled: true,
        enabled_events: ['invoice.paid', 'payout.paid'],
      }),
    saw: /it is disabled; it lacks checkout\.session\.completed.*also sends payout\.paid/,
    boxes: ['6.1#016', 'post#120'],
  },
  {
    check: 'stripe.webhook-right',
    when: 'it still points at the domain of the development',
    breakIt: ({ stripe, values }) =>
      stripe.webhookEndpoints.update(String(values.STRIPE_WEBHOOK_ENDPOINT), { url: 'https://dev.kingdom77.test/api/stripe/webhook' }),
    saw: /^it points at https:\/\/dev\.kingdom77\.test/,
    boxes: ['6.1#016', '6.4#016'],
  },
  {
    check: 'stripe.webhook-right',
    when: 'the kept signing secret was overwritten',
    breakIt: ({ change }) =>
      change(api, (text) => text.replace(/^STRIPE_WEBHOOK_SECRET=.*$/m, 'STRIPE_WEBHOOK_SECRET=whsec_fromAnotherEndpoint0000')),
    saw: /not the one that Stripe gave/,
    boxes: ['6.1#016', 'post#120'],
  },
  {
    check: 'stripe.webhook-delivers',
    when: 'one event arrived and another has been waiting for an hour',
    breakIt: ({ things, now }) =>
      things((all) => {
        const endpoint = all.webhook_endpoint?.[0];
        const created = Math.floor(now().getTime() / 1000) - 3600;
        if (endpoint) endpoint.created = created - 60;
        const event = (id: string, pending_webhooks: number): Thing => ({
          id,
          object: 'event',
          type: 'invoice.paid',
          created,
          pending_webhooks,
          data: { object: {} },
          livemode: false,
          request: null,
          api_version: null,
        });
        all.event = [...(all.event ?? []), event('evt_arrived', 0), event('evt_waiting', 1)];
      }),
    saw: /could not be delivered/,
  },
  {
    check: 'stripe.portal-right',
    when: 'cancelling takes effect at once and invoices are hidden',
    breakIt: ({ stripe, values }) =>
      stripe.billingPortal.configurations.update(String(values.STRIPE_PORTAL_CONFIGURATION), {
        features: { invoice_history: { enabled: false }, subscription_cancel: { enabled: true, mode: 'immediately' } },
      }),
    saw: /invoices are hidden; a cancellation takes effect immediately/,
  },
  {
    check: 'stripe.tax-right',
    when: 'a registration has ended',
    breakIt: async ({ stripe }) => {
      const { data } = await stripe.tax.registrations.list({ status: 'active' });
      await stripe.tax.registrations.update(String(data.find((one) => one.country === 'DE')?.id), { expires_at: 'now' });
    },
    saw: /does not know that you are registered in DE/,
  },
  {
    check: 'stripe.monitoring',
    when: 'half of the payments fail',
    breakIt: async ({ stripe }) => {
      const customer = await stripe.customers.create({ name: 'unlucky' });
      const pay = (payment_method: string): Promise<unknown> =>
        stripe.paymentIntents
          .create({
            amount: 999,
            currency: 'usd',
            customer: customer.id,
            payment_method,
            confirm: true,
            automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          })
          .catch((error: unknown) => error);
      await pay('pm_card_visa');
      await pay('pm_card_chargeDeclined');
    },
    saw: /% of payments failed/,
  },
  {
    check: 'stripe.subscription-life',
    when: 'the yearly price is charged every month',
    breakIt: ({ things, values }) =>
      things(({ price }) => {
        const yearly = price?.find((one) => one.id === values.STRIPE_PRICE_PREMIUM_YEARLY);
        Object.assign(yearly?.recurring ?? {}, { interval: 'month' });
      }),
    saw: /^yearly paid: 99\.99 USD buy \d\d days/,
    boxes: ['6.1#006', '6.1#008', '6.1#009', '6.1#010', '6.1#021', 'post#001', 'post#006'],
  },
  {
    check: 'stripe.subscription-life',
    when: 'the policy gives back more than was paid',
    breakIt: ({ change }) =>
      change('.k77/sandbox/answers.json', (text) => text.replace(/"refundPartialPercent": "\d+"/, '"refundPartialPercent": "150"')),
    saw: /^refunded in part and whole: /,
    boxes: ['6.1#008', '6.1#009', '6.1#010', '6.1#021', 'post#001', 'post#006'],
  },
  {
    check: 'stripe.refund-policy-recorded',
    when: 'somebody edits site.config.json',
    breakIt: ({ change }) => change('site.config.json', (text) => text.replace('"fullDays": 7', '"fullDays": 30')),
    saw: /refunds\.fullDays is 30, not 7/,
  },
  {
    check: 'env.ignored',
    when: 'an env file is readable for all',
    breakIt: (hands) => hands.chmod(api, 0o644),
    saw: /\.env\.sandbox\.api has mode 0644/,
  },
  {
    check: 'env.ignored',
    when: 'the lines in .gitignore are gone and the file is tracked',
    breakIt: async ({ write, git }) => {
      await write('.gitignore', '');
      git('add', '-f', api);
    },
    saw: /is not ignored.*is tracked/,
  },
  {
    check: 'env.history-clean',
    when: 'a key was committed and removed again',
    breakIt: async ({ write, git }) => {
      await write('config.py', `KEY = "${leakedKey}"\n`);
      git('add', 'config.py');
      git('commit', '-qm', 'oops');
      git('rm', '-q', 'config.py');
      git('commit', '-qm', 'sorry');
    },
    saw: /in config\.py:1 \([0-9a-f]{7}\)/,
  },
  {
    check: 'env.frontend-clean',
    when: 'a key stands in a page of the dashboard',
    breakIt: ({ write }) => write('dashboard-frontend/app/page.tsx', `export const key = '${leakedKey}';\n`),
    saw: /in dashboard-frontend\/app\/page\.tsx:1/,
  },
  {
    check: 'env.complete',
    when: 'a line is deleted and another edited',
    breakIt: ({ change }) =>
      change(api, (text) => text.replace(/^STRIPE_PRICE_PREMIUM_MONTHLY=.*\n/m, '').replace(/^ENVIRONMENT=.*$/m, 'ENVIRONMENT=production')),
    saw: /lacks STRIPE_PRICE_PREMIUM_MONTHLY.*another ENVIRONMENT/,
  },
  {
    check: 'env.secrets-strong',
    when: 'a secret is replaced by a short one',
    breakIt: ({ change }) => change(api, (text) => text.replace(/^JWT_SECRET=.*$/m, 'JWT_SECRET=correct-horse-battery')),
    saw: /JWT_SECRET carries 15 bytes/,
  },
  {
    check: 'payments.pages',
    when: 'a dashboard has a page for success and none for cancelling',
    breakIt: ({ remove }) => remove('dashboard-frontend/app/(app)/payment/cancel/page.tsx'),
    saw: /no page \/payment\/cancel/,
  },
];
