/**
 * Guide 6.7/4: the bot calls an address of UptimeRobot every minute while every shard is ready, and silence raises the alarm. The guide asks Discord with the bot's
 * token instead: that hands the token to a stranger, and stays green while the bot is dead.
 */
import { type Context, type NotWanted, task } from '../../../core/task.ts';
import { uptimerobot } from '../../../vendors/uptimerobot.ts';
import type { UptimeMonitor } from '../../../vendors/uptimerobot-types.ts';
import { unwatched } from './account.ts';
import { ensure, monitorNeeds } from './monitors.ts';
import { findMonitor, listens, type MonitorState, otherWay, stateOf, wanted } from './watched.ts';

interface Bot {
  monitor?: MonitorState;
  /** Of the plan that was: a heartbeat cannot become a question, nor the other way round. */
  superseded: number;
  id?: number;
}
type Here = Pick<Context<(typeof monitorNeeds)[number], 'UPTIME_BOT'>, 'client' | 'values' | 'kept'>;

export const botMonitor = task({
  id: 'uptime.bot',
  guide: ['6.7/4', '6.7#010', 'post#053'],
  settings: [{ id: '6.7/4:bot', says: 'the bot’s own heartbeat, and never its token; on the free plan what its shards told the API' }],
  title: 'Watch the bot by its heartbeat',
  uses: [uptimerobot],
  needs: [...monitorNeeds],
  tolerates: ['HEARTBEAT_SECONDS'],
  want: (values): Bot | NotWanted => unwatched(values) ?? { monitor: wanted('bot', values), superseded: 0 },
  async read(context): Promise<Bot | undefined> {
    const { seen, others } = await standing(context);
    return seen || others.length > 0 ? shape(seen, others.length) : undefined;
  },
  async apply(context): Promise<Bot> {
    const client = context.client(uptimerobot);
    const { seen, others } = await standing(context);
    const id = await ensure(client, 'bot', context.values, seen);
    for (const one of others) await client.deleteMonitor(one.id);
    if (!listens(context.values))
      context.note('the free plan takes no heartbeats: the bot is watched through /health/bot of the API, and is down when the API is');
    return shape(
      (await client.monitors()).find((one) => one.id === id),
      0,
    );
  },
  async undo(context, have) {
    if (have.id !== undefined) await context.client(uptimerobot).deleteMonitor(have.id);
  },
  gives: { UPTIME_BOT: (have: Bot) => (have.id === undefined ? undefined : String(have.id)) },
});

function shape(seen: UptimeMonitor | undefined, superseded: number): Bot {
  if (!seen) return { superseded };
  return { monitor: stateOf(seen), superseded, id: seen.id };
}

async function standing({ client, values, kept }: Here): Promise<{ seen: UptimeMonitor | undefined; others: UptimeMonitor[] }> {
  const id = kept('UPTIME_BOT');
  const all = await client(uptimerobot).monitors();
  return { seen: findMonitor('bot', values, all, id === undefined ? undefined : Number(id)), others: otherWay(values, all) };
}
