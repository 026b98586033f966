/**
 * Guide 6.7/4: API, dashboard, database and cache are asked as strangers ask them, and are down when the answer does not have its keyword: a page with status 200
 * that says "unhealthy" is an alarm, too. No request carries a token.
 */
import { diff } from '../../../core/change.ts';
import { type Context, type NotWanted, task } from '../../../core/task.ts';
import { uptimerobot } from '../../../vendors/uptimerobot.ts';
import type { UptimeMonitor } from '../../../vendors/uptimerobot-types.ts';
import { unwatched } from './account.ts';
import { findMonitor, type Known, type MonitorState, type Served, served, stateOf, wanted, wishFor } from './watched.ts';

export const monitorNeeds = ['uptimeMonitor', 'project', 'domain', 'ENVIRONMENT', 'UPTIME_PLAN'] as const;

interface Monitors {
  monitors: Readonly<Partial<Record<Served, MonitorState>>>;
  ids?: Readonly<Partial<Record<Served, number>>>;
}
type Here = Pick<Context<(typeof monitorNeeds)[number], 'UPTIME_MONITORS'>, 'client' | 'values' | 'kept'>;

export const monitors = task({
  id: 'uptime.monitors',
  guide: ['6.7/4', '6.7#010', '6.7#011', 'post#053'],
  settings: [
    { id: '6.7/4:interval', says: 'every minute on a paid plan, every 5 minutes on the free one' },
    { id: '6.7/4:api', says: '/health of the API has to contain "status":"healthy"' },
    { id: '6.7/4:dashboard', says: 'the page at the domain has to contain the project’s name' },
    { id: '6.7/4:database', says: '/health/database has to contain "status":"healthy": a status of 200 alone is no proof' },
    { id: '6.7/4:cache', says: '/health/redis likewise' },
  ],
  title: 'Watch API, dashboard, database and cache',
  uses: [uptimerobot],
  needs: [...monitorNeeds],
  want: (values): Monitors | NotWanted =>
    unwatched(values) ?? { monitors: Object.fromEntries(served.map((one) => [one, wanted(one, values)])) },
  async read(context): Promise<Monitors | undefined> {
    const found = await standing(context);
    const there = served.flatMap((one) => (found[one] ? [[one, found[one]] as const] : []));
    if (there.length === 0) return undefined;
    return {
      monitors: Object.fromEntries(there.map(([one, seen]) => [one, stateOf(seen)])),
      ids: Object.fromEntries(there.map(([one, { id }]) => [one, id])),
    };
  },
  async apply(context, want): Promise<Monitors> {
    const client = context.client(uptimerobot);
    const found = await standing(context);
    const ids: Partial<Record<Served, number>> = {};
    for (const one of served) ids[one] = await ensure(client, one, context.values, found[one]);
    if (context.values.UPTIME_PLAN === 'free') context.note('the free plan does not warn before certificates end: k77 verify does');
    return { monitors: want.monitors, ids };
  },
  async undo(context, have) {
    for (const id of Object.values(have.ids ?? {})) await context.client(uptimerobot).deleteMonitor(id);
  },
  gives: {
    UPTIME_MONITORS: ({ ids = {} }: Monitors) => (served.every((one) => ids[one] !== undefined) ? JSON.stringify(ids) : undefined),
  },
});

/** Makes it, or brings it to what is wanted. @returns its id */
export async function ensure(
  client: ReturnType<typeof uptimerobot.connect>,
  watched: Parameters<typeof wanted>[0],
  values: Known,
  seen: UptimeMonitor | undefined,
): Promise<number> {
  const wish = wishFor(watched, values);
  if (!seen) return (await client.createMonitor({ ...wish, assignedAlertContacts: [] })).id;
  const want = wanted(watched, values);
  if (diff({ ...want, paused: seen.status === 'PAUSED' }, stateOf(seen)).length > 0) await client.updateMonitor(seen.id, wish);
  if (seen.status === 'PAUSED') await client.startMonitor(seen.id);
  return seen.id;
}

async function standing({ client, values, kept }: Here): Promise<Partial<Record<Served, UptimeMonitor>>> {
  const all = await client(uptimerobot).monitors();
  const ids = JSON.parse(kept('UPTIME_MONITORS') ?? '{}') as Partial<Record<Served, number>>;
  return Object.fromEntries(
    served.flatMap((one) => {
      const seen = findMonitor(one, values, all, ids[one]);
      return seen ? [[one, seen]] : [];
    }),
  );
}
