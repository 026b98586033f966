/** Worlds that are broken for the checks of phase 6.3: rows for `broken-worlds.test.ts`. */
import type { WorldHands, WorldRow } from './broken-hands.ts';

export const redisRows: readonly WorldRow[] = [
  {
    check: 'redis.databases-right',
    when: 'somebody lets the queue evict and does not pay the cache',
    breakIt: async ({ press, values }) => {
      await press('upstash', 'eviction', { database: String(values.REDIS_QUEUE_DATABASE), value: 'on' });
      await press('upstash', 'state', { database: String(values.REDIS_CACHE_DATABASE), value: 'suspended' });
    },
    saw: /-cache is suspended; .*-queue evicts: a job can be lost/,
    boxes: ['6.3#001', 'post#014'],
    alsoFails: ['redis.persistence', 'redis.tls'],
  },
  {
    check: 'redis.connection-forms',
    when: 'the password was reset in the console',
    breakIt: ({ press, values }) => press('upstash', 'reset-password', { database: String(values.REDIS_CACHE_DATABASE) }),
    saw: /REDIS_URL is not the address.*REDIS_PASSWORD is not the one.*REST_TOKEN is not the one/,
    alsoFails: ['redis.tls'],
  },
  {
    check: 'redis.env-complete',
    when: 'a line is deleted and another edited',
    breakIt: ({ change }) =>
      change('.env.sandbox.bot', (text) => text.replace(/^REDIS_HOST=.*\n/m, '').replace(/^CACHE_TTL=.*$/m, 'CACHE_TTL=5')),
    saw: /\.env\.sandbox\.bot lacks REDIS_HOST; .*another CACHE_TTL/,
  },
  {
    check: 'redis.tls',
    when: 'Upstash takes connections without TLS and lets nobody into the queue',
    breakIt: ({ databases }) =>
      databases((cache, queue) => {
        cache.tls = false;
        queue.state = 'suspended';
      }),
    saw: /-cache be reached without TLS; rediss:.*:6379: /,
    alsoFails: ['redis.databases-right', 'redis.persistence'],
  },
  {
    check: 'redis.persistence',
    when: 'Upstash has put the queue to sleep',
    breakIt: ({ press, values }) => press('upstash', 'state', { database: String(values.REDIS_QUEUE_DATABASE), value: 'passive' }),
    saw: /-queue is passive/,
    alsoFails: ['redis.databases-right', 'redis.tls'],
  },
  ...(['redis.cache-works', 'redis.rate-limit-holds'] as const).map((check) => ({
    check,
    when: 'the commands of the month are used up',
    breakIt: ({ databases, now }: WorldHands) =>
      databases((cache) => {
        Object.assign(cache, { plan: 'free', used: { month: now().toISOString().slice(0, 7), commands: 500_000 } });
      }),
    saw: /max requests limit exceeded/,
    alsoFails: ['redis.databases-right'],
  })),
  {
    check: 'redis.queue-works',
    when: 'the queue evicts',
    breakIt: ({ press, values }) => press('upstash', 'eviction', { database: String(values.REDIS_QUEUE_DATABASE), value: 'on' }),
    saw: /evicts: a job can be lost/,
    boxes: ['6.3#001'],
    alsoFails: ['redis.databases-right'],
  },
  {
    check: 'redis.queue-works',
    when: 'the commands of the month are used up',
    breakIt: ({ databases, now }) =>
      databases((_, queue) => {
        Object.assign(queue, { plan: 'free', used: { month: now().toISOString().slice(0, 7), commands: 500_000 } });
      }),
    saw: /max requests limit exceeded/,
    boxes: ['6.3#010'],
  },
  {
    check: 'redis.policies-recorded',
    when: 'somebody edits a lifetime and deletes another',
    breakIt: ({ change }) =>
      change('site.config.json', (text) =>
        text.replace('"guild_settings": 3600', '"guild_settings": 60').replace(/ *"leaderboard": 300,\n/, ''),
      ),
    saw: /guild_settings is 60, not 3600; cache\.ttlSeconds\.leaderboard is absent/,
  },
  {
    check: 'redis.rate-limits-recorded',
    when: 'somebody edits the limit of one tier, and another in values.json',
    breakIt: async ({ change }) => {
      await change('site.config.json', (text) => text.replace('"premium": 300', '"premium": 3000'));
      await change('.k77/sandbox/values.json', (text) => text.replace('"RATE_LIMIT_FREE": "60"', '"RATE_LIMIT_FREE": "600"'));
    },
    saw: /RATE_LIMIT_FREE is 600, not 60; rateLimits\.requests\.premium is 3000, not 300/,
    alsoFails: ['redis.env-complete'],
  },
  {
    check: 'redis.performance-recorded',
    when: 'somebody lets commands wait for a minute',
    breakIt: ({ change }) => change('site.config.json', (text) => text.replace('"commandTimeoutMs": 5000', '"commandTimeoutMs": 60000')),
    saw: /redis\.commandTimeoutMs is 60000, not 5000/,
  },
  {
    check: 'redis.quota',
    when: 'nine million commands have cost 18 of 20 dollars',
    breakIt: ({ press, values }) => press('upstash', 'use', { database: String(values.REDIS_CACHE_DATABASE), commands: '9000000' }),
    saw: /-cache has cost 18\.00 of 20 USD/,
    boxes: ['6.3#009'],
  },
  {
    check: 'redis.storage',
    when: 'the queue is nearly full',
    breakIt: ({ databases }) =>
      databases((_, queue) => {
        queue.stored = { keys: 1, bytes: 90 * 1024 ** 3 };
      }),
    saw: /-queue holds 90 GB of 100 GB/,
  },
  {
    check: 'redis.latency',
    when: 'Upstash itself is slow',
    breakIt: ({ press, values }) => press('upstash', 'latency', { database: String(values.REDIS_CACHE_DATABASE), ms: '150' }),
    saw: /needs 150 ms on average, more than the 100 ms/,
  },
  {
    check: 'redis.latency',
    when: 'Upstash itself is slower than the guide expects',
    breakIt: ({ press, values }) => press('upstash', 'latency', { database: String(values.REDIS_CACHE_DATABASE), ms: '12' }),
    saw: /needs 12 ms on average, not below 10/,
    boxes: ['6.3#010'],
  },
  {
    check: 'redis.backups',
    when: 'the daily backup was switched off',
    breakIt: ({ databases }) =>
      databases((_, queue) => {
        queue.dailyBackup = false;
      }),
    saw: /-queue: daily backup is off/,
  },
  {
    check: 'redis.backups',
    when: 'the queue is three days old and no backup was made',
    breakIt: ({ databases }) =>
      databases((_, queue) => {
        queue.created = Number(queue.created) - 3 * 86_400;
      }),
    saw: /is 3 days old and has no backup/,
  },
];
