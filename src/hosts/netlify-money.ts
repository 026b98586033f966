/** What the site uses and costs, as far as Netlify's API tells it. */
import type { HostApi } from '../core/host.ts';
import { netlify } from '../vendors/netlify.ts';

const noCredits = 'credits: the API tells neither what is used nor what was bought; see https://app.netlify.com → team → Usage';

export const money: Pick<HostApi, 'usage' | 'bill'> = {
  // No call: functions come and go with requests, so that there is nothing to ask about.
  usage: async () => ({
    missing: [
      'CPU: functions run only while they answer, and the API tells no per cent of a core; see Observability in the dashboard',
      'memory: each function has 1 GB unless the plan says otherwise, and the API tells no use of it',
    ],
  }),

  async bill({ client: of }) {
    const { plan } = await of(netlify).scope();
    // Nothing can be bought on it: at 0 credits everything pauses.
    if (plan === 'Free') return { monthToDateCents: 0, projectedCents: 0, missing: [noCredits] };
    return { missing: [`cost: the plan (${plan ?? 'unknown'}) is charged once a month, and its invoice is not in the API`, noCredits] };
  },
};
