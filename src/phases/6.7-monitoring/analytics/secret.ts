/**
 * Guide 6.7/9: the secret with which the worker tells of purchases. A purchase that a page tells of can be made up by anybody. One that is there is taken, never renewed.
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4
 */

import type { Secret } from '../../../core/secret.ts';
import { notWanted, task } from '../../../core/task.ts';
import { googleAnalytics } from '../../../vendors/google-analytics.ts';

const displayName = 'k77 worker';

interface Wanted {
  displayName: string;
}
interface Made extends Wanted {
  name: string;
  value: Secret;
}

export const secret = task({
  id: 'analytics.secret',
  guide: ['6.7/9', '6.7#019', 'post#061'],
  settings: [
    {
      id: '6.7/9:purchase',
      says: 'Told by the worker when Stripe says that money moved, with amount, currency, transaction and item; never by a page',
    },
    { id: '6.7/9:transaction', says: 'Named by its subscription: told twice, it counts once' },
  ],
  title: 'Make the secret for purchases told by the server',
  uses: [googleAnalytics],
  needs: ['GA_PROPERTY', 'GA_STREAM', 'analyticsTerms'],
  want: ({ analyticsTerms }) =>
    analyticsTerms === 'yes'
      ? ({ displayName } as Wanted)
      : notWanted('you did not acknowledge Google’s terms: purchases are told by nobody'),
  async read(context): Promise<Made | undefined> {
    const all = await context.client(googleAnalytics).secrets(context.values.GA_STREAM);
    return all.find((one) => one.displayName === displayName);
  },
  async apply(context, _want, have): Promise<Made> {
    if (have) return have;
    const client = context.client(googleAnalytics);
    const { GA_PROPERTY, GA_STREAM } = context.values;
    await client.acknowledge(GA_PROPERTY);
    const made = await client.createSecret(GA_STREAM, displayName);
    await context.keep('GA_API_SECRET', made.value.reveal());
    return made;
  },
  undo: (context, have) => context.client(googleAnalytics).deleteSecret(have.name),
  gives: { GA_API_SECRET: (have: Made) => have.value.reveal() },
});
