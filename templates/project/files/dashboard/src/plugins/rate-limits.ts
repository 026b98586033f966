/**
 * Takes every request from somebody's budget and says how much is left. Who somebody is comes from the session, never from what a request claims; strangers are
 * counted by address.
 */
import { isIPv6 } from 'node:net';
import type { Limiter, Tier, Verdict } from '@k77/data';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, unavailable } from '../errors/problem.ts';
import type { Metrics } from '../metrics.ts';
import { type Budget, rateBudgets } from '../rate-budgets.ts';

export interface RateLimits {
  /** @throws Problem 429 when nothing is left, 503 when the budget cannot be counted and must not be given away */
  take(request: FastifyRequest, reply: FastifyReply, budget: Budget): Promise<void>;
}

export function createRateLimits(limiter: Limiter, usualWindowSeconds: number, metrics: Pick<Metrics, 'limited'>): RateLimits {
  return {
    async take(request, reply, budget) {
      const tier: Tier = request.identity?.tier ?? 'free';
      const verdict = await limiter.take(budget, keyOf(request, budget), tier);
      const windowSeconds = budget === 'api' ? usualWindowSeconds : rateBudgets[budget].windowSeconds;
      reply.headers(headersFor(verdict, budget, windowSeconds));
      if (verdict.allowed) return;
      metrics.limited(budget);
      throw verdict.counted === 'closed' ? cannotCount() : tooMany(verdict);
    },
  };
}

/** Logins have no user yet that could be believed. */
function keyOf({ identity, ip }: FastifyRequest, budget: Budget): string {
  return identity === undefined || budget === 'auth' ? `ip:${networkOf(ip)}` : `user:${identity.userId}`;
}

/** Whoever has one IPv6 address has 2^64 of them. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !isIPv6(ip)) return mapped ?? ip;
  const [head = '', tail] = ip.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** The older names, which clients know, and those of the IETF: draft-ietf-httpapi-ratelimit-headers. */
function headersFor({ limit, remaining, resetSeconds }: Verdict, budget: Budget, windowSeconds: number) {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetSeconds),
    'ratelimit-policy': `"${budget}";q=${limit};w=${windowSeconds}`,
    ratelimit: `"${budget}";r=${remaining};t=${resetSeconds}`,
  };
}

function tooMany({ resetSeconds }: Verdict): Problem {
  return new Problem(429, 'too-many-requests', `Too many requests. Try again in ${resetSeconds} s.`, {
    headers: { 'retry-after': String(resetSeconds) },
  });
}

function cannotCount(): Problem {
  return unavailable('limits-away', 'This is not possible for the moment. Try again soon.');
}
