/**
 * Phase 6.3: Redis. A cache that may forget and a queue that must not, at Upstash, and how the services use both.
 */
import type { Phase } from '../../core/phase.ts';
import { redisAdoption } from './adopt.ts';
import { alerts } from './alerts.ts';
import { backups } from './backups.ts';
import { cache } from './cache.ts';
import { performance } from './performance.ts';
import { cachePolicies } from './policies.ts';
import { questions } from './questions.ts';
import { queue } from './queue.ts';
import { rateLimits } from './rate-limits.ts';

export const redisPhase: Phase = {
  number: '6.3',
  id: 'redis',
  title: 'Redis',
  minutes: 5,
  guideEstimate: '1 day',
  questions,
  tasks: [cache, queue, cachePolicies, rateLimits, performance, backups, alerts],
  gate: [
    'redis.databases-right',
    'redis.connection-forms',
    'redis.env-complete',
    'redis.tls',
    'redis.persistence',
    'redis.cache-works',
    'redis.queue-works',
    'redis.policies-recorded',
    'redis.rate-limits-recorded',
    'redis.rate-limit-holds',
    'redis.performance-recorded',
    'redis.quota',
    'redis.storage',
    'redis.latency',
    'redis.backups',
    'redis.alerts',
    'redis.rate-limits-served',
  ],
  adoption: redisAdoption,
};
