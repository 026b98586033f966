/**
 * Testing · the guide's latencies: API, bot and Redis. The dashboard's stands in `dashboard-pages.ts`, that of database queries in `queries.ts`.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { probeDistance } from '../src/probes/distance.ts';
import { latencyOf } from '../src/probes/statistics.ts';
import { internet } from '../src/vendors/internet.ts';
import { type RedisHandle, redisCache, redisQueue } from '../src/vendors/redis.ts';
import { attestable } from './attestable.ts';
import { freePaths } from './free-paths.ts';
import { calmest, latencyWords, timedAnswers } from './timed-answers.ts';
import { judge, later, unknown } from './verdict.ts';

/** Milliseconds: the guide's. */
const limits = { api: 200, bot: 100, redis: 10 };
const answersOfEach = 10;

const api = check({
  id: 'performance.api',
  section: 'Testing',
  phase: '6.6',
  title: 'The API answers in less than 200 ms',
  guide: ['post#103'],
  weight: 'warning',
  lane: 'quiet',
  uses: [internet],
  needs: ['domain', 'API_SERVICE'],
  async probe(context) {
    const { free, others } = await freePaths(context);
    if (free.length === 0) return unknown(`no address of the API can be asked again and again: ${others.join('; ')}`);
    const seen = await calmest(limits.api, () => timedAnswers(context, free, answersOfEach));
    const { medianMs } = latencyOf(seen.times);
    const places = free.map((url) => new URL(url).pathname).join(' and ');
    return judge(context, {
      wrong: [...seen.wrong, medianMs >= limits.api && latencyWords(seen.times)],
      saw: `${latencyWords(seen.times)} (${places}; the way there and back, ${seen.away} ms, taken off); from here, with a new connection for each, ${latencyWords(seen.whole)}`,
      want: `less than ${limits.api} ms in the middle, the way from here not counted`,
      from: `GET ${free.join(', ')}, which take nothing from anybody's budget of requests`,
      fix: 'k77 verify --only queries.planned --only performance.queries --only performance.redis says whether database or Redis hold it up; k77 verify infrastructure whether they stand in its region',
      samples: [{ name: 'API', unit: 'ms', values: seen.times, limit: limits.api }],
    });
  },
});

/** What a shard tells of itself every 20 s: `packages/data/src/redis/heartbeats.ts` of the generated project. */
interface Beat {
  shardId: number;
  latencyMs: number;
}

async function beatsIn(redis: RedisHandle, environment: string): Promise<{ total: number; beats: readonly Beat[] }> {
  const prefix = `k77:${environment}:shard`;
  const total = Number((await redis.send('GET', `${prefix}:plan`)) ?? 0);
  const texts = await Promise.all(Array.from({ length: total }, (_, shard) => redis.send('GET', `${prefix}:${shard}`)));
  return { total, beats: texts.flatMap((text) => (typeof text === 'string' ? [JSON.parse(text) as Beat] : [])) };
}

const bot = check({
  id: 'performance.bot',
  section: 'Testing',
  phase: '6.6',
  title: 'Discord hears the bot, and the bot Discord, in less than 100 ms',
  guide: ['post#105'],
  weight: 'warning',
  lane: 'quiet',
  uses: [redisCache],
  needs: ['REDIS_URL', 'ENVIRONMENT', 'BOT_SERVICE'],
  tolerates: ['CODE_SHAPE'],
  attestable: attestable('performance.bot'),
  async probe(context) {
    const { values } = context;
    if (values.CODE_SHAPE === 'python')
      return unknown(
        'your own bot tells its latency in a way that k77 does not know: print client.latency (discord.py tells seconds), then k77 attest performance.bot',
      );
    const { total, beats } = await beatsIn(context.client(redisCache), values.ENVIRONMENT);
    if (total === 0) return later('6.5', 'no shard of the bot has told of itself yet');
    if (beats.length === 0) return unknown(`none of ${total} shards was heard of in the last minute: k77 verify --only bot.online`);
    // A shard that has just connected has measured nothing yet.
    const times = beats.filter(({ latencyMs }) => latencyMs >= 0).map(({ latencyMs }) => latencyMs);
    if (times.length === 0)
      return unknown('no shard has had a heartbeat answered since it connected; that takes less than a minute: run the same command again');
    const slow = beats.filter(({ latencyMs }) => latencyMs >= limits.bot);
    return judge(context, {
      wrong: [
        latencyOf(times).medianMs >= limits.bot &&
          `${latencyWords(times)} shards: ${slow
            .slice(0, 4)
            .map(({ shardId, latencyMs }) => `shard ${shardId} ${latencyMs} ms`)
            .join(', ')}`,
      ],
      saw: `${latencyWords(times)} of ${total} shards, as the last heartbeat of each to Discord and back took it`,
      want: `less than ${limits.bot} ms in the middle`,
      from: 'the heartbeats that the bot keeps in Redis',
      fix: 'run the bot nearer to Discord, whose gateways stand in the east of the United States for most bots: --set hostNear=us-east, or k77 move bot; a bot whose CPU is busy answers late, too: k77 verify --only bot.resources',
      samples: [{ name: 'shards', unit: 'ms', values: times, limit: limits.bot }],
    });
  },
});

const pingsOfEach = 20;
const timeoutMs = 5000;

const redis = check({
  id: 'performance.redis',
  section: 'Testing',
  phase: '6.6',
  title: 'Cache and queue answer in less than 10 ms',
  guide: ['6.3/8'],
  weight: 'warning',
  lane: 'quiet',
  uses: [redisCache, redisQueue, internet],
  needs: ['REDIS_URL', 'REDIS_QUEUE_URL', 'redisRegion'],
  async probe(context) {
    const { network } = context.client(internet);
    const handles = [context.client(redisCache), context.client(redisQueue)];
    const { clock } = context;
    for (const one of handles) await one.send('PING');
    const seen = await calmest(limits.redis, async () => {
      const [times, ways]: number[][] = [[], []];
      for (const one of handles) {
        const { hostname, port } = new URL(one.at);
        const away = await probeDistance({ host: hostname, port: Number(port), clock, network, timeoutMs });
        ways?.push(away);
        for (let nth = 0; nth < pingsOfEach; nth++) {
          const before = clock.tick();
          await one.send('PING');
          times?.push(Math.max(0, Math.round((clock.tick() - before - away) * 100) / 100));
        }
      }
      return { times: times ?? [], ways: ways ?? [] };
    });
    return judge(context, {
      wrong: [latencyOf(seen.times).medianMs >= limits.redis && latencyWords(seen.times)],
      saw: `${latencyWords(seen.times)}; the way to ${context.values.redisRegion} and back, ${latencyOf(seen.ways).medianMs} ms, is taken off`,
      want: `less than ${limits.redis} ms in the middle, the way from here not counted`,
      from: `${pingsOfEach} PINGs to each of ${handles.map(({ at }) => at).join(' and ')}, one after the other`,
      fix: 'look for big values and slow commands in https://console.upstash.com/redis → Usage; https://status.upstash.com; services in another region wait longer: k77 verify infrastructure',
      samples: [{ name: 'Redis', unit: 'ms', values: seen.times, limit: limits.redis }],
    });
  },
});

export const speed: readonly AnyCheck[] = [api, bot, redis];
