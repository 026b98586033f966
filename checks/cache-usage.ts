/**
 * Infrastructure and Monitoring · Upstash Redis: what is used, what is left, what is kept.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { upstash } from '../src/vendors/upstash.ts';
import { upstashPlan } from '../src/vendors/upstash-plans.ts';
import { attestable } from './attestable.ts';
import { both, databases } from './cache-databases.ts';
import { held } from './held.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

/** Alerts of the guide's step 7. */
const limit = 0.8;
const dayMs = 86_400_000;
/** A daily backup may be two hours late. */
const newestBackupHours = 26;

const quota = check({
  id: 'redis.quota',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Less than 80 % of the commands, and of the budget, of this month are used',
  guide: ['6.3/7', '6.3#008', '6.3#009'],
  settings: held('6.3/7:quota', '6.3/7:hit-rate', '6.3/8:statistics'),
  weight: 'warning',
  uses: [upstash],
  needs: [...both, 'redisPlan'],
  async probe(context) {
    const { cache, queue } = await databases(context);
    const { commands } = upstashPlan(context.values.redisPlan);
    const seen = await Promise.all(
      [...new Map([cache, queue].map((one) => [one.id, one])).values()].map(async (one) => ({
        ...one,
        ...(await context.client(upstash).stats(one.id)),
      })),
    );
    const asked = seen.reduce((sum, { hits, misses }) => sum + hits + misses, 0);
    const hits = seen.reduce((sum, one) => sum + one.hits, 0);
    return judge(context, {
      wrong: seen.flatMap(({ name, requestsThisMonth, costThisMonth, budget }) => [
        wrongFor(
          ['6.3#009'],
          commands !== undefined &&
            requestsThisMonth >= commands * limit &&
            `${name} has used ${requestsThisMonth} of ${commands} commands`,
        ),
        wrongFor(
          ['6.3#009'],
          budget !== undefined && costThisMonth >= budget * limit && `${name} has cost ${costThisMonth.toFixed(2)} of ${budget} USD`,
        ),
      ]),
      saw: `${seen.map(({ name, requestsThisMonth, costThisMonth }) => `${name}: ${requestsThisMonth} commands, ${costThisMonth.toFixed(2)} USD`).join('; ')}; ${asked === 0 ? 'nothing asked of the cache yet' : `${Math.round((hits / asked) * 100)} % of reads hit`}`,
      want: `below 80 % of ${commands === undefined ? 'the budget' : `${commands} commands a month`}`,
      from: 'Upstash GET /v2/redis/stats/{id}',
      fix: 'raise the budget (k77 deploy 6.3 --set redisBudget=…) or change the plan; see which service asks so often',
    });
  },
});

const storage = check({
  id: 'redis.storage',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Less than 80 % of each database is full',
  guide: ['6.3/7', '6.3#009'],
  settings: held('6.3/7:memory'),
  weight: 'warning',
  uses: [upstash],
  needs: both,
  async probe(context) {
    const { cache, queue } = await databases(context);
    const seen = await Promise.all(
      [cache, queue].map(async (one) => ({ ...one, stored: (await context.client(upstash).stats(one.id)).storedBytes })),
    );
    return judge(context, {
      wrong: [
        ...new Set(
          seen.map(
            ({ name, stored, limits }) =>
              limits.storage > 0 && stored >= limits.storage * limit && `${name} holds ${bytes(stored)} of ${bytes(limits.storage)}`,
          ),
        ),
      ],
      saw: seen.map(({ name, stored, limits }) => `${name}: ${bytes(stored)} of ${bytes(limits.storage)}`).join('; '),
      want: 'below 80 % of what the plan holds',
      from: 'Upstash GET /v2/redis/stats/{id}',
      fix: 'a bigger plan (k77 deploy 6.3 --set redisPlan=…); a full cache evicts, a full queue refuses jobs',
    });
  },
});

function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB'] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, count)) / Math.log(1024)));
  return `${Math.round((count / 1024 ** power) * 10) / 10} ${units[power]}`;
}

const backups = check({
  id: 'redis.backups',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'The queue is backed up every day',
  guide: ['6.3/10', '6.3#012'],
  settings: held('6.3/10:snapshots', '6.3/10:retention', '6.3/10:copy'),
  weight: 'warning',
  uses: [upstash],
  needs: ['REDIS_QUEUE_DATABASE', 'redisPlan'],
  async probe(context) {
    const { REDIS_QUEUE_DATABASE: id, redisPlan } = context.values;
    if (!upstashPlan(redisPlan).backups)
      return {
        state: 'impossible',
        why: `Upstash has no backups on the ${redisPlan} plan`,
        instead: 'pay as you go, without a fixed price; jobs that were lost are found again in MongoDB by the outbox',
      };
    const client = context.client(upstash);
    const [queue, list] = await Promise.all([client.database(id), client.backups(id)]);
    const now = context.clock.now().getTime();
    const newest = Math.max(0, ...list.filter(({ state }) => state === 'completed').map(({ at }) => at * 1000));
    const old = now - queue.created * 1000 > newestBackupHours * 3_600_000;
    const hours = Math.round((now - newest) / 3_600_000);
    return judge(context, {
      wrong: [
        !queue.dailyBackup && `${queue.name}: daily backup is off`,
        queue.dailyBackup &&
          old &&
          newest === 0 &&
          `${queue.name} is ${Math.floor((now - queue.created * 1000) / dayMs)} days old and has no backup`,
        queue.dailyBackup && newest > 0 && hours > newestBackupHours && `the newest backup of ${queue.name} is ${hours} hours old`,
      ],
      saw: newest > 0 ? `daily backup on, the newest ${hours} hours old` : 'daily backup on, the first within a day; the cache needs none',
      want: `daily backup on, the newest at most ${newestBackupHours} hours old (Upstash keeps each for 1 or 3 days)`,
      from: 'Upstash GET /v2/redis/list-backup/{id}',
      fix: 'k77 deploy --only redis.backups',
    });
  },
});

const alerts = check({
  id: 'redis.alerts',
  section: 'Monitoring',
  phase: '6.3',
  title: 'Upstash mails you before a limit is reached',
  guide: ['6.3/7', '6.3#009'],
  settings: held('6.3/7:quota', '6.3/7:latency', '6.3/7:memory'),
  weight: 'warning',
  uses: [upstash],
  needs: ['UPSTASH_EMAIL', 'UPSTASH_API_KEY'],
  attestable: attestable('redis.alerts'),
  async probe(context) {
    const { account } = await context.identity(upstash);
    return unknown(
      `Upstash shows the notifications of ${account} only at https://console.upstash.com/account; look, then k77 attest redis.alerts`,
    );
  },
});

export const cacheUsage: readonly AnyCheck[] = [quota, storage, backups, alerts];
