/** The API as it runs, over real stores: what holds when several processes share them and when one of them is away. */
import { readEnv } from '@k77/config';
import { createLogger, silentReporter } from '@k77/observability';
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { siteOf } from './api.fixture.ts';
import type { Api } from './api.ts';
import { buildApp } from './app.ts';
import { openAdapters } from './open-adapters.ts';

const secure = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.7' };

describe('several processes over the same stores', () => {
  let world: TestWorld;
  const open: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    world = await openTestWorld({ redis: 'real' });
  });
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
    await world.redis.flush();
  });
  afterAll(() => world.close());

  async function start(): Promise<Api> {
    const env = readEnv('api', world.environment('api', { LOG_LEVEL: 'fatal', REPLICAS: '3' }));
    const logger = createLogger({ service: 'api', level: 'silent', version: '1' });
    const { dependencies, closing } = await openAdapters({ env, site: siteOf(), logger, errors: silentReporter, keepHealthMs: 100 });
    const app = await buildApp(dependencies);
    open.push(async () => {
      await app.close();
      for (const [, close] of closing) await close();
    });
    return app;
  }

  const storm = async (apps: readonly Api[], requests: number) => {
    const answers = await Promise.all(
      Array.from({ length: requests }, (_, index) => apps[index % apps.length]?.inject({ url: '/api/billing/plans', headers: secure })),
    );
    return answers.filter((answer) => answer?.statusCode === 200).length;
  };

  test('of 500 requests at once over three processes exactly 60 pass', async () => {
    const apps = await Promise.all([start(), start(), start()]);
    expect(await storm(apps, 500)).toBe(60);
  });

  test('with Redis away there is still a limit, logins are refused, health says so, and all is well again when it is back', async () => {
    const app = await start();
    expect((await app.inject({ url: '/health/redis' })).statusCode).toBe(200);
    await world.redis.down();
    expect(await storm([app], 200)).toBe(20);
    for (const url of ['/health/redis', '/health/bot']) {
      await expect.poll(async () => (await app.inject({ url })).statusCode, { timeout: 8000 }).toBe(503);
      expect((await app.inject({ url })).body).not.toMatch(/healthy|127\.0\.0\.1/);
    }
    expect((await app.inject({ url: '/health/database' })).statusCode).toBe(200);
    const login = await app.inject({ url: '/api/auth/login', headers: secure });
    expect([login.statusCode, login.json().code]).toEqual([503, 'limits-away']);
    await world.redis.up();
    await expect.poll(async () => (await app.inject({ url: '/api/auth/login', headers: secure })).statusCode, { timeout: 8000 }).toBe(302);
    await expect.poll(async () => (await app.inject({ url: '/health/redis' })).statusCode, { timeout: 12_000 }).toBe(200);
  }, 40_000);

  test('with the database away requests that need it are 503 and say nothing of it, and health is 503', async () => {
    const app = await start();
    const health = async () => (await app.inject({ url: '/health/database' })).statusCode;
    expect(await health()).toBe(200);
    await world.mongodb.down();
    try {
      await expect.poll(health, { timeout: 9000 }).toBe(503);
      const [database, session] = await Promise.all([
        app.inject({ url: '/health/database' }),
        app.inject({ url: '/api/auth/me', headers: { ...secure, cookie: '__Host-session=something' } }),
      ]);
      expect([database.statusCode, database.json()]).toEqual([503, { status: 'down', check: 'database' }]);
      expect([session.statusCode, session.json().code]).toEqual([503, 'database-away']);
      expect(session.body).not.toMatch(/mongo|127\.0\.0\.1/i);
    } finally {
      await world.mongodb.up();
    }
    await expect.poll(health, { timeout: 15_000 }).toBe(200);
  }, 40_000);
});
