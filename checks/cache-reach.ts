/**
 * Infrastructure · Upstash Redis: how it is reached, and how fast.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { messageOf } from '../src/core/errors.ts';
import { latencyOf } from '../src/probes/statistics.ts';
import { redisCache, redisQueue } from '../src/vendors/redis.ts';
import { upstash } from '../src/vendors/upstash.ts';
import { held } from './held.ts';
import { judge, wrongFor } from './verdict.ts';

const tls = check({
  id: 'redis.tls',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Cache and queue are reached over TLS only, with a certificate that is trusted',
  guide: ['6.3/1', '6.3/2', '6.3#004', 'post#015'],
  settings: held('6.3/1:tls'),
  weight: 'blocker',
  uses: [upstash, redisCache, redisQueue],
  needs: ['REDIS_URL', 'REDIS_QUEUE_URL', 'REDIS_CACHE_DATABASE', 'REDIS_QUEUE_DATABASE'],
  async probe(context) {
    const { values } = context;
    const client = context.client(upstash);
    const handles = [context.client(redisCache), context.client(redisQueue)];
    const [told, pongs] = await Promise.all([
      Promise.all([client.database(values.REDIS_CACHE_DATABASE), client.database(values.REDIS_QUEUE_DATABASE)]),
      Promise.all(handles.map((redis) => redis.send('PING').then(String, messageOf))),
    ]);
    return judge(context, {
      wrong: [
        ...told.map((one) => !one.tls && `Upstash lets ${one.name} be reached without TLS`),
        ...handles.map((redis) => !redis.tls && `${redis.at} is an address without TLS`),
        ...pongs.map((pong) => pong !== 'PONG' && pong),
      ],
      saw: `${handles.map(({ at }) => at).join(' and ')} answered PING over TLS; the certificates were checked`,
      want: 'rediss:// addresses, TLS on at Upstash, a trusted certificate',
      from: 'PING and Upstash GET /v2/redis/database/{id}',
      fix: 'k77 deploy 6.3',
    });
  },
});

/** The guide's expected result, and its alert; both are meant for the way inside one region. */
const goodMs = 10;
const alarmMs = 100;
const samples = 20;

const latency = check({
  id: 'redis.latency',
  section: 'Infrastructure',
  phase: '6.3',
  title: 'Redis answers within 10 ms where it stands',
  guide: ['6.3/7', '6.3/8', '6.3#009', '6.3#010'],
  settings: held('6.3/7:latency', '6.3/8:latency'),
  weight: 'warning',
  uses: [upstash, redisCache],
  needs: ['REDIS_URL', 'REDIS_CACHE_DATABASE', 'redisRegion'],
  async probe(context) {
    const redis = context.client(redisCache);
    const times: number[] = [];
    await redis.send('PING');
    for (let nth = 0; nth < samples; nth++) {
      const before = context.clock.tick();
      await redis.send('PING');
      times.push(context.clock.tick() - before);
    }
    const { medianMs, p95Ms } = latencyOf(times);
    const { meanLatencyMs: mean } = await context.client(upstash).stats(context.values.REDIS_CACHE_DATABASE);
    const inside = mean === undefined ? 'Upstash has no figure yet' : `Upstash itself needs ${mean} ms on average`;
    const here = `PING from this machine over TLS: median ${medianMs} ms, p95 ${p95Ms} ms, the way to ${context.values.redisRegion} included`;
    return judge(context, {
      wrong: [
        mean !== undefined && mean > alarmMs && `${inside}, more than the ${alarmMs} ms of the guide's alert; ${here}`,
        wrongFor(['6.3#010'], mean !== undefined && mean > goodMs && mean <= alarmMs && `${inside}, not below ${goodMs}; ${here}`),
      ],
      saw: `${here}; ${inside}`,
      want: `below ${goodMs} ms inside ${context.values.redisRegion} (alert above ${alarmMs} ms)`,
      from: `${samples} PINGs to ${redis.at}; Upstash GET /v2/redis/stats/{id}`,
      fix: 'look for big values and slow commands in https://console.upstash.com/redis → Usage; https://status.upstash.com',
    });
  },
});

export const cacheReach: readonly AnyCheck[] = [tls, latency];
