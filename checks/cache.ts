/**
 * Infrastructure · Upstash Redis: the two databases, what they hold, what they cost, how they are reached.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { infoOf } from '../src/core/keys.ts';
import { upstash } from '../src/vendors/upstash.ts';
import type { UpstashDatabase } from '../src/vendors/upstash-client.ts';
import { seenPlan, upstashPlan } from '../src/vendors/upstash-plans.ts';
import { cacheConfiguration } from './cache-configuration.ts';
import { both, databases } from './cache-databases.ts';
import { cacheLive } from './cache-live.ts';
import { cacheReach } from './cache-reach.ts';
import { cacheUsage } from './cache-usage.ts';
import { held } from './held.ts';
import { judge, wrongFor } from './verdict.ts';

const databasesRight = check({
  id: 'redis.databases-right',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'The cache may forget, the queue may not, and both stand where they should',
  guide: ['pre#003', '6.3/1', '6.3#001', '6.3/9', 'post#014'],
  settings: held('6.3/1:name', '6.3/1:region', '6.3/1:eviction', '6.3/1:plan', '6.3/9:eviction'),
  weight: 'blocker',
  uses: [upstash],
  needs: [...both, 'redisPlan', 'redisRegion'],
  async probe(context) {
    const { redisPlan, redisRegion } = context.values;
    const { cache, queue } = await databases(context);
    const plan = upstashPlan(redisPlan);
    const shared = plan.databases === 1;
    const wrong = [...new Set([cache, queue].flatMap((one) => wrongDatabase(one, redisPlan, redisRegion)))];
    return judge(context, {
      wrong: [
        ...wrong,
        queue.eviction && `${queue.name} evicts: a job can be lost`,
        !shared && !cache.eviction && `${cache.name} does not evict: writes are refused when it is full`,
        !shared && cache.id === queue.id && 'cache and queue are one database',
        // Whoever sees databases there has an account: pre#003 stands.
      ].map((problem) => wrongFor(['6.3#001', 'post#014'], problem)),
      saw: shared
        ? `${cache.name} for both, ${cache.region}, free, never evicts`
        : `${cache.name} (evicts) and ${queue.name} (never), ${cache.region}, ${redisPlan}`,
      want: `active in ${redisRegion}, plan ${redisPlan}; the queue without eviction${shared ? '' : ', the cache with it (Upstash has one kind, not allkeys-lru)'}`,
      from: 'Upstash GET /v2/redis/database/{id}',
      fix: 'k77 deploy 6.3',
    });
  },
});

function wrongDatabase(one: UpstashDatabase, wanted: string, region: string): string[] {
  const plan = seenPlan(one, wanted);
  return [
    ...(one.state === 'active' ? [] : [`${one.name} is ${one.state}`]),
    ...(one.region === region ? [] : [`${one.name} stands in ${one.region}`]),
    ...(plan === wanted ? [] : [`${one.name} is on the plan ${plan}`]),
  ];
}

const connectionForms = check({
  id: 'redis.connection-forms',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Address, parts and REST form all open the database that Upstash has now',
  guide: ['6.3/2', '6.3/3', '6.3#002'],
  settings: held('6.3/2:endpoint', '6.3/2:url', '6.3/2:rest', '6.3/3:redis'),
  weight: 'blocker',
  uses: [upstash],
  needs: [
    ...both,
    'REDIS_URL',
    'REDIS_HOST',
    'REDIS_PORT',
    'REDIS_PASSWORD',
    'REDIS_DB',
    'REDIS_SSL',
    'REDIS_QUEUE_URL',
    'UPSTASH_REDIS_REST_URL',
    'UPSTASH_REDIS_REST_TOKEN',
  ],
  async probe(context) {
    const { values } = context;
    const client = context.client(upstash);
    const [cache, queue] = await Promise.all([client.open(values.REDIS_CACHE_DATABASE), client.open(values.REDIS_QUEUE_DATABASE)]);
    const url = (one: typeof cache): string => `rediss://default:${encodeURIComponent(one.password.reveal())}@${one.host}:${one.port}`;
    return judge(context, {
      wrong: [
        values.REDIS_URL.reveal() !== url(cache) && 'REDIS_URL is not the address of the cache',
        values.REDIS_QUEUE_URL.reveal() !== url(queue) && 'REDIS_QUEUE_URL is not the address of the queue',
        values.REDIS_HOST !== cache.host && `REDIS_HOST is ${values.REDIS_HOST}, REDIS_URL leads to ${cache.host}`,
        values.REDIS_PORT !== String(cache.port) && `REDIS_PORT is ${values.REDIS_PORT}, not ${cache.port}`,
        values.REDIS_PASSWORD.reveal() !== cache.password.reveal() && 'REDIS_PASSWORD is not the one that Upstash has now',
        values.REDIS_DB !== '0' && `REDIS_DB is ${values.REDIS_DB}; Upstash has only 0`,
        values.REDIS_SSL !== 'true' && `REDIS_SSL is ${values.REDIS_SSL}`,
        values.UPSTASH_REDIS_REST_URL !== `https://${cache.host}` && 'UPSTASH_REDIS_REST_URL leads elsewhere',
        values.UPSTASH_REDIS_REST_TOKEN.reveal() !== cache.restToken.reveal() &&
          'UPSTASH_REDIS_REST_TOKEN is not the one that Upstash has now',
      ],
      saw: `rediss://${cache.host}:${cache.port}, its parts, https://${cache.host}; queue rediss://${queue.host}:${queue.port}`,
      want: 'all forms alike, with the password and token that Upstash has now',
      from: 'Upstash GET /v2/redis/database/{id} against the env files',
      fix: 'k77 deploy 6.3 writes the present ones; then deploy the services again',
    });
  },
});

const envComplete = check({
  id: 'redis.env-complete',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Bot, worker and API have all values of Redis',
  guide: ['6.3/3', '6.3#003'],
  settings: held('6.3/3:redis', '6.3/3:cache-ttl', '6.3/3:cache-max-entries'),
  weight: 'blocker',
  uses: [],
  needs: ['REDIS_URL', 'REDIS_QUEUE_URL', 'CACHE_TTL', 'CACHE_MAX_ENTRIES', 'RATE_LIMIT_FREE'],
  async probe(context) {
    const ours = (keys: readonly Parameters<typeof infoOf>[0][]): string[] => keys.filter((key) => infoOf(key).phase === '6.3');
    const files = (await context.envFiles()).filter(({ service }) => infoOf('REDIS_URL').services.includes(service));
    return judge(context, {
      wrong: files.flatMap(({ path, missing, different, ignored }) => [
        ours(missing).length > 0 && `${path} lacks ${ours(missing).join(', ')}`,
        ours(different).length > 0 && `${path} has another ${ours(different).join(', ')} than the one kept`,
        !ignored && `${path} is not ignored by git`,
      ]),
      saw: files.map(({ path }) => path).join(', '),
      want: 'each env file carries every value of phase 6.3 as it is kept, outside of git',
      from: 'the env files against the table of values (k77 env diff)',
      fix: 'k77 deploy 6.3, or k77 deploy 6.1 where lines of 6.1 are missing too',
    });
  },
});

const persistence = check({
  id: 'redis.persistence',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Both databases keep what they hold on disk',
  guide: ['6.3/4', '6.3#005', 'post#016'],
  settings: held('6.3/4:persistence', '6.3/4:config'),
  weight: 'blocker',
  uses: [upstash],
  needs: both,
  async probe(context) {
    const { cache, queue } = await databases(context);
    const onDisk = ['pebble', 'badger', 'bolt'];
    return judge(context, {
      wrong: [...new Map([cache, queue].map((one) => [one.id, one])).values()].flatMap((one) => [
        one.state !== 'active' && `${one.name} is ${one.state}`,
        one.engine !== '' && !onDisk.includes(one.engine) && `${one.name} names the storage engine ${one.engine}`,
      ]),
      saw: `storage engine ${queue.engine || 'not named'}, on disk with every write; Upstash cannot switch it off, and answers CONFIG GET save with an empty list`,
      want: 'active, on a storage engine that writes to disk',
      from: 'Upstash GET /v2/redis/database/{id}',
      fix: 'look at the state of the database: https://console.upstash.com/redis',
    });
  },
});

export const cache: readonly AnyCheck[] = [
  databasesRight,
  connectionForms,
  envComplete,
  persistence,
  ...cacheReach,
  ...cacheLive,
  ...cacheConfiguration,
  ...cacheUsage,
];
