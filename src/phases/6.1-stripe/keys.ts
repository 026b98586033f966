/**
 * Guide 6.1/2: the keys belong together: one account, one mode, each of its kind. Stripe has no API that makes keys.
 */
import { task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';

export const keyPair = task({
  id: 'stripe.keys',
  guide: ['6.1/2', '6.1#015', 'post#002'],
  settings: [
    { id: '6.1/2:secret-key', says: 'sk_ or, better, rk_ with the permissions that `k77 doctor stripe` lists' },
    { id: '6.1/2:publishable-key', says: 'pk_ of the same account and mode' },
    { id: '6.1/2:separate', says: 'Live keys only in production, test keys everywhere else' },
  ],
  title: 'Take keys of one account and one mode',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY'],
  want: (values) => {
    const mode = modeOf(values.STRIPE_SECRET_KEY.reveal());
    return { secretKey: mode, publishableKey: mode, sameAccount: true };
  },

  async read(context) {
    const client = context.client(stripe);
    const [seen, balance] = await Promise.all([client.accounts.retrieveCurrent(), client.balance.retrieve()]);
    const publishable = context.values.STRIPE_PUBLISHABLE_KEY;
    return { secretKey: balance.livemode ? 'live' : 'test', publishableKey: modeOf(publishable), sameAccount: isOf(publishable, seen.id) };
  },

  apply: async (_context, want) => want,
  undo: { never: 'keys are rolled in the dashboard; rolling them here would stop the services that use them' },
  gives: {},
  byHand: {
    open: () => 'https://dashboard.stripe.com/apikeys',
    steps: (want) => [
      `Switch the dashboard to ${(want as { secretKey: string }).secretKey} mode`,
      'Copy the publishable key (pk_…) of the account that the secret key belongs to',
      'Change STRIPE_PUBLISHABLE_KEY in k77.json, then run deploy again',
    ],
    proof: 'read',
  },
});

/** Every kind of Stripe key names its mode. */
export function modeOf(key: string): 'live' | 'test' {
  return /^(sk|rk|pk)_live_/.test(key) ? 'live' : 'test';
}

/** Keys made since 2020 carry their account's id behind the mode: `pk_test_51AbC…` belongs to `acct_1AbC…`. An older key cannot be told apart and passes. */
export function isOf(publishable: string, account: string): boolean {
  const tail = /^pk_(?:live|test)_5(\w+)$/.exec(publishable)?.[1];
  return tail === undefined || tail.startsWith(account.replace(/^acct_/, ''));
}
