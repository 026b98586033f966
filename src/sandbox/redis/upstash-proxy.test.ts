/** Upstash in front: limits, eviction and faults, before the built-in server and before a real one. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../core/ports.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { systemShell } from '../../ports/shell.ts';
import { openRedis, type RedisServer } from './open.ts';
import type { PlanLimits } from './plan-limits.ts';
import { findRealServer } from './real-server.ts';
import { openUpstashProxy, type UpstashProxy, type UpstashProxyOptions } from './upstash-proxy.ts';

const free: PlanLimits = {
  maxCommandsPerMonth: 500_000,
  maxRequestBytes: 10 * 1024 * 1024,
  maxDataBytes: 256 * 1024 * 1024,
  maxConnections: 10_000,
  commandsPerSecond: 10_000,
  eviction: false,
};
const password = 'token';
const real = await findRealServer(systemShell);
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

interface Setup {
  proxy: UpstashProxy;
  server: RedisServer;
  client(options?: { tls?: { ca: string; servername: string } }): Redis;
}

async function setup(
  prefer: 'built-in' | 'real',
  limits: Partial<PlanLimits> = {},
  more: Partial<UpstashProxyOptions> = {},
): Promise<Setup> {
  const world = { clock: systemClock, random: systemRandom };
  const server = await openRedis({ ...world, shell: systemShell, password, prefer });
  const proxy = await openUpstashProxy({ ...world, upstream: server, limits: { ...free, ...limits }, ...more });
  undo.push(
    () => server.close(),
    () => proxy.close(),
  );
  const client: Setup['client'] = (options = {}) => {
    const redis = new Redis({
      host: '127.0.0.1',
      port: proxy.port,
      password,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      disableClientInfo: true,
      ...options,
    });
    redis.on('error', () => {});
    undo.push(() => redis.disconnect());
    return redis;
  };
  return { proxy, server, client };
}

describe.each(['built-in', 'real'] as const)('before %s', (prefer) => {
  // Skipped where neither redis-server nor valkey-server is on PATH.
  const here = test.skipIf(prefer === 'real' && real === undefined);

  here('passes everything on and counts what Upstash bills', async () => {
    const { proxy, client } = await setup(prefer);
    const redis = client();
    await redis.set('k', 'v');
    expect(await redis.get('k')).toBe('v');
    await redis.ping();
    await redis.info();
    expect(await redis.pipeline().incr('n').incr('n').exec()).toEqual([
      [null, 1],
      [null, 2],
    ]);
    expect(await redis.multi().incr('n').get('n').exec()).toEqual([
      [null, 3],
      [null, '3'],
    ]);
    // SET, GET, two INCR, and MULTI, INCR, GET, EXEC.
    expect(proxy.usage()).toMatchObject({ commands: 8, refused: 0, connections: 1 });
  });

  here('messages and subscriptions pass', async () => {
    const { client } = await setup(prefer);
    const subscriber = client();
    const heard = new Promise((resolve) => void subscriber.on('message', (...message) => resolve(message)));
    await subscriber.subscribe('news', 'weather');
    await client().publish('weather', 'rain');
    expect(await heard).toEqual(['weather', 'rain']);
    expect(await subscriber.unsubscribe()).toBe(0);
    expect(await subscriber.ping()).toBe('PONG');
  });

  here('refuses commands once the month is used up, in order, and lets logins through', async () => {
    const { proxy, client } = await setup(prefer, { maxCommandsPerMonth: 3 });
    const redis = client();
    const answers = await redis.pipeline().set('a', '1').get('a').get('a').get('a').ping().exec();
    expect(answers?.map(([error, answer]) => error?.message ?? answer)).toEqual([
      'OK',
      '1',
      '1',
      'ERR max requests limit exceeded. Limit: 3, Usage: 3. See https://upstash.com/docs/redis/troubleshooting/max_requests_limit for details',
      'PONG',
    ]);
    proxy.setLimits({ maxCommandsPerMonth: Number.POSITIVE_INFINITY });
    expect(await redis.get('a')).toBe('1');
  });

  here('refuses requests and keys that are too large', async () => {
    const { client } = await setup(prefer, { maxRequestBytes: 1000 });
    const redis = client();
    await expect(redis.set('k', 'x'.repeat(2000))).rejects.toThrow(
      /^ERR max request size exceeded\. Limit: 1000 bytes, Actual: 20\d\d bytes\./,
    );
    await expect(redis.get('k'.repeat(33_000))).rejects.toThrow('ERR max key size exceeded. Limit: 32768 bytes, Actual: 33000 bytes');
    expect(await redis.set('k', 'x')).toBe('OK');
  });

  here('rejects writes when the data are full, and neither reads nor deletions', async () => {
    const { client } = await setup(prefer, { maxDataBytes: 1_000_000 });
    const redis = client();
    const value = 'x'.repeat(100_000);
    let stored = 0;
    const refusal = await (async () => {
      for (; stored < 30; stored += 1) await redis.set(`k${stored}`, value);
    })().catch((error: Error) => error.message);
    expect(refusal).toBe('ERR DB capacity quota exceeded');
    expect(stored).toBeGreaterThanOrEqual(7);
    expect(stored).toBeLessThanOrEqual(10);
    expect((await redis.get('k0'))?.length).toBe(100_000);
    expect(await redis.del('k0', 'k1')).toBe(2);
    expect(await redis.set('k0', value)).toBe('OK');
  });

  here('with eviction makes room: keys with an expiry first, others when those are not enough', async () => {
    const { proxy, client } = await setup(prefer, { maxDataBytes: 1_000_000, eviction: true });
    const redis = client();
    const value = 'x'.repeat(100_000);
    for (let i = 0; i < 4; i += 1) await redis.set(`keeps${i}`, value);
    for (let i = 0; i < 12; i += 1) await redis.set(`cache${i}`, value, 'EX', 1000);
    expect(await redis.exists('keeps0', 'keeps1', 'keeps2', 'keeps3')).toBe(4);
    expect((await redis.keys('cache*')).length).toBeLessThan(7);
    expect(proxy.usage().evicted).toBeGreaterThan(5);
    for (let i = 0; i < 12; i += 1) expect(await redis.set(`more${i}`, value)).toBe('OK');
    expect(await redis.dbsize()).toBeLessThanOrEqual(10);
    expect(await redis.keys('cache*')).toEqual([]);
  });

  here('offers what Upstash offers of the server, and nothing of its administration', async () => {
    const { proxy, client } = await setup(prefer);
    const redis = client();
    for (const [name, ...args] of [['SHUTDOWN'], ['CONFIG', 'SET', 'dir', '/tmp'], ['MODULE', 'LOAD', '/x.so'], ['ROLE'], ['SAVE']] as [
      string,
      ...string[],
    ][])
      await expect(redis.call(name, ...args)).rejects.toThrow(/^ERR Command is not available: '/);
    await expect(redis.select(1)).rejects.toThrow('ERR DB index is out of range');
    expect(await redis.config('GET', 'save')).toSatisfy((answer) => Object.keys(answer as object).length === 0);
    expect(await redis.config('SET', 'notify-keyspace-events', 'Ex')).toBe('OK');
    expect(JSON.stringify(await redis.config('GET', 'notify-keyspace-events'))).toContain('xE');
    expect(await redis.info('memory')).toContain('maxmemory_policy:noeviction');
    proxy.setLimits({ eviction: true });
    expect(await redis.info('memory')).toContain('maxmemory_policy:optimistic-volatile\r\n');
  });

  here('a refusal inside MULTI spoils the transaction', async () => {
    const { client } = await setup(prefer, { maxRequestBytes: 1000 });
    const redis = client();
    expect(await redis.call('MULTI')).toBe('OK');
    expect(await redis.call('SET', 'a', '1')).toBe('QUEUED');
    await expect(redis.call('SET', 'b', 'x'.repeat(2000))).rejects.toThrow('ERR max request size exceeded');
    await expect(redis.call('EXEC')).rejects.toThrow('EXECABORT Transaction discarded because of previous errors.');
    expect(await redis.get('a')).toBeNull();
  });
});

describe('faults', () => {
  test('a quota used up, and mended', async () => {
    const { proxy, client } = await setup('built-in');
    const redis = client();
    proxy.setFaults({ exhausted: true });
    await expect(redis.get('k')).rejects.toThrow('ERR max requests limit exceeded. Limit: 500000, Usage: 500000.');
    expect(await redis.ping()).toBe('PONG');
    proxy.setFaults({});
    expect(await redis.get('k')).toBeNull();
  });

  test('a wrong password, no connection, too many connections', async () => {
    const { proxy, client } = await setup('built-in', { maxConnections: 2 });
    const failed = (redis: Redis): Promise<string> => new Promise((resolve) => void redis.once('error', (error) => resolve(error.message)));
    proxy.setFaults({ wrongPassword: true });
    expect(await failed(client())).toMatch(/WRONGPASS/);
    proxy.setFaults({ wrongPassword: false, connectionsFull: true });
    expect(await failed(client())).toMatch(/ERR max concurrent connections exceeded|closed/);
    proxy.setFaults({});
    const [one, two] = [client(), client()];
    await Promise.all([one.ping(), two.ping()]);
    expect(await failed(client())).toMatch(/ERR max concurrent connections exceeded|closed/);
    one.disconnect();
    while (proxy.usage().connections > 1) await systemClock.sleep(1);
    expect(await client().ping()).toBe('PONG');
    proxy.setFaults({ refuseConnections: true });
    await expect(client().ping()).rejects.toThrow();
  });

  test('slow answers take as long as they are told to', async () => {
    const { proxy, client } = await setup('built-in');
    const redis = client();
    await redis.ping();
    proxy.setFaults({ slowMs: 120 });
    const start = systemClock.tick();
    await redis.pipeline().ping().ping().ping().exec();
    expect(systemClock.tick() - start).toBeGreaterThanOrEqual(115);
    expect(systemClock.tick() - start).toBeLessThan(350);
  });

  test('throttled commands wait for the next second and are not lost', async () => {
    let ticks = 10_000;
    const sleep = async (ms: number): Promise<void> => {
      ticks += ms;
    };
    const clock: Clock = { ...systemClock, tick: () => ticks, sleep };
    const { proxy, client } = await setup('built-in', {}, { clock });
    const redis = client();
    await redis.ping();
    proxy.setFaults({ throttledTo: 5 });
    const before = ticks;
    const answers = await Promise.all(Array.from({ length: 22 }, () => redis.incr('n')));
    expect(answers).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
    expect(ticks - before).toBeGreaterThanOrEqual(4000);
  });

  test('a full database refuses writes and reads on', async () => {
    const { proxy, client } = await setup('built-in');
    const redis = client();
    await redis.set('k', 'v');
    proxy.setFaults({ full: true });
    await expect(redis.set('k', 'w')).rejects.toThrow('ERR DB capacity quota exceeded');
    await expect(redis.eval('return 1', 0)).rejects.toThrow('ERR DB capacity quota exceeded');
    expect(await redis.get('k')).toBe('v');
  });

  test('a server that is down hangs up instead of hanging', async () => {
    const { server, client } = await setup('built-in');
    const redis = client();
    await redis.ping();
    const closed = new Promise((resolve) => void redis.once('close', resolve));
    await server.close();
    await closed;
    await expect(client().ping()).rejects.toThrow();
  });
});

test('the count begins anew with every month and is kept over a restart', async () => {
  let now = new Date('2026-11-30T23:59:59Z');
  const clock: Clock = { ...systemClock, now: () => now };
  const { proxy, client } = await setup('built-in', {}, { clock, used: { month: '2026-11', commands: 41 } });
  const redis = client();
  await redis.get('k');
  expect(proxy.usage()).toMatchObject({ month: '2026-11', commands: 42 });
  now = new Date('2026-12-01T00:00:00Z');
  await redis.get('k');
  expect(proxy.usage()).toMatchObject({ month: '2026-12', commands: 1 });
});

test('TLS ends at the proxy', async () => {
  const path = await mkdtemp(join(tmpdir(), 'k77-upstash-'));
  undo.push(() => rm(path, { recursive: true, force: true }));
  const [certificateFile, keyFile] = [join(path, 'c.pem'), join(path, 'k.pem')];
  const subject = ['-subj', '/CN=x', '-addext', 'subjectAltName=DNS:cache.upstash.io', '-days', '90'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      ...subject,
      '-keyout',
      keyFile,
      '-out',
      certificateFile,
    ],
    { stdio: 'ignore' },
  );
  const tls = { certificate: await readFile(certificateFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
  const { client } = await setup('built-in', {}, { tls });
  expect(await client({ tls: { ca: tls.certificate, servername: 'cache.upstash.io' } }).ping()).toBe('PONG');
  await expect(client({ tls: { ca: tls.certificate, servername: 'another.upstash.io' } }).ping()).rejects.toThrow();
});

test('BullMQ adds jobs through the proxy', async () => {
  const { proxy } = await setup('built-in');
  const queue = new Queue('q', { connection: { host: '127.0.0.1', port: proxy.port, password } });
  await queue.addBulk(Array.from({ length: 10 }, (_, n) => ({ name: 'job', data: { n } })));
  expect(await queue.getWaitingCount()).toBe(10);
  await queue.close();
});
