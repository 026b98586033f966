/**
 * Guide 6.3/10: what is backed up. The cache is not: it is made again from MongoDB. The queue is, every day, where the plan has backups.
 * https://upstash.com/docs/redis/features/backup
 */
import { notWanted, task } from '../../core/task.ts';
import { upstash } from '../../vendors/upstash.ts';
import { upstashPlan } from '../../vendors/upstash-plans.ts';

interface Backups {
  daily: boolean;
}

export const backups = task({
  id: 'redis.backups',
  guide: ['6.3/10', '6.3#012'],
  settings: [
    { id: '6.3/10:snapshots', says: 'A daily backup of the queue; off until it is switched on, and not on the free plan' },
    { id: '6.3/10:retention', says: 'Kept for 1 day, or 3 if you choose so in the console; Upstash offers no 7 or 30' },
    { id: '6.3/10:copy', says: 'No copy of the cache in MongoDB: it was made from there' },
  ],
  title: 'Back up the queue every day',
  uses: [upstash],
  needs: ['redisPlan', 'REDIS_QUEUE_DATABASE'],
  want: ({ redisPlan }): Backups | ReturnType<typeof notWanted> =>
    upstashPlan(redisPlan).backups ? { daily: true } : notWanted(`the ${redisPlan} plan has no backups`),

  async read(context): Promise<Backups> {
    const database = await context.client(upstash).database(context.values.REDIS_QUEUE_DATABASE);
    return { daily: database.dailyBackup };
  },

  async apply(context, want) {
    await context.client(upstash).dailyBackup(context.values.REDIS_QUEUE_DATABASE, want.daily);
    context.note('each is kept for 1 day; 3 days: https://console.upstash.com/redis → the queue → Backups → Daily Backup');
    return want;
  },

  undo: (context) => context.client(upstash).dailyBackup(context.values.REDIS_QUEUE_DATABASE, false),
  gives: {},
});
