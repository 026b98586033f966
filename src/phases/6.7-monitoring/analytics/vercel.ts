/**
 * Guide 6.6/12, 6.6/15: Web Analytics and Speed Insights of the dashboard's project. No call switches them on; the project itself shows whether they are.
 * https://vercel.com/docs/analytics/quickstart · https://vercel.com/docs/speed-insights/quickstart
 */
import type { Key, Values } from '../../../core/keys.ts';
import { type AnyTask, type Context, type NotWanted, notWanted } from '../../../core/task.ts';
import { hostNamed } from '../../../hosts/hosts.ts';
import { vercel } from '../../../vendors/vercel.ts';
import { at, keysAt } from '../../6.5-bot/hosted-service.ts';
import { measuredIn, wantedOfVercel } from './wanted.ts';

interface Wanted {
  /** `visits`, `speed` or both. */
  measure: string;
  page: string;
}

export const vercelMeasures: AnyTask = {
  id: 'analytics.vercel',
  guide: ['6.6/12', '6.6/15', '6.6#017'],
  title: 'Switch measuring on at Vercel',
  uses: [vercel],
  needs: [...new Set<Key>(['vercelAnalytics', ...keysAt('dashboard')])],
  want(values: Values): Wanted | NotWanted {
    const wanted = wantedOfVercel(values);
    if (wanted.length === 0) return notWanted('Vercel measures nothing');
    const { place, id } = at('dashboard', values);
    return { measure: wanted.join(' '), page: hostNamed('vercel').pages.service(place, id) };
  },
  // What is on besides was switched on by somebody, and is loaded by nothing.
  async read(context: Context, { measure, page }: Wanted): Promise<Wanted> {
    const seen = await context.client(vercel).measures(at('dashboard', context.values).id);
    return {
      measure: measuredIn(measure)
        .filter((one) => seen[one].on)
        .join(' '),
      page,
    };
  },
  apply: async (_context: Context, want: Wanted) => want,
  undo: { never: 'a setting of your own project; switch it off on its page at Vercel, where its figures are' },
  gives: { VERCEL_MEASURES: ({ measure }: Wanted) => measure || undefined },
  byHand: {
    open: ({ page }: Wanted) => page,
    steps: ({ measure }: Wanted) => [
      ...(measuredIn(measure).includes('visits') ? ['Analytics (in the project’s side bar) → Enable'] : []),
      ...(measuredIn(measure).includes('speed') ? ['Speed Insights → Enable, and confirm what it costs'] : []),
      'Nothing has to be put into code: the pages load it once a visitor has allowed it',
      'It is served from the next deployment on: where none follows now, Deployments → the newest → ⋯ → Redeploy',
    ],
    proof: 'read',
  },
};
