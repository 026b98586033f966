/**
 * Guide 6.7/4: the address that the bot calls. A secret: whoever knows it can keep the alarm silent.
 */
import { type NotWanted, notWanted, task } from '../../../core/task.ts';
import { uptimerobot } from '../../../vendors/uptimerobot.ts';
import { unwatched } from './account.ts';

interface Heartbeat {
  monitor: number;
  url?: string;
}

export const heartbeat = task({
  id: 'uptime.heartbeat',
  guide: ['6.7/4'],
  title: 'Give the bot the address of its heartbeat',
  uses: [uptimerobot],
  needs: ['uptimeMonitor', 'UPTIME_PLAN', 'UPTIME_BOT'],
  want(values): Heartbeat | NotWanted {
    if (values.UPTIME_PLAN === 'free') return unwatched(values) ?? notWanted('the free plan of UptimeRobot takes no heartbeats');
    return unwatched(values) ?? { monitor: Number(values.UPTIME_BOT) };
  },
  async read(context, want): Promise<Heartbeat | undefined> {
    const seen = (await context.client(uptimerobot).monitors()).find(({ id, type }) => id === want.monitor && type === 'HEARTBEAT');
    return seen && { monitor: seen.id, url: seen.url };
  },
  async apply(context, want, have): Promise<Heartbeat> {
    const seen = have ?? (await context.client(uptimerobot).monitors()).find(({ id }) => id === want.monitor);
    return seen?.url === undefined ? want : { ...want, url: seen.url };
  },
  undo: { never: 'the address goes with its monitor; the bot calls nobody once HEARTBEAT_URL is gone' },
  gives: { HEARTBEAT_URL: (have: Heartbeat) => have.url },
});
