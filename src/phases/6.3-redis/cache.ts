/**
 * Guide 6.3/1 to 6.3/3: the cache. It may evict: everything in it can be made again from MongoDB.
 */
import { task } from '../../core/task.ts';
import { upstash } from '../../vendors/upstash.ts';
import { upstashPlan } from '../../vendors/upstash-plans.ts';
import { type Database, ensure, find, namesThere, needs, type There, urlOf, wanted } from './database.ts';

export const cache = task({
  id: 'redis.cache',
  guide: ['6.3/1', '6.3/2', '6.3/3', '6.3#001', '6.3#002', '6.3#003', '6.3#004', 'post#014', 'post#015'],
  settings: [
    { id: '6.3/1:name', says: '<project>-<environment>-cache; k77 finds it by this name' },
    { id: '6.3/1:region', says: 'The region that you answer, by default that of the database' },
    {
      id: '6.3/1:eviction',
      says: 'Eviction on. Upstash offers one kind only (random, entries with an end first), not allkeys-lru; on the free plan off, because the queue shares it',
    },
    { id: '6.3/1:tls', says: 'TLS; Upstash has it always on' },
    { id: '6.3/1:plan', says: 'Pay as you go, with a budget of 20 dollars per database at which Upstash slows it down' },
    { id: '6.3/2:endpoint', says: 'Host and port as Upstash tells them: one port for TLS, 6379; a port 6380 does not exist there' },
    { id: '6.3/2:url', says: 'rediss://default:<password, percent-encoded>@<host>:6379' },
    { id: '6.3/2:rest', says: 'https://<host> and the REST token' },
    { id: '6.3/3:redis', says: 'REDIS_URL and its parts in the env files of bot, worker and API; where they differ, the URL wins' },
  ],
  title: 'Create the cache database',
  uses: [upstash],
  needs,
  tolerates: namesThere,
  want: (values) => wanted('cache', values),
  read: (context, want) => find(context.client(upstash), want, Boolean((context.values as There).redisCacheName)),

  async apply(context, want, have): Promise<Database> {
    const database = await ensure(context, want, have);
    const { databases, bytes } = upstashPlan(want.plan);
    if (databases === 1)
      context.note(
        `one database for cache and queue: nothing is evicted, and writes are refused when its ${bytes / 1024 / 1024} MB are full`,
      );
    return database;
  },

  undo: { never: 'k77 deletes no database; when nothing needs it, delete it at https://console.upstash.com/redis' },
  gives: {
    REDIS_CACHE_DATABASE: (have: Database) => have.id,
    REDIS_URL: urlOf,
    REDIS_HOST: (have: Database) => have.host,
    REDIS_PORT: (have: Database) => String(have.port),
    REDIS_PASSWORD: (have: Database) => have.password.reveal(),
    REDIS_DB: () => '0',
    REDIS_SSL: () => 'true',
    UPSTASH_REDIS_REST_URL: (have: Database) => `https://${have.host}`,
    UPSTASH_REDIS_REST_TOKEN: (have: Database) => have.restToken.reveal(),
  },
});
