/**
 * Guide 6.7/9, "check the real-time report": a person opens the site, allows statistics, and is counted. Nobody else can: k77 gives no consent in a visitor's place.
 */
import type { Key, Values } from '../../../core/keys.ts';
import { type AnyTask, type Context, type NotWanted, notWanted } from '../../../core/task.ts';
import { googleAnalytics } from '../../../vendors/google-analytics.ts';
import { vercel } from '../../../vendors/vercel.ts';
import { type Measured, measuredIn } from './wanted.ts';

interface Visit {
  site: string;
  /** Where a page was to be counted: `google`, `visits`, `speed`, with spaces between. */
  seen: string;
}
interface Visited extends Visit {
  at?: string | undefined;
}

const needs: readonly Key[] = ['analytics', 'domain', 'DASHBOARD_SERVICE', 'DASHBOARD_DEPLOYED', 'MEASURING'];

export const visit: AnyTask = {
  id: 'analytics.visit',
  guide: ['6.7/8', '6.7/9', '6.7#018', '6.7#020', 'post#059', 'post#060', '6.6/15'],
  title: 'Be the first visitor who is counted',
  uses: [googleAnalytics, vercel],
  needs,
  tolerates: ['GA_PROPERTY', 'NEXT_PUBLIC_GA_ID', 'VERCEL_MEASURES'],
  want(values: Values): Visit | NotWanted {
    const seen = [...(isGoogle(values) ? ['google'] : []), ...measuredIn(values.VERCEL_MEASURES)];
    return seen.length === 0 ? notWanted('nothing is measured') : { site: `https://${values.domain}`, seen: seen.join(' ') };
  },
  async read(context: Context, want: Visit): Promise<Visited | undefined> {
    // The real-time report forgets after half an hour; that it was seen once is remembered, and where.
    const [before, at] = (context.kept('MEASURED_VISIT') ?? '').toString().split(' · ');
    if (before === want.seen) return { ...want, at };
    const wanted = want.seen.split(' ');
    const google = wanted.includes('google') && (await countedByGoogle(context));
    const measures = await measuredByVercel(context, measuredIn(want.seen));
    const seen = wanted.filter((one) => (one === 'google' ? google : measures.includes(one as Measured)));
    return seen.length === 0 ? undefined : { ...want, seen: seen.join(' '), at: context.clock.now().toISOString() };
  },
  apply: async (_context: Context, want: Visit): Promise<Visited> => want,
  undo: { never: 'a visit has happened; what belongs to it is forgotten with the others' },
  gives: { MEASURED_VISIT: ({ seen, at }: Visited) => (at === undefined ? undefined : `${seen} · ${at}`) },
  byHand: {
    open: ({ site }: Visit) => site,
    steps: ({ site, seen }: Visit) => [
      `Open ${site} in a browser without a blocker, in a private window`,
      'Answer the question about cookies with a yes to statistics, then open two more pages',
      `k77 sees it within a minute or two: ${[...(seen.includes('google') ? ['in the real-time report of Google Analytics'] : []), ...(/visits|speed/.test(seen) ? ['at Vercel'] : [])].join(' and ')}`,
    ],
    proof: 'read',
  },
};

function isGoogle({ analytics, GA_PROPERTY, NEXT_PUBLIC_GA_ID }: Partial<Values>): boolean {
  return analytics === 'google' && GA_PROPERTY !== undefined && NEXT_PUBLIC_GA_ID !== undefined;
}

async function countedByGoogle(context: Context): Promise<boolean> {
  const counted = await context.client(googleAnalytics).realtime(context.values.GA_PROPERTY);
  return (counted.get('page_view') ?? 0) > 0;
}

async function measuredByVercel(context: Context, wanted: readonly Measured[]): Promise<readonly Measured[]> {
  if (wanted.length === 0) return [];
  const found = await context.client(vercel).measures(context.values.DASHBOARD_SERVICE);
  return wanted.filter((one) => found[one].seen);
}
