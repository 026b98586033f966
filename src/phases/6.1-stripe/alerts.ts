/**
 * Guide 6.1/10: the four e-mail alerts. They are settings of a person's own login, without an API; the figures themselves are in `k77 status`.
 */
import { task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';

export const alerts = task({
  id: 'stripe.alerts',
  guide: ['6.1/10', '6.1#023'],
  settings: [
    { id: '6.1/10:failed-payments', says: 'An e-mail for failed payments; `k77 status` warns above 5 %' },
    { id: '6.1/10:disputes', says: 'An e-mail for every dispute' },
    { id: '6.1/10:refunds', says: 'An e-mail for large refunds' },
    { id: '6.1/10:cancellations', says: 'An e-mail for cancelled subscriptions' },
  ],
  title: 'Let Stripe mail you when money is in trouble',
  uses: [stripe],
  needs: [],
  want: () => ({ alerts: ['failed payments', 'disputes', 'large refunds', 'cancelled subscriptions'] }),
  read: async () => undefined,
  apply: async (_context, want) => want,
  undo: { never: 'a setting of your own login; switch it off there' },
  gives: {},
  byHand: {
    open: () => 'https://dashboard.stripe.com/settings/communication-preferences',
    steps: () => [
      'Payments: tick the e-mail for failed payments',
      'Disputes: tick the e-mail for every new dispute',
      'Refunds: tick the e-mail for refunds, above an amount that would hurt',
      'Subscriptions: tick the e-mail for cancellations',
    ],
    proof: { nothing: 'Stripe shows these settings in no API', attest: 'stripe.alerts' },
  },
});
