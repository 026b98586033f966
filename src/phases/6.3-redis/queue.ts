/**
 * The job queue (guide 6.3/1, which has one database for all): a second database that never evicts. An evicted job is a refund that nobody gets.
 * https://docs.bullmq.io/guide/going-to-production#max-memory-policy
 */
import { task } from '../../core/task.ts';
import { upstash } from '../../vendors/upstash.ts';
import { type Database, ensure, find, namesThere, needs, type There, urlOf, wanted } from './database.ts';

export const queue = task({
  id: 'redis.queue',
  guide: ['6.3/1', '6.3/2', '6.3/3', '6.3#001', '6.3#003', '6.3#004', 'post#014', 'post#015'],
  settings: [
    { id: '6.3/1:queue', says: '<project>-<environment>-queue, eviction off; on the free plan it is the one database that there is' },
    { id: '6.3/3:queue', says: 'REDIS_QUEUE_URL in the env files of bot, worker and API' },
  ],
  title: 'Create the queue database, which never evicts',
  uses: [upstash],
  // On the free plan both are one database, which the cache makes.
  needs: [...needs, 'REDIS_CACHE_DATABASE'],
  tolerates: namesThere,
  want: (values) => wanted('queue', values),
  read: (context, want) => find(context.client(upstash), want, Boolean((context.values as There).redisQueueName)),
  apply: (context, want, have) => ensure(context, want, have),
  undo: { never: 'k77 deletes no database; when nothing needs it, delete it at https://console.upstash.com/redis' },
  gives: {
    REDIS_QUEUE_DATABASE: (have: Database) => have.id,
    REDIS_QUEUE_URL: urlOf,
  },
});
