import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../core/secret.ts';
import { callLoopback } from '../ports/listen.ts';
import { edgeNetwork } from '../ports/network.ts';
import { redisOptions } from '../ports/redis.ts';
import { testWorld } from './fixture.ts';
import type { World } from './world.ts';

interface Made {
  database_id: string;
  endpoint: string;
  password: string;
  rest_token: string;
  read_only_rest_token: string;
  [field: string]: unknown;
}

let world: World;
const open: Redis[] = [];
beforeAll(async () => {
  world = await testWorld();
});
afterEach(() => {
  for (const redis of open.splice(0)) redis.disconnect();
  world.faults.clear();
});
afterAll(() => world.close());

/** One call of the developer API. */
async function call(method: string, path: string, body?: unknown, key = 'apiKey'): Promise<{ status: number; body: unknown }> {
  const authorization = `Basic ${Buffer.from(`owner@kingdom77.test:${world.credentials()[`upstash.${key}`] ?? key}`).toString('base64')}`;
  const response = await fetch(`${world.endpoints.upstash}/v2${path}`, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

async function make(more: Record<string, unknown> = {}): Promise<Made> {
  const wanted = { database_name: 'cache', platform: 'aws', primary_region: 'us-east-1', plan: 'payg', tls: true, ...more };
  const { status, body } = await call('POST', '/redis/database', wanted);
  expect(status).toBe(200);
  return body as Made;
}

/** The official client, led to this machine by the world's edge, trusting the world's authority. */
async function connect(made: Made, password = made.password): Promise<Redis> {
  const url = new Secret('REDIS_URL', `rediss://default:${password}@${made.endpoint}.upstash.io:6379`);
  const redis = new Redis(redisOptions(url, edgeNetwork(world.edge()), 3000));
  let reason: Error | undefined;
  redis.on('error', (error: Error) => {
    reason ??= error;
  });
  open.push(redis);
  await redis.connect().catch((error: unknown) => {
    throw reason ?? error;
  });
  return redis;
}

describe('the developer API', () => {
  test('a wrong key is refused, a read-only key may look and not write', async () => {
    expect(await call('GET', '/redis/databases', undefined, 'wrong')).toEqual({ status: 401, body: 'Unauthorized' });
    expect((await call('GET', '/redis/databases', undefined, 'readOnlyKey')).status).toBe(200);
    expect((await call('POST', '/redis/database', {}, 'readOnlyKey')).status).toBe(403);
  });

  test('names are not unique: two creates make two databases', async () => {
    const [one, two] = [await make({ database_name: 'twin' }), await make({ database_name: 'twin' })];
    expect(one.database_id).not.toBe(two.database_id);
  });

  test('the free plan has room for one database, and no backups', async () => {
    const made = await make({ database_name: 'free', plan: 'free' });
    expect(
      await call('POST', '/redis/database', { database_name: 'b', platform: 'aws', primary_region: 'us-east-1', plan: 'free' }),
    ).toMatchObject({
      status: 400,
    });
    expect(await call('PATCH', `/redis/enable-dailybackup/${made.database_id}`)).toMatchObject({ status: 400 });
    expect(await call('POST', `/redis/${made.database_id}/change-plan`, { plan_name: 'payg' })).toEqual({ status: 200, body: 'OK' });
    expect(await call('PATCH', `/redis/enable-dailybackup/${made.database_id}`)).toEqual({ status: 200, body: 'OK' });
  });

  test('credentials are shown unless they are asked to be hidden', async () => {
    const made = await make();
    const hidden = (await call('GET', `/redis/database/${made.database_id}?credentials=hide`)).body as Made;
    expect(JSON.stringify(hidden)).not.toContain(made.password);
    expect(hidden.rest_token).toBeUndefined();
    expect((await call('GET', `/redis/database/${made.database_id}`)).body).toMatchObject({
      password: made.password,
      rest_token: made.rest_token,
    });
  });

  test('what makes no sense is refused, and what is not there is not found', async () => {
    const wanted = { database_name: 'x', platform: 'aws', primary_region: 'us-east-1' };
    expect((await call('POST', '/redis/database', { ...wanted, primary_region: 'mars' })).status).toBe(400);
    expect((await call('POST', '/redis/database', { ...wanted, plan: 'pro' })).status).toBe(400);
    expect((await call('POST', '/redis/database', { ...wanted, database_name: '' })).status).toBe(400);
    expect((await call('GET', '/redis/database/nowhere')).status).toBe(404);
    expect((await call('GET', '/redis/paint')).status).toBe(404);
    expect((await call('DELETE', `/redis/database/${(await make()).database_id}`)).status).toBe(404);
  });

  test('the console page shows the databases and no password', async () => {
    const made = await make({ database_name: 'on-the-page' });
    const { status, body } = await callLoopback(`${world.endpoints.upstash}/dashboard`, { method: 'GET', timeoutMs: 2000 });
    expect(status).toBe(200);
    expect(body).toContain('on-the-page');
    expect(body).not.toContain(made.password);
  });
});

describe('a database', () => {
  test('is reached under its own name over TLS, with its password only', async () => {
    const made = await make();
    expect(await (await connect(made)).set('a', '1')).toBe('OK');
    await expect(connect(made, 'not-the-password')).rejects.toThrow(/WRONGPASS/);
  });

  test('does not trust strangers: without the authority of the world there is no connection', async () => {
    const made = await make();
    const { port } = edgeNetwork(world.edge()).route(`${made.endpoint}.upstash.io`, 6379);
    const redis = new Redis({
      host: '127.0.0.1',
      port,
      tls: { servername: `${made.endpoint}.upstash.io` },
      lazyConnect: true,
      retryStrategy: () => null,
    });
    const errors: Error[] = [];
    redis.on('error', (error: Error) => errors.push(error));
    open.push(redis);
    await expect(redis.connect()).rejects.toThrow();
    expect(String(errors[0])).toMatch(/certificate|self-signed|issuer/i);
  });

  test('counts commands, and the statistics tell them at once', async () => {
    const made = await make();
    const redis = await connect(made);
    await redis.pipeline().set('a', '1').get('a').get('nothing').exec();
    const stats = (await call('GET', `/redis/stats/${made.database_id}`)).body as { total_monthly_requests: number };
    expect(stats.total_monthly_requests).toBe(3);
  });

  test('refuses commands when those of the month are used up, and answers PING', async () => {
    const made = await make({ database_name: 'small', plan: 'fixed_250mb' });
    const used = await make({ database_name: 'used-up', plan: 'payg' });
    await call('POST', `/redis/${used.database_id}/change-plan`, { plan_name: 'fixed_250mb' });
    const redis = await connect(made);
    await redis.set('a', '1');
    world.faults.set({ faults: [{ vendor: 'redis', match: {}, do: '429' }] });
    await world.settle();
    await expect(redis.set('a', '2')).rejects.toThrow(/max requests limit exceeded/);
    expect(await redis.ping()).toBe('PONG');
    world.faults.clear();
    await world.settle();
    expect(await redis.get('a')).toBe('1');
  });

  test('traffic that the console makes up counts like any other, and the data stay', async () => {
    const made = await make({ database_name: 'busy' });
    await (await connect(made)).set('kept', 'yes');
    await world.edit('upstash', 'use', { database: 'busy', commands: '1000' });
    expect((await call('GET', `/redis/stats/${made.database_id}`)).body).toMatchObject({ total_monthly_requests: 1001 });
    expect(await (await connect(made)).get('kept')).toBe('yes');
  });

  test('a new password ends what the old one opened', async () => {
    const made = await make({ database_name: 'rotated' });
    const redis = await connect(made);
    await redis.set('a', '1');
    const ended = new Promise((resolve) => redis.once('close', resolve));
    const { body } = await call('POST', `/redis/reset-password/${made.database_id}`);
    await ended;
    await expect(connect(made)).rejects.toThrow(/WRONGPASS/);
    expect(await (await connect(body as Made)).get('a')).toBe('1');
  });

  test('a suspended one lets nobody in', async () => {
    const made = await make({ database_name: 'unpaid' });
    await world.edit('upstash', 'state', { database: 'unpaid', value: 'suspended' });
    await expect(connect(made)).rejects.toThrow();
    await world.edit('upstash', 'state', { database: 'unpaid', value: 'active' });
    expect(await (await connect(made)).ping()).toBe('PONG');
  });

  test('CONFIG GET save answers an empty list: what the guide expects there does not exist at Upstash', async () => {
    const redis = await connect(await make());
    expect(await redis.call('CONFIG', 'GET', 'save')).toEqual([]);
    expect(await redis.call('CONFIG', 'GET', 'appendonly')).toEqual([]);
  });

  test('a snapshot holds the data, and a restored world has them again', async () => {
    const made = await make({ database_name: 'kept' });
    await (await connect(made)).set('before', 'yes');
    const kept = await world.snapshot();
    await (await connect(made)).mset('before', 'no', 'after', 'yes');
    await world.restore(kept);
    const redis = await connect(made);
    expect(await redis.mget('before', 'after')).toEqual(['yes', null]);
  });
});

describe('the REST form', () => {
  /** Asked plainly of the port behind the name; TLS is the front's business. */
  async function rest(made: Made, path: string, body: unknown, token = made.rest_token): Promise<{ status: number; body: unknown }> {
    const host = `${made.endpoint}.upstash.io`;
    const edge = edgeNetwork(world.edge());
    const { request } = await import('node:https');
    const { port } = edge.route(host, 443);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          path,
          method: 'POST',
          servername: host,
          ca: edge.ca,
          headers: { host, authorization: `Bearer ${token}` },
        },
        (response) => {
          let text = '';
          response.on('data', (part: Buffer) => {
            text += part;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
        },
      );
      sent.once('error', reject);
      sent.end(JSON.stringify(body));
    });
  }

  test('answers from the same database as the protocol', async () => {
    const made = await make();
    await (await connect(made)).set('greeting', 'Grüße');
    expect(await rest(made, '/', ['GET', 'greeting'])).toEqual({ status: 200, body: { result: 'Grüße' } });
    expect(await rest(made, '/', ['INCR', 'greeting'])).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('not an integer') },
    });
  });

  test('runs pipelines and transactions', async () => {
    const made = await make();
    const commands = [
      ['SET', 'n', 41],
      ['INCR', 'n'],
      ['LPUSH', 'n', 'x'],
    ];
    const expected = [{ result: 'OK' }, { result: 42 }, { error: expect.stringContaining('WRONGTYPE') }];
    expect(await rest(made, '/pipeline', commands)).toEqual({ status: 200, body: expected });
    expect(await rest(made, '/multi-exec', commands)).toEqual({ status: 200, body: expected });
  });

  test('refuses a wrong token, and lets the read-only one read', async () => {
    const made = await make();
    expect((await rest(made, '/', ['PING'], 'wrong')).status).toBe(401);
    expect((await rest(made, '/', ['SET', 'a', '1'], made.read_only_rest_token)).body).toMatchObject({
      error: expect.stringContaining('NOPERM'),
    });
    expect(await rest(made, '/', ['GET', 'a'], made.read_only_rest_token)).toEqual({ status: 200, body: { result: null } });
  });
});
