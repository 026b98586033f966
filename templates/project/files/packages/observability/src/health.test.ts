import { describe, expect, test } from 'vitest';
import { createHealth, type HealthOptions } from './health.ts';
import { startHealthServer } from './health-server.ts';

const fine = async () => undefined;
const broken = async () => {
  throw new Error('mongodb://bot:secret@host is not healthy');
};
const healthOf = (more: Partial<HealthOptions> = {}) =>
  createHealth({
    version: '4.0',
    checks: { database: { word: 'connected', probe: fine }, redis: { word: 'connected', probe: broken } },
    ...more,
  });

describe('answers', () => {
  test('are those that monitors expect', async () => {
    const health = healthOf();
    expect(health.live()).toEqual({ status: 200, body: { status: 'healthy', version: '4.0' } });
    expect(await health.check('database')).toEqual({ status: 200, body: { status: 'healthy', database: 'connected' } });
  });

  test('are 503 when broken, without the word of the healthy state and without the reason', async () => {
    const told: unknown[] = [];
    const health = healthOf({ onDown: (check, error) => told.push([check, String(error)]) });
    const answer = await health.check('redis');
    expect(answer).toEqual({ status: 503, body: { status: 'down', check: 'redis' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/healthy|secret/);
    expect(told).toEqual([['redis', expect.stringContaining('not healthy')]]);
    expect((await health.check('nothing')).status).toBe(503);
  });

  test('ready means all that is essential, and not while stopping', async () => {
    expect((await healthOf().ready()).status).toBe(503);
    const health = healthOf({ essential: ['database'] });
    expect((await health.ready()).status).toBe(200);
    health.stopping();
    const answer = await health.ready();
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toContain('healthy');
    expect(health.live().status).toBe(200);
  });

  test('a probe that hangs is down after its time', async () => {
    const probe = () => new Promise<void>(() => undefined);
    expect((await healthOf({ checks: { database: { word: 'connected', probe } }, timeoutMs: 30 }).check('database')).status).toBe(503);
  });

  test('many monitors cost one probe per five seconds', async () => {
    let [probes, time] = [0, 0];
    const probe = async () => {
      probes += 1;
    };
    const health = healthOf({ checks: { database: { word: 'connected', probe } }, now: () => time });
    await Promise.all(Array.from({ length: 100 }, () => health.check('database')));
    time = 4999;
    await health.check('database');
    expect(probes).toBe(1);
    time = 5000;
    await health.check('database');
    expect(probes).toBe(2);
  });
});

test('over HTTP: GET and HEAD, uncached, 404 elsewhere, 503 when the route itself fails', async () => {
  const health = healthOf();
  const routes = {
    '/health': () => health.live(),
    '/health/redis': () => health.check('redis'),
    '/health/odd': async () => {
      throw new Error('odd');
    },
  };
  const server = await startHealthServer({ host: '127.0.0.1', port: 0, routes });
  const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  const good = await ask('/health?x=1');
  expect([good.status, good.headers.get('cache-control'), await good.json()]).toEqual([
    200,
    'no-store',
    { status: 'healthy', version: '4.0' },
  ]);
  const head = await ask('/health', 'HEAD');
  expect([head.status, await head.text()]).toEqual([200, '']);
  const statuses = await Promise.all([ask('/health/redis'), ask('/health/odd'), ask('/constructor'), ask('/health', 'POST')]);
  expect(statuses.map(({ status }) => status)).toEqual([503, 503, 404, 405]);
  expect(await statuses[1]?.text()).toBe('{"status":"down"}');
  await server.close();
});
