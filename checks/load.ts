/**
 * Testing · load: a hundred people at once for a minute, and whether the hosts add power by themselves.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { nameKeys } from '../src/phases/6.5-bot/names.ts';
import { bottleneckIn, inWords, type Strain } from '../src/probes/load/bottleneck.ts';
import { type Borne, type Crowd, probeLoad } from '../src/probes/load/load.ts';
import { internet } from '../src/vendors/internet.ts';
import { mongodb } from '../src/vendors/mongodb.ts';
import { redisCache } from '../src/vendors/redis.ts';
import { webOptions } from './domain-seen.ts';
import { freePaths } from './free-paths.ts';
import { momentOf, strainsOf } from './load-strains.ts';
import { scaling } from './scaling.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

/** As people are: each asks once a second, and waits for the answer. */
const hundred: Crowd = { visitors: 100, perSecond: 1, seconds: 60 };
/** How much of the time has passed when it is looked at what runs out. */
const lookAt = 0.8;
/** Milliseconds in the middle: the guide's, of the API and of the dashboard. */
const guideMs = { API: 200, dashboard: 2000 };
type Slowest = typeof guideMs;
/** Of all requests, this part may go wrong. */
const mostFailed = 0.01;

/**
 * @param crowd a hundred people for a minute; tests have less of both
 * @param slowest milliseconds in the middle that are too many
 */
export function usersAtOnce(crowd: Crowd, slowest = guideMs): AnyCheck {
  return check({
    id: 'load.hundred-users',
    section: 'Testing',
    phase: '6.6',
    title: 'A hundred people at once are served, and what gives way first is known',
    guide: ['post#108', 'post#109', 'post#110'],
    weight: 'warning',
    lane: 'load',
    makes: `${crowd.visitors} visitors of the API and of the home page, each asking once a second for a minute: ${2 * crowd.visitors * crowd.seconds} requests, of which nothing is kept (Vercel’s fair use guidelines want load tests to be agreed with them)`,
    uses: [...new Set([...hostVendors('api', 'dashboard'), internet, mongodb, redisCache])],
    needs: [...keysAt('api'), ...keysAt('dashboard'), 'domain', 'MONGODB_URI', 'REDIS_URL'],
    tolerates: [nameKeys.api, nameKeys.dashboard],
    async probe(context) {
      const { domain } = context.values;
      const { free, others } = await freePaths({ ...context, values: { domain: String(domain) } });
      const [apiUrl] = free.slice(-1);
      if (apiUrl === undefined) return unknown(`the API has no address that may be asked so often: ${others.join('; ')}`);
      const before = await momentOf(context, 10);
      const urls = [apiUrl, `https://${domain}/`];
      const { borne, during } = await probeLoad(urls, { ...webOptions(context), crowd }, async () => {
        await context.clock.sleep(crowd.seconds * lookAt * 1000, context.signal);
        return momentOf(context, 1);
      });
      const parts = borne.map((one, nth) => ({ ...one, name: nth === 0 ? ('API' as const) : ('dashboard' as const) }));
      const strains = strainsOf(before, during, borne);
      const { reached, nearest, unseen } = bottleneckIn(strains);
      const served = parts.flatMap((one) => wrongOf(one, slowest));
      const spent = reached.filter(({ name }) => /^(CPU|memory) /.test(name));
      const told = strains.filter((one) => !unseen.includes(one)).map(inWords);
      return judge(context, {
        wrong: [
          ...served.map((phrase) => wrongFor(['post#108'], phrase)),
          ...spent.map((one) => wrongFor(['post#109'], `${inWords(one)}, from ${one.limit} on nothing is left`)),
          wrongFor(
            ['post#110'],
            served.length > 0 && reached.length === 0 && `what holds it up is none of what can be seen from here (${told.join(', ')})`,
          ),
          // Whatever is wrong: what gave way is named, with what was seen.
          wrongFor(
            [...(served.length > 0 ? (['post#108'] as const) : []), ...(spent.length > 0 ? (['post#109'] as const) : [])],
            (served.length > 0 || spent.length > 0) &&
              `bottleneck: ${reached.length > 0 ? nameOf(reached, nearest) : 'not seen'}; ${parts.map(seenOf).join('; ')}`,
          ),
        ],
        saw: `${parts.map(seenOf).join('; ')}; ${told.join(', ')}; bottleneck: ${nameOf(reached, nearest)}${unseen.length > 0 ? `; not told: ${unseen.map(({ name }) => name).join(', ')}` : ''}`,
        want: `${crowd.visitors} people at once, each asking once a second for ${crowd.seconds} s: at most ${mostFailed * 100} % fail, the API below ${slowest.API} ms and the dashboard below ${slowest.dashboard} ms in the middle, and CPU and memory left`,
        from: `autocannon: GET ${urls.join(' and ')}; what the hosts, the database and Redis said before and meanwhile. ${new URL(apiUrl).pathname} takes nothing from the budgets of requests; what does, one address may ask only as often as its limit allows. The first answer to everybody has the new connection in it`,
        fix: 'CPU or memory: k77 hosts shows bigger sizes, load.scaling what grows by itself; database: k77 verify --only queries.planned; Redis: k77 verify --only redis.quota; rate limit: it is that of the host, or of Cloudflare; else the log of the API at its host',
        samples: parts.map(({ name, times }) => ({ name: `${name} under load`, unit: 'ms', values: thinned(times), limit: slowest[name] })),
      });
    },
  });
}

type Part = Borne & { name: keyof Slowest };

function wrongOf({ name, asked, failed, refused, statuses, failures, latency, calledOff }: Part, slowest: Slowest): string[] {
  if (asked === 0) return [`the ${name} gave no answer at all`];
  const share = (count: number): string => `${count} of ${asked}`;
  const kinds = Object.entries({ ...statuses, ...failures }).filter(([kind]) => !/^[123]/.test(kind));
  const which = kinds.map(([kind, count]) => `${kind}: ${count}`).join(', ');
  return [
    ...(failed / asked > mostFailed
      ? [`the ${name} failed ${share(failed)} requests (${which})${calledOff ? ', so that it was called off' : ''}`]
      : []),
    ...(refused / asked > mostFailed ? [`the ${name} turned ${share(refused)} away (${which})`] : []),
    ...(latency.samples > 0 && latency.medianMs >= slowest[name]
      ? [`the ${name} needs ${latency.medianMs} ms in the middle, ${latency.p95Ms} ms at 95 %`]
      : []),
  ];
}

function seenOf({ name, asked, failed, refused, perSecond, latency }: Part): string {
  const { medianMs, p95Ms, p99Ms } = latency;
  return `${name}: ${perSecond} answers/s, ${failed + refused} of ${asked} failed, ${medianMs} ms in the middle, ${p95Ms} ms at 95 %, ${p99Ms} ms at 99 %`;
}

function nameOf(reached: readonly Strain[], nearest: Strain | undefined): string {
  if (reached.length > 0) return reached.map((one) => `${inWords(one)} (limit ${one.limit})`).join(', ');
  return nearest ? `none reached; nearest: ${inWords(nearest)} (limit ${nearest.limit})` : 'none reached';
}

/** For a plot: at most so many points. */
const points = 300;

function thinned(times: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil(times.length / points));
  return times.filter((_, nth) => nth % step === 0).map((ms) => Math.round(ms * 100) / 100);
}

export const load: readonly AnyCheck[] = [usersAtOnce(hundred), scaling];
