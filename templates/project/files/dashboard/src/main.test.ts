/** The built process: how it starts, what it needs, how it stops. Needs `npm run build`, as `npm test` does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function run(env: Record<string, string>): { child: ChildProcess; output: () => string; ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  return { child, output: () => text, ended: once(child, 'close').then(([code]) => code as number | null) };
}

describe('the process', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await openTestWorld();
  });
  afterAll(() => world.close());

  test('listens on HOST and PORT from its own environment alone, and ends with 0 when it is told to stop', async () => {
    const port = await freePort();
    const { child, output, ended } = run(world.environment('api', { PORT: String(port), LOG_LEVEL: 'info', VERSION: '4.0' }));
    await expect.poll(output, { timeout: 15_000 }).toContain('the API is ready');
    const base = `http://127.0.0.1:${port}`;
    expect(await (await fetch(`${base}/health`)).json()).toEqual({ status: 'healthy', version: '4.0' });
    expect((await fetch(`${base}/health/ready`)).status).toBe(200);
    expect((await fetch(`${base}/health/redis`)).status).toBe(200);
    expect((await fetch(`${base}/health/bot`)).status).toBe(503);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output()).not.toMatch(/sk_test_|whsec_|mongodb:\/\/[^ ]*:[^ ]*@/);
  }, 30_000);

  test('does not start without what it needs, and says names and no values', async () => {
    const { JWT_SECRET: _, ...env } = world.environment('api', { SESSION_SECRET: 'too-short-to-be-good' });
    const { output, ended } = run(env);
    expect(await ended).toBe(78);
    expect(output()).toMatch(/JWT_SECRET is missing/);
    expect(output()).toMatch(/SESSION_SECRET is shorter than 32 bytes/);
    expect(output()).not.toContain('too-short-to-be-good');
  });
});
