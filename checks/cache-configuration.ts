/**
 * Infrastructure · Upstash Redis: what stands in site.config.json for the services, and what only the running API will show.
 */
import { stable } from '../src/core/change.ts';
import { type AnyCheck, check } from '../src/core/check.ts';
import { policy } from '../src/phases/6.3-redis/policies.ts';
import { limitsOf, tiers } from '../src/phases/6.3-redis/rate-limits.ts';
import { held } from './held.ts';
import { judge, later } from './verdict.ts';

const file = 'site.config.json';

const policiesRecorded = check({
  id: 'redis.policies-recorded',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Every kind of entry has a lifetime that the services read',
  guide: ['6.3/5', '6.3#006', 'post#017'],
  settings: held(
    '6.3/5:translation',
    '6.3/5:guild-settings',
    '6.3/5:user-data',
    '6.3/5:leaderboard',
    '6.3/5:api-response',
    '6.3/5:premium-status',
    '6.3/5:rate-limit',
    '6.3/5:default',
  ),
  weight: 'blocker',
  uses: [],
  needs: [],
  async probe(context) {
    const have = section(await context.files.read(file), 'cache')?.ttlSeconds as Record<string, unknown> | undefined;
    return judge(context, {
      wrong: have
        ? Object.entries(policy.ttlSeconds).map(
            ([kind, seconds]) => have[kind] !== seconds && `cache.ttlSeconds.${kind} is ${String(have[kind] ?? 'absent')}, not ${seconds}`,
          )
        : [`${file} has no readable "cache"`],
      saw: Object.entries(policy.ttlSeconds)
        .map(([kind, seconds]) => `${kind} ${seconds} s`)
        .join(', '),
      want: "the guide's seven kinds and a default",
      from: file,
      fix: 'k77 deploy --only redis.cache-policies',
    });
  },
});

const rateLimitsRecorded = check({
  id: 'redis.rate-limits-recorded',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Each tier has its rate limit, in the configuration and in the env files alike',
  guide: ['6.3/6', '6.3#007', 'post#018'],
  settings: held('6.3/6:free', '6.3/6:basic', '6.3/6:premium', '6.3/6:admin'),
  weight: 'blocker',
  uses: [],
  needs: ['rateLimits', 'RATE_LIMIT_FREE', 'RATE_LIMIT_BASIC', 'RATE_LIMIT_PREMIUM', 'RATE_LIMIT_ADMIN'],
  async probe(context) {
    const { values } = context;
    const wanted = limitsOf(values.rateLimits);
    const have = section(await context.files.read(file), 'rateLimits')?.requests as Record<string, unknown> | undefined;
    const kept = {
      free: values.RATE_LIMIT_FREE,
      basic: values.RATE_LIMIT_BASIC,
      premium: values.RATE_LIMIT_PREMIUM,
      admin: values.RATE_LIMIT_ADMIN,
    };
    return judge(context, {
      wrong: wanted
        ? tiers.flatMap((tier) => [
            have?.[tier] !== wanted[tier] && `rateLimits.requests.${tier} is ${String(have?.[tier] ?? 'absent')}, not ${wanted[tier]}`,
            kept[tier] !== String(wanted[tier]) && `RATE_LIMIT_${tier.toUpperCase()} is ${kept[tier]}, not ${wanted[tier]}`,
          ])
        : ['the answer "rateLimits" is not four numbers'],
      saw: tiers.map((tier) => `${tier} ${kept[tier]}`).join(', '),
      want: `per minute: ${tiers.map((tier) => `${tier} ${wanted?.[tier] ?? '?'}`).join(', ')}`,
      from: `${file} and the answer "rateLimits" (k77.json)`,
      fix: 'k77 deploy --only redis.rate-limits',
    });
  },
});

const performanceRecorded = check({
  id: 'redis.performance-recorded',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Services know their timeouts, send bulk writes together and let idle queues sleep',
  guide: ['6.3/9', '6.3#011'],
  settings: held('6.3/9:pool', '6.3/9:timeouts', '6.3/9:pipeline'),
  weight: 'warning',
  uses: [],
  needs: [],
  async probe(context) {
    const drift = await context.drift('redis.performance');
    const have = section(await context.files.read(file), 'redis');
    return judge(context, {
      wrong:
        'waits' in drift
          ? [drift.waits]
          : drift.map(({ path, from, to }) => `redis.${path} is ${stable(from) ?? 'absent'}, not ${stable(to)}`),
      saw: stable(have ?? {}),
      want: 'one connection per process, 5 s timeouts, pipelines of 100, idle queues that ask every 60 s',
      from: file,
      fix: 'k77 deploy --only redis.performance',
    });
  },
});

/** Folders that hold an API: the guide's own, and those of k77's templates. */
const apis = ['dashboard-api', 'api', 'dashboard'] as const;

const rateLimitsServed = check({
  id: 'redis.rate-limits-served',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'The API refuses one request more than the limit, and says when to come back',
  guide: ['6.3/6', '6.3#007', 'post#018'],
  settings: held('6.3/6:answer'),
  weight: 'blocker',
  uses: [],
  needs: [],
  async probe({ files }) {
    const seen = await Promise.all(apis.map((folder) => files.list(folder)));
    const there = apis.filter((_, index) => (seen[index] ?? []).length > 0);
    return later(
      '6.6',
      there.length > 0 ? `${there.join(', ')} is here, but no API is deployed yet` : 'there is no API yet that could refuse',
    );
  },
});

function section(text: string | undefined, name: string): Record<string, unknown> | undefined {
  try {
    const found = (JSON.parse(text ?? '') as Record<string, unknown> | null)?.[name];
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export const cacheConfiguration: readonly AnyCheck[] = [policiesRecorded, rateLimitsRecorded, performanceRecorded, rateLimitsServed];
