/**
 * Limits that hold when requests come at the same time, in several processes, and when Redis is away: then each process counts its share in its own memory.
 * Budgets that guard logins and money refuse instead.
 */
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limiter, Tier, Verdict } from '../ports/limiter.ts';

export interface LimiterOptions {
  /** Absent: everything is counted in memory (tests, one process). */
  redis?: Redis | undefined;
  requests: Readonly<Record<Tier, number>>;
  windowSeconds: number;
  /** Processes that share the limit; each takes its part when it has to count alone. */
  replicas: number;
  /** Budgets that refuse when they cannot be counted together. */
  closed: readonly string[];
  /** Budgets with a limit of their own, whatever the tier: `{ auth: { requests: 10, windowSeconds: 60 } }`. */
  budgets?: Readonly<Record<string, { requests: number; windowSeconds?: number }>>;
  environment: string;
}

interface Counter {
  together: RateLimiterRedis | RateLimiterMemory;
  /** Counts when Redis is away; absent: refuse. */
  alone: RateLimiterMemory | undefined;
  limit: number;
  aloneLimit: number;
  windowSeconds: number;
}

export function createLimiter(options: LimiterOptions): Limiter {
  const counters = new Map<string, Counter>();
  const counterOf = (budget: string, tier: Tier): Counter => {
    const own = options.budgets?.[budget];
    const name = own === undefined ? `${budget}:${tier}` : budget;
    const known = counters.get(name) ?? createCounter(name, budget, own ?? { requests: options.requests[tier] }, options);
    counters.set(name, known);
    return known;
  };

  return {
    async take(budget, key, tier) {
      const counter = counterOf(budget, tier);
      const verdict = await consume(counter.together, key, counter.limit);
      if (verdict !== undefined) return { ...verdict, counted: options.redis === undefined ? 'memory' : 'redis' };
      const alone = counter.alone && (await consume(counter.alone, key, counter.aloneLimit));
      if (alone !== undefined) return { ...alone, counted: 'memory' };
      return { allowed: false, limit: counter.limit, remaining: 0, resetSeconds: counter.windowSeconds, counted: 'closed' };
    },
    async reset(budget, key, tier) {
      const { together, alone } = counterOf(budget, tier);
      await Promise.all([together.delete(key), alone?.delete(key)]);
    },
  };
}

function createCounter(
  name: string,
  budget: string,
  { requests, windowSeconds }: { requests: number; windowSeconds?: number },
  { redis, windowSeconds: usual, replicas, closed, environment }: LimiterOptions,
): Counter {
  const duration = windowSeconds ?? usual;
  const common = { keyPrefix: `k77:${environment}:limit:${name}`, points: requests, duration };
  const aloneLimit = Math.max(1, Math.floor(requests / replicas));
  const alone = redis === undefined || closed.includes(budget) ? undefined : new RateLimiterMemory({ ...common, points: aloneLimit });
  const together =
    redis === undefined
      ? new RateLimiterMemory(common)
      : // Whoever is over the limit is refused from memory until the window ends, without asking Redis.
        new RateLimiterRedis({ ...common, storeClient: redis, inMemoryBlockOnConsumed: requests + 1, rejectIfRedisNotReady: true });
  return { together, alone, limit: requests, aloneLimit, windowSeconds: duration };
}

/** Undefined: nobody could count. */
async function consume(
  limiter: RateLimiterRedis | RateLimiterMemory,
  key: string,
  limit: number,
): Promise<Omit<Verdict, 'counted'> | undefined> {
  try {
    return verdictOf(await limiter.consume(key), true, limit);
  } catch (refusal) {
    return refusal instanceof RateLimiterRes ? verdictOf(refusal, false, limit) : undefined;
  }
}

function verdictOf({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean, limit: number): Omit<Verdict, 'counted'> {
  return { allowed, limit, remaining: Math.max(0, remainingPoints), resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) };
}
