/**
 * Guide 6.3/6: requests per minute. The guide's own limiter lets any number of simultaneous requests through and takes the tier from the query string;
 * the generated API counts atomically (rate-limiter-flexible) and takes both from the session.
 */
import { task } from '../../core/task.ts';
import { readSection, writeSection } from '../site-config.ts';

export const tiers = ['free', 'basic', 'premium', 'admin'] as const;
export type Tier = (typeof tiers)[number];

export interface RateLimits {
  windowSeconds: number;
  requests: Readonly<Record<Tier, number>>;
  /** Without Redis these refuse; all others count in their own memory. */
  closedWithoutRedis: readonly string[];
}

/** "60, 120, 300, 1000" → one per tier; undefined when it is not four whole numbers, each at least the one before. */
export function limitsOf(answer: string): Record<Tier, number> | undefined {
  const numbers = answer.split(/[\s,]+/).map(Number);
  const right =
    numbers.length === tiers.length && numbers.every((one, index) => Number.isInteger(one) && one >= Math.max(1, numbers[index - 1] ?? 1));
  return right ? (Object.fromEntries(tiers.map((tier, index) => [tier, numbers[index]])) as Record<Tier, number>) : undefined;
}

export const rateLimits = task({
  id: 'redis.rate-limits',
  guide: ['6.3/6', '6.3#007', 'post#018'],
  settings: [
    { id: '6.3/6:free', says: 'RATE_LIMIT_FREE: 60 a minute; editable' },
    { id: '6.3/6:basic', says: 'RATE_LIMIT_BASIC: 120 a minute; editable' },
    { id: '6.3/6:premium', says: 'RATE_LIMIT_PREMIUM: 300 a minute; editable' },
    { id: '6.3/6:admin', says: 'RATE_LIMIT_ADMIN: 1,000 a minute; editable (the guide has no variable for it)' },
  ],
  title: 'Record the rate limits for API and bot',
  uses: [],
  needs: ['rateLimits'],
  want: (values): RateLimits => ({
    windowSeconds: 60,
    requests: limitsOf(values.rateLimits) ?? { free: 60, basic: 120, premium: 300, admin: 1000 },
    closedWithoutRedis: ['auth', 'refund', 'export', 'admin'],
  }),
  read: async (context) => (await readSection(context, 'rateLimits')) as RateLimits | undefined,
  async apply(context, want) {
    await writeSection(context, 'rateLimits', want);
    return want;
  },
  undo: (context) => writeSection(context, 'rateLimits', undefined),
  gives: {
    RATE_LIMIT_FREE: (have: RateLimits) => limit(have, 'free'),
    RATE_LIMIT_BASIC: (have: RateLimits) => limit(have, 'basic'),
    RATE_LIMIT_PREMIUM: (have: RateLimits) => limit(have, 'premium'),
    RATE_LIMIT_ADMIN: (have: RateLimits) => limit(have, 'admin'),
  },
});

/** What a person has written into the file may lack anything. */
function limit(have: RateLimits, tier: Tier): string | undefined {
  const requests = have.requests?.[tier];
  return requests === undefined ? undefined : String(requests);
}
