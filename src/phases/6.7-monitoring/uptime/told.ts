/**
 * Guide 6.7/4: every monitor tells the mailbox, and the chats. Only once everything runs: what is not deployed yet is not down, and the first thing that you hear of
 * UptimeRobot is no false alarm.
 */
import { type Context, type NotWanted, task } from '../../../core/task.ts';
import { uptimerobot } from '../../../vendors/uptimerobot.ts';
import type { UptimeMonitor } from '../../../vendors/uptimerobot-types.ts';
import { unwatched } from './account.ts';
import { contactsOf, served } from './watched.ts';

const needs = [
  'uptimeMonitor',
  'UPTIME_EMAIL',
  'UPTIME_MONITORS',
  'UPTIME_BOT',
  'BOT_DEPLOYED',
  'API_DEPLOYED',
  'DASHBOARD_DEPLOYED',
] as const;
type Here = Pick<Context<(typeof needs)[number]>, 'client' | 'values'>;

/** By what is watched: who is told. */
interface Told {
  told: Readonly<Record<string, readonly number[]>>;
}

export const told = task({
  id: 'uptime.told',
  guide: ['6.7/4', '6.7/5', '6.7#012'],
  settings: [{ id: '6.7/4:contacts', says: 'every monitor tells the mailbox, and the chats where there are some, once everything runs' }],
  title: 'Let every monitor tell you',
  uses: [uptimerobot],
  needs: [...needs],
  tolerates: ['UPTIME_CHANNELS'],
  want: (values): Told | NotWanted =>
    unwatched(values) ?? { told: Object.fromEntries([...served, 'bot'].map((one) => [one, contactsOf(values)])) },
  async read(context, want): Promise<Told | undefined> {
    const seen = await standing(context);
    const heard = Object.entries(want.told).map(
      ([one, ids]) => [one, (seen.get(one)?.contacts ?? []).filter((id) => ids.includes(id)).sort((a, b) => a - b)] as const,
    );
    return heard.every(([, ids]) => ids.length === 0) ? undefined : { told: Object.fromEntries(heard) };
  },
  async apply(context, want): Promise<Told> {
    const seen = await standing(context);
    for (const [one, ids] of Object.entries(want.told)) {
      const monitor = seen.get(one);
      // Whom the operator added is told as well.
      if (monitor && ids.some((id) => !monitor.contacts.includes(id)))
        await context.client(uptimerobot).tell(monitor.id, [...new Set([...monitor.contacts, ...ids])]);
    }
    return want;
  },
  async undo(context, have) {
    const ours = new Set(Object.values(have.told).flat());
    for (const { id, contacts } of (await standing(context)).values())
      if (contacts.some((one) => ours.has(one)))
        await context.client(uptimerobot).tell(
          id,
          contacts.filter((one) => !ours.has(one)),
        );
  },
  gives: {},
});

async function standing({ client, values }: Here): Promise<ReadonlyMap<string, UptimeMonitor>> {
  const all = await client(uptimerobot).monitors();
  const ids = { ...(JSON.parse(values.UPTIME_MONITORS) as Record<string, number>), bot: Number(values.UPTIME_BOT) };
  return new Map(
    Object.entries(ids).flatMap(([one, id]) => {
      const seen = all.find((other) => other.id === id);
      return seen ? [[one, seen] as const] : [];
    }),
  );
}
