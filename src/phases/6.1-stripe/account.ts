/**
 * Guide 6.1/1: the account takes real payments. Identity and bank are a matter between a person and Stripe; k77 shows the way and watches until it is true.
 */
import { task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';

export const account = task({
  id: 'stripe.account',
  guide: ['6.1/1', '6.1#014', 'pre#001'],
  settings: [
    { id: '6.1/1:business', says: 'Business type, name, tax id where there is one, address' },
    { id: '6.1/1:bank', says: 'A bank account for payouts; micro-deposits take 1 to 2 days' },
    { id: '6.1/1:identity', says: 'An identity document of the owner; approval takes up to 24 hours' },
  ],
  title: 'Activate the Stripe account',
  uses: [stripe],
  needs: [],
  want: () => ({ chargesEnabled: true, payoutsEnabled: true, detailsSubmitted: true, stillDue: [] as string[] }),

  async read(context) {
    const seen = await context.client(stripe).accounts.retrieveCurrent();
    return {
      chargesEnabled: seen.charges_enabled,
      payoutsEnabled: seen.payouts_enabled,
      detailsSubmitted: seen.details_submitted,
      stillDue: [...(seen.requirements?.currently_due ?? [])],
    };
  },

  apply: async (_context, want) => want,
  undo: { never: 'an account that takes payments stays activated; close it at https://dashboard.stripe.com/settings/account if you must' },
  gives: {},
  byHand: {
    open: () => 'https://dashboard.stripe.com/account/onboarding',
    steps: () => [
      'Sign in and choose "Activate payments"',
      'Business: type (individual or company), legal name, tax id if you have one, address',
      'Bank account for payouts; if Stripe sends micro-deposits, confirm them in 1 to 2 days',
      'Identity: upload the document that it asks for; approval is usually instant, at most 24 hours',
      'Finish with "Agree and submit"',
    ],
    proof: 'read',
  },
});
