/**
 * Guide 6.1/6: the refund policy. The figures go into site.config.json, from which the API refunds and the policy page is printed;
 * what Stripe's dashboard has to be told has no API and is done by hand.
 */
import { task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';
import { readSection, writeSection } from '../site-config.ts';

interface Policy {
  fullDays: number;
  partialDays: number;
  partialPercent: number;
  /** Consumers in the EU and the UK may withdraw for 14 days whatever the policy says. */
  euWithdrawalDays: number;
}

export const refundPolicy = task({
  id: 'stripe.refund-policy',
  guide: ['6.1/6', '6.1#019'],
  settings: [
    { id: '6.1/6:full', says: '100 % within 7 days, no reason asked; editable' },
    { id: '6.1/6:partial', says: '50 % from day 8 to day 14, with a reason; editable' },
    { id: '6.1/6:after', says: 'Nothing after that, except by decision' },
  ],
  title: 'Record the refund policy for API and policy page',
  uses: [],
  needs: ['refundFullDays', 'refundPartialDays', 'refundPartialPercent'],
  want: (values): Policy => ({
    fullDays: Number(values.refundFullDays),
    partialDays: Number(values.refundPartialDays),
    partialPercent: Number(values.refundPartialPercent),
    euWithdrawalDays: 14,
  }),
  read: async (context) => (await readSection(context, 'refunds')) as Policy | undefined,

  async apply(context, want): Promise<Policy> {
    await writeSection(context, 'refunds', want);
    return want;
  },
  undo: (context) => writeSection(context, 'refunds', undefined),
  gives: {},
});

export const refundEmails = task({
  id: 'stripe.refund-emails',
  guide: ['6.1/6', '6.1#019'],
  settings: [
    { id: '6.1/6:emails', says: 'Stripe mails the customer when a refund is made' },
    { id: '6.1/6:reason', says: 'A refund needs a reason: required by the generated API; in the dashboard it is always asked' },
    { id: '6.1/6:template', says: "The mail's logo, colours and support address" },
  ],
  title: 'Switch on refund e-mails',
  uses: [stripe],
  needs: ['project', 'domain'],
  want: (values) => ({ project: values.project, support: `support@${values.domain}` }),
  read: async () => undefined,
  apply: async (_context, want) => want,
  undo: { never: 'a setting of the dashboard; switch it off there' },
  gives: {},
  byHand: {
    open: () => 'https://dashboard.stripe.com/settings/emails',
    steps: (want) => [
      'Customer e-mails: switch on "Successful payments" and "Refunds"',
      `Business details → support address: ${(want as { support: string }).support}`,
      `Branding: logo and colours of ${(want as { project: string }).project}; the refund mail uses them as its template`,
      'Refunds from the dashboard: always choose a reason; the generated API refuses a refund without one',
    ],
    proof: { nothing: 'Stripe shows these settings in no API', attest: 'stripe.refund-emails' },
  },
});
