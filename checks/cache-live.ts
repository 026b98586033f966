/**
 * Infrastructure · Upstash Redis: the guide's live tests (6.3/8) and more, on keys of their own that are gone afterwards.
 */
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import { messageOf } from '../src/core/errors.ts';
import { type RedisHandle, redisCache, redisQueue } from '../src/vendors/redis.ts';
import { upstash } from '../src/vendors/upstash.ts';
import { held } from './held.ts';
import { judge, wrongFor } from './verdict.ts';

type Test = readonly [name: string, run: (key: (name: string) => string) => Promise<boolean>];

/** Runs tests side by side on keys with a prefix of this one run, then deletes those keys. What a test throws is a failure of it. */
async function trial(
  context: CheckContext<never, never>,
  redis: RedisHandle,
  tests: readonly Test[],
): Promise<{ wrong: string[]; keys: number }> {
  // One reason is enough when nobody lets us in.
  const closed = await redis.send('PING').then(() => undefined, messageOf);
  if (closed !== undefined) return { wrong: [closed], keys: 0 };
  const prefix = `k77:verify:${context.random.uuid()}`;
  const used = new Set<string>();
  const key = (name: string): string => {
    used.add(`${prefix}:${name}`);
    return `${prefix}:${name}`;
  };
  const wrong = await Promise.all(
    tests.map(async ([name, run]) => {
      try {
        return (await run(key)) ? [] : [`${name}: another answer than expected`];
      } catch (error) {
        return [`${name}: ${messageOf(error)}`];
      }
    }),
  );
  const left = await redis.send('DEL', ...used).then(
    () => [],
    (error: unknown) => [`cleaning up: ${messageOf(error)}`],
  );
  return { wrong: [...wrong.flat(), ...left], keys: used.size };
}

const patienceMs = 3000;
const stepMs = 100;
const briefMs = 500;

/** Sets a key that lives half a second and sees it. A machine that is so busy that the key is gone before the question has come tries again. */
async function seenAlive(redis: RedisHandle, key: string, { tick }: Pick<CheckContext['clock'], 'tick'>): Promise<boolean> {
  for (let tries = 0; tries < 3; tries += 1) {
    const began = tick();
    await redis.send('SET', key, 'test', 'PX', briefMs);
    if ((await redis.send('GET', key)) === 'test') return true;
    if (tick() - began < briefMs) return false;
  }
  return false;
}

/** The guide's five, and what the services use besides: counters, hashes, lists, sorted sets, pipelines, scripts. */
function cacheTests(redis: RedisHandle, { clock, signal }: CheckContext<never, never>): Test[] {
  return [
    [
      'set and get',
      async (key) =>
        (await redis.send('SET', key('json'), '{"value":123}', 'EX', 60)) === 'OK' &&
        (await redis.send('GET', key('json'))) === '{"value":123}',
    ],
    [
      'expiry',
      async (key) => {
        if (!(await seenAlive(redis, key('brief'), clock))) return false;
        for (let waited = 0; waited < patienceMs; waited += stepMs) {
          if ((await redis.send('GET', key('brief'))) === null) return true;
          await clock.sleep(stepMs, signal);
        }
        return false;
      },
    ],
    [
      'delete',
      async (key) => {
        await redis.send('SET', key('gone'), 'value', 'EX', 60);
        return (await redis.send('DEL', key('gone'))) === 1 && (await redis.send('EXISTS', key('gone'))) === 0;
      },
    ],
    [
      'clear a category',
      async (key) => {
        // A generation number, as the services do it: SCAN and one huge DEL would read the whole database, and be billed for it.
        const generation = Number(await redis.send('INCR', key('generation')));
        const names = ['a', 'b'].map((name) => key(`category:${generation}:${name}`));
        await redis.pipeline(names.map((name) => ['SET', name, '1', 'EX', 60] as const));
        const next = Number(await redis.send('INCR', key('generation')));
        const unseen = (await redis.send('GET', key(`category:${next}:a`))) === null;
        return unseen && (await redis.send('UNLINK', ...names)) === 2;
      },
    ],
    [
      'counter',
      async (key) => {
        const counts = await redis.pipeline([
          ['INCR', key('counter')],
          ['INCRBY', key('counter'), 41],
          ['EXPIRE', key('counter'), 60],
        ]);
        return counts[0] === 1 && counts[1] === 42 && counts[2] === 1;
      },
    ],
    [
      'hash and list',
      async (key) => {
        await redis.send('HSET', key('hash'), 'name', 'Kingdom-77', 'members', 77);
        await redis.send('RPUSH', key('list'), 'a', 'b', 'c');
        const [name, items] = [await redis.send('HGET', key('hash'), 'name'), await redis.send('LRANGE', key('list'), 0, -1)];
        return name === 'Kingdom-77' && JSON.stringify(items) === '["a","b","c"]';
      },
    ],
    [
      'leaderboard',
      async (key) => {
        await redis.send('ZADD', key('board'), 10, 'ann', 30, 'bob', 20, 'cy');
        return JSON.stringify(await redis.send('ZREVRANGE', key('board'), 0, 1)) === '["bob","cy"]';
      },
    ],
    [
      'pipeline',
      async (key) => {
        const names = Array.from({ length: 20 }, (_, index) => key(`bulk:${index}`));
        const answers = await redis.pipeline(names.map((name) => ['SET', name, '1', 'EX', 60] as const));
        return answers.length === names.length && answers.every((answer) => answer === 'OK');
      },
    ],
    ['statistics', async () => /redis_version:/.test(String(await redis.send('INFO')))],
  ];
}

