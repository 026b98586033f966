/**
 * Infrastructure · Upstash Redis: what stands in site.config.json for the services, and what only the running API will show.
 */
import { stable } from '../src/core/change.ts';
import { type AnyCheck, check } from '../src/core/check.ts';
import { policy } from '../src/phases/6.3-redis/policies.ts';
import { limitsOf, tiers } from '../src/phases/6.3-redis/rate-limits.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { ask, headerValue, type WebOutcome } from '../src/probes/http/ask.ts';
import { internet } from '../src/vendors/internet.ts';
import { apiLookedAt } from './documentation-api.ts';
import { webOptions } from './domain-seen.ts';
import { held } from './held.ts';
import { judge, later, unknown } from './verdict.ts';

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
  task: 'redis.cache-policies',
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
  task: 'redis.rate-limits',
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
  task: 'redis.performance',
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

/** More requests than this are sent to nobody for the sake of a proof. */
const mostRequests = 600;

const rateLimitsServed = check({
  id: 'redis.rate-limits-served',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'The API refuses one request more than the limit, and says when to come back',
  guide: ['6.3/6', '6.3#007', '6.6#008', 'post#018', 'post#037', 'post#072'],
  settings: held('6.3/6:answer'),
  weight: 'blocker',
  uses: [internet],
  needs: ['RATE_LIMIT_FREE'],
  tolerates: ['domain', 'API_DEPLOYED'],
  // A stranger's counter of one minute: the address from which k77 looks has asked enough until it ends.
  touches: 'test data',
  makes: 'one request more than your API allows a stranger in a minute, all from this machine; the counter ends after a minute',
  async probe(context) {
    const { domain, API_DEPLOYED, RATE_LIMIT_FREE } = context.values;
    if (domain === undefined || API_DEPLOYED === undefined) return later('6.6', 'no API is deployed yet that could refuse');
    const limit = Number(RATE_LIMIT_FREE);
    if (limit > mostRequests)
      return unknown(`strangers may ask ${limit} times a minute, which is more than k77 asks to prove a limit (${mostRequests})`);
    // Afterwards the API answers nobody here for a minute: what it says of itself is read before.
    await apiLookedAt({ ...context, values: { domain, API_DEPLOYED } }).catch(() => undefined);
    const url = `https://${hostsOf(domain).api}/`;
    const seen: WebOutcome[] = [];
    while (seen.length <= limit) {
      const next = Math.min(10, limit + 1 - seen.length);
      seen.push(...(await Promise.all(Array.from({ length: next }, () => ask(url, webOptions(context))))));
    }
    const answers = seen.filter((one) => one.state === 'answered');
    const [silent] = seen.filter((one) => one.state === 'failed');
    const refused = answers.filter(({ status }) => status === 429);
    const [after] = refused.map(({ headers }) => headerValue(headers, 'retry-after'));
    const broken = answers.find(({ status }) => status >= 500);
    return judge(context, {
      wrong: [
        silent && `${url} does not answer: ${silent.failure}`,
        broken && `it answers ${broken.status}`,
        !silent && !broken && refused.length === 0 && `${answers.length} requests, and none was refused`,
        refused.length > 0 && !/^\d+$/.test(after ?? '') && 'it refuses without saying when to come back (no Retry-After)',
      ],
      saw: `${answers.length - refused.length} of ${answers.length} requests answered, ${refused.length} refused: 429, again in ${after} s`,
      want: `429 with Retry-After for the ${limit + 1}st request of a minute, if not before`,
      from: `${limit + 1} times GET ${url}, as a stranger`,
      fix: 'k77 verify security shows what the API knows of its limit; k77 deploy --only api.variables --only api.deployed',
    });
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
