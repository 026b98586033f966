/** What the checks of uptime share: the monitors as they are, each by what it watches, and that there are none where the operator wants none. */
import type { CheckContext, Verdict } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { findMonitor, type Known, served, type Watched } from '../src/phases/6.7-monitoring/uptime/watched.ts';
import { uptimerobot } from '../src/vendors/uptimerobot.ts';
import type { UptimeIncident, UptimeMonitor } from '../src/vendors/uptimerobot-types.ts';

export const watchedAll: readonly Watched[] = [...served, 'bot'];
export const monitorMaybe = ['UPTIME_MONITORS', 'UPTIME_BOT', 'UPTIME_CHANNELS', 'HEARTBEAT_SECONDS'] as const;

export type Seeing = Pick<CheckContext, 'client'> & { values: Partial<Values> };

/** Undefined: UptimeRobot watches. Else what a check says of it: that nobody would be told is no pass. */
export function unwatchedVerdict({ uptimeMonitor }: Partial<Values>): Verdict | undefined {
  if (uptimeMonitor !== 'none') return undefined;
  return {
    state: 'impossible',
    why: 'you answered that nobody watches from outside',
    instead: 'k77 deploy 6.7 --set uptimeMonitor=uptimerobot; until then run k77 verify in a daily job',
  };
}

/** Each of the five that is there. */
export async function monitorsSeen({ client, values }: Seeing): Promise<ReadonlyMap<Watched, UptimeMonitor>> {
  const all = await client(uptimerobot).monitors();
  const ids = { ...(JSON.parse(values.UPTIME_MONITORS ?? '{}') as Partial<Record<Watched, number>>), bot: Number(values.UPTIME_BOT) };
  const found = watchedAll.flatMap((one) => {
    const seen = findMonitor(one, values as Known, all, ids[one]);
    return seen ? [[one, seen] as const] : [];
  });
  return new Map(found);
}

/** How far back it is looked, days. */
export const lookBack = 90;

/** What was down since, of the whole account. The same day asks the same question, so that one list does for all. */
export async function incidentsSeen({ client, clock }: Pick<CheckContext, 'client' | 'clock'>): Promise<readonly UptimeIncident[]> {
  const since = structuredClone(clock.now());
  since.setUTCDate(since.getUTCDate() - lookBack);
  since.setUTCHours(0, 0, 0, 0);
  return client(uptimerobot).incidents(since.toISOString());
}
