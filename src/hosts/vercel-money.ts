/** What the project uses and costs, as far as Vercel's API tells it. */
import type { HostApi } from '../core/host.ts';
import { vercel } from '../vendors/vercel.ts';

export const money: Pick<HostApi, 'usage' | 'bill'> = {
  // No call: functions come and go with requests, so that there is nothing to ask about.
  usage: async () => ({
    missing: [
      'CPU: functions run only while they answer, and the API tells no per cent of a core; see Observability in the dashboard',
      'memory: each function has its own limit (2 GB on Pro unless told otherwise), and the API tells no use of it',
    ],
  }),

  async bill({ client: of, clock }) {
    const client = of(vercel);
    const { plan } = await client.scope();
    if (plan === 'hobby') return { monthToDateCents: 0, projectedCents: 0, missing: [] };
    const to = clock.now().toISOString();
    const dollars = await client.charges(`${to.slice(0, 7)}-01T00:00:00.000Z`, to);
    return {
      monthToDateCents: Math.round(dollars * 100),
      missing: ['projected cost: the API tells what was charged up to now, not what the month will come to'],
    };
  },
};