const cacheWorks = check({
  id: 'redis.cache-works',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'The cache sets, gets, expires, deletes, clears, counts and sorts',
  guide: ['6.3/8', '6.3#002', '6.3#010'],
  settings: held('6.3/8:set-get', '6.3/8:expiry', '6.3/8:delete', '6.3/8:clear', '6.3/8:statistics', '6.3/9:pipeline'),
  weight: 'blocker',
  uses: [redisCache],
  needs: ['REDIS_URL'],
  touches: 'test data',
  makes: 'a dozen keys of its own in the cache; deleted at once',
  async probe(context) {
    const redis = context.client(redisCache);
    const tests = cacheTests(redis, context);
    const { wrong, keys } = await trial(context, redis, tests);
    return judge(context, {
      wrong,
      saw: `${tests.map(([name]) => name).join(', ')}: right, on ${keys} keys of its own, deleted afterwards`,
      want: "the guide's five tests and four more succeed",
      from: `${redis.at}, commands of its own`,
      fix: 'k77 probe redis --env REDIS_URL, and the state of the database in https://console.upstash.com/redis',
    });
  },
});

/** What BullMQ does to move a job: a script that takes it from one list to another, atomically. */
const moveJob = "local id = redis.call('RPOPLPUSH', KEYS[1], KEYS[2]) redis.call('HSET', KEYS[3], 'state', 'active') return id";

function queueTests(redis: RedisHandle): Test[] {
  return [
    [
      'jobs',
      async (key) => {
        await redis.send('LPUSH', key('wait'), 'job-1');
        const moved = await redis.send('EVAL', moveJob, 3, key('wait'), key('active'), key('job-1'));
        return (
          moved === 'job-1' &&
          (await redis.send('HGET', key('job-1'), 'state')) === 'active' &&
          (await redis.send('LLEN', key('active'))) === 1
        );
      },
    ],
    [
      'delayed jobs',
      async (key) => {
        await redis.send('ZADD', key('delayed'), 1, 'soon', 9_999_999_999_999, 'late');
        return JSON.stringify(await redis.send('ZRANGEBYSCORE', key('delayed'), 0, 1000)) === '["soon"]';
      },
    ],
    [
      'events',
      async (key) => {
        const id = await redis.send('XADD', key('events'), '*', 'event', 'completed');
        return /^\d+-\d+$/.test(String(id)) && (await redis.send('XLEN', key('events'))) === 1;
      },
    ],
  ];
}

const queueWorks = check({
  id: 'redis.queue-works',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'The queue takes jobs, moves them by script and never evicts them',
  guide: ['6.3/1', '6.3#001', '6.3#010'],
  weight: 'blocker',
  uses: [redisQueue, upstash],
  needs: ['REDIS_QUEUE_URL', 'REDIS_QUEUE_DATABASE'],
  touches: 'test data',
  makes: 'a queue of its own with a few jobs; deleted at once',
  async probe(context) {
    const redis = context.client(redisQueue);
    const tests = queueTests(redis);
    const [{ wrong }, database] = await Promise.all([
      trial(context, redis, tests),
      context.client(upstash).database(context.values.REDIS_QUEUE_DATABASE),
    ]);
    return judge(context, {
      wrong: [
        ...wrong.map((problem) => wrongFor(['6.3#010'], problem)),
        wrongFor(['6.3#001'], database.eviction && `${database.name} evicts: a job can be lost`),
      ],
      saw: `${tests.map(([name]) => name).join(', ')}: right; eviction off`,
      want: 'jobs, delayed jobs and events work, eviction is off',
      from: `${redis.at}, commands of its own; Upstash GET /v2/redis/database/{id}`,
      fix: 'k77 deploy --only redis.queue',
    });
  },
});

/** One step: count, and give the counter its end with its first count. The guide's GET, SETEX and INCR let 500 of 500 through. */
const countOnce = "local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end return n";
const excess = 20;

const rateLimitHolds = check({
  id: 'redis.rate-limit-holds',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Counted in one step, simultaneous requests cannot pass the limit, and no counter lives for ever',
  guide: ['6.3/6', '6.3#007', 'post#018'],
  settings: held('6.3/6:free'),
  weight: 'blocker',
  uses: [redisCache],
  needs: ['REDIS_URL', 'RATE_LIMIT_FREE'],
  touches: 'test data',
  makes: 'one counter of its own in the cache; it ends within a minute',
  async probe(context) {
    const redis = context.client(redisCache);
    const limit = Math.min(Number(context.values.RATE_LIMIT_FREE), 100);
    let seen = 'nothing';
    const { wrong } = await trial(context, redis, [
      [
        'rate limit',
        async (key) => {
          const counter = key('ratelimit');
          const counts = await Promise.all(Array.from({ length: limit + excess }, () => redis.send('EVAL', countOnce, 1, counter, 60)));
          const [passed, ttl] = [counts.filter((count) => Number(count) <= limit).length, Number(await redis.send('TTL', counter))];
          seen = `${passed} of ${limit + excess} passed, the counter ends in ${ttl} s`;
          return passed === limit && ttl > 0 && ttl <= 60;
        },
      ],
    ]);
    return judge(context, {
      wrong: wrong.map((one) => (one.includes('another answer') ? seen : one)),
      saw: seen,
      want: `${limit} of ${limit + excess} simultaneous requests pass, and the counter ends within 60 s`,
      from: `${redis.at}, a counter of its own`,
      fix: 'k77 probe redis --env REDIS_URL; scripts must be allowed for the default user',
    });
  },
});

export const cacheLive: readonly AnyCheck[] = [cacheWorks, queueWorks, rateLimitHolds];
