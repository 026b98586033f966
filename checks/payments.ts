/**
 * Payments: the rest of phase 6.1's own lists: what services are given, refunds, tax, alerts, and what only later phases can show.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { infoOf } from '../src/core/keys.ts';
import { placesOf } from '../src/phases/6.1-stripe/tax.ts';
import { stripe } from '../src/vendors/stripe.ts';
import { figures, percent, readMoney } from '../src/vendors/stripe-money.ts';
import { afterCheckout } from './after-checkout.ts';
import { attestable } from './attestable.ts';
import { held } from './held.ts';
import { hostVariables } from './hosting-variables.ts';
import { judge } from './verdict.ts';

const envComplete = check({
  id: 'env.complete',
  section: 'Payments',
  phase: '6.1',
  title: 'Every service has the values that are known for it',
  guide: ['6.1/4', '6.1#017'],
  settings: held('6.1/4:files', '6.1/4:environment'),
  weight: 'blocker',
  uses: [],
  needs: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_PRICE_PREMIUM_MONTHLY', 'STRIPE_PRICE_PREMIUM_YEARLY'],
  async probe(context) {
    const files = (await context.envFiles()).map((file) => ({
      ...file,
      missing: file.missing.filter((key) => infoOf(key).phase === '6.1'),
    }));
    return judge(context, {
      wrong: files.flatMap(({ path, exists, missing, different }) => [
        !exists && missing.length > 0 && `${path} does not exist`,
        exists && missing.length > 0 && `${path} lacks ${missing.join(', ')}`,
        different.length > 0 && `${path} has another ${different.join(', ')} than the one kept`,
      ]),
      saw: files.map(({ path }) => path).join(', '),
      want: 'each env file carries every value that is known for its service, as it is kept',
      from: 'the env files against the table of values (k77 env diff)',
      fix: 'k77 deploy 6.1 writes them anew and keeps your own lines',
    });
  },
});

const refundPolicy = check({
  id: 'stripe.refund-policy-recorded',
  section: 'Payments',
  phase: '6.1',
  title: 'The refund policy stands in site.config.json, where pages and code read it',
  guide: ['6.1/6', '6.1#019'],
  settings: held('6.1/6:full', '6.1/6:partial', '6.1/6:after'),
  weight: 'blocker',
  uses: [],
  needs: ['refundFullDays', 'refundPartialDays', 'refundPartialPercent'],
  async probe(context) {
    const { values } = context;
    const want = {
      fullDays: Number(values.refundFullDays),
      partialDays: Number(values.refundPartialDays),
      partialPercent: Number(values.refundPartialPercent),
    };
    const have = refundsOf(await context.files.read('site.config.json'));
    return judge(context, {
      wrong: have
        ? Object.entries(want).map(
            ([name, value]) => have[name] !== value && `refunds.${name} is ${String(have[name] ?? 'absent')}, not ${value}`,
          )
        : ['site.config.json has no readable "refunds"'],
      saw: `full for ${want.fullDays} days, ${want.partialPercent} % until day ${want.partialDays}`,
      want: `full for ${want.fullDays} days, ${want.partialPercent} % until day ${want.partialDays}`,
      from: 'site.config.json',
      fix: 'k77 deploy 6.1',
    });
  },
});

function refundsOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const refunds = (JSON.parse(text ?? '') as { refunds?: unknown } | null)?.refunds;
    return typeof refunds === 'object' && refunds !== null ? (refunds as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const taxRight = check({
  id: 'stripe.tax-right',
  section: 'Payments',
  phase: '6.1',
  title: 'Tax is collected where you said that you are registered',
  guide: ['6.1/7', '6.1#020'],
  settings: held('6.1/7:automatic', '6.1/7:regions'),
  weight: 'blocker',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY', 'taxCollection'],
  tolerates: ['taxCountry', 'taxRegistrations'],
  async probe(context) {
    const { values } = context;
    if (values.taxCollection !== 'yes')
      return judge(context, {
        wrong: [],
        saw: 'you answered that no tax is collected',
        want: 'as you decided',
        from: 'the answer "taxCollection" (k77.json)',
        fix: '',
      });
    const client = context.client(stripe);
    const [settings, registrations] = await Promise.all([
      client.tax.settings.retrieve(),
      client.tax.registrations.list({ status: 'active', limit: 100 }).autoPagingToArray({ limit: 1000 }),
    ]);
    const active = [...new Set(registrations.map(({ country, country_options: { us } }) => (us?.state ? `US-${us.state}` : country)))];
    const wanted = placesOf({ taxCollection: 'yes', taxRegistrations: values.taxRegistrations ?? 'none' });
    const missing = wanted.filter((place) => !active.includes(place));
    const home = values.taxCountry?.split('-')[0];
    const country = settings.head_office?.address.country;
    return judge(context, {
      wrong: [
        settings.status !== 'active' && `Stripe Tax is ${settings.status}`,
        home !== undefined && country !== home && `the head office is in ${country ?? 'no country'}`,
        missing.length > 0 && `Stripe does not know that you are registered in ${missing.join(', ')}`,
      ],
      saw: `Stripe Tax active, head office in ${country}, registered in ${active.join(', ') || 'no place yet, so it computes no tax'}`,
      want: `Stripe Tax active, head office in ${home}, registered in ${wanted.join(', ') || 'the places you name (none yet)'}`,
      from: 'Stripe GET /v1/tax/settings and /v1/tax/registrations',
      fix: 'k77 deploy 6.1, or https://dashboard.stripe.com/tax/registrations',
    });
  },
});

const refundEmails = check({
  id: 'stripe.refund-emails',
  section: 'Payments',
  phase: '6.1',
  title: 'Customers are told about refunds, and whoever refunds gives a reason',
  guide: ['6.1/6', '6.1#019'],
  settings: held('6.1/6:emails', '6.1/6:reason', '6.1/6:template'),
  weight: 'warning',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY'],
  attestable: attestable('stripe.refund-emails'),
  async probe(context) {
    const { account } = await context.identity(stripe);
    return {
      state: 'unknown',
      why: `Stripe shows the e-mail settings of ${account} only at https://dashboard.stripe.com/settings/emails; look, then k77 attest stripe.refund-emails`,
    };
  },
});

const alerts = check({
  id: 'stripe.alerts',
  section: 'Payments',
  phase: '6.1',
  title: 'Stripe mails you about failed payments, disputes, large refunds and cancellations',
  guide: ['6.1/10', '6.1#023'],
  settings: held('6.1/10:failed-payments', '6.1/10:disputes', '6.1/10:refunds', '6.1/10:cancellations'),
  weight: 'warning',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY'],
  attestable: attestable('stripe.alerts'),
  async probe(context) {
    const { account } = await context.identity(stripe);
    return {
      state: 'unknown',
      why: `Stripe shows the notifications of ${account} only at https://dashboard.stripe.com/settings/communication-preferences; look, then k77 attest stripe.alerts`,
    };
  },
});

const monitoring = check({
  id: 'stripe.monitoring',
  section: 'Payments',
  phase: '6.1',
  title: 'At most 5 % of payments fail, and no dispute waits for an answer',
  guide: ['6.1/10', '6.1#023'],
  settings: held('6.1/10:failed-payments', '6.1/10:disputes'),
  weight: 'warning',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY'],
  async probe(context) {
    const now = context.clock.now();
    const { payments, disputes, warnings } = figures(await readMoney(context.client(stripe), now), now);
    const rate = payments.failureRate === null ? 'no payments yet' : `${percent(payments.failureRate)} of payments failed`;
    return judge(context, {
      wrong: warnings,
      saw: `30 days: ${payments.succeeded} paid, ${payments.failed} failed (${rate}), ${disputes.total} disputes, none waiting`,
      want: 'at most 5 % failed, no dispute waiting',
      from: 'Stripe GET /v1/charges and /v1/disputes',
      fix: 'https://dashboard.stripe.com/payments?status[0]=failed and https://dashboard.stripe.com/disputes',
    });
  },
});

export const payments: readonly AnyCheck[] = [
  envComplete,
  hostVariables,
  refundPolicy,
  refundEmails,
  taxRight,
  alerts,
  monitoring,
  ...afterCheckout,
];
