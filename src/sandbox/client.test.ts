import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { callLoopback, listen } from '../ports/listen.ts';
import { isAlive } from '../ports/spawn.ts';
import { sandboxClient, startSandbox, stopSandbox } from './client.ts';
import { sdkAt } from './fixture.ts';
import type { WorldFile } from './place.ts';

const entry = fileURLToPath(new URL('./entry.ts', import.meta.url));
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-sandbox-'));
});
afterEach(async () => {
  await stopSandbox(root, systemClock);
  await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
});

const start = (more: { version?: string; idleMinutes?: number } = {}) => startSandbox({ root, entry, clock: systemClock, ...more });
const stripeOf = async (up: Awaited<ReturnType<typeof start>>) =>
  sdkAt(up.endpoints.stripe ?? '', (await up.client.credentials())['stripe.secretKey'] ?? '');
const mode = async (path: string) => ((await stat(join(root, path))).mode & 0o777).toString(8);

test('it starts once, loses nothing to SIGKILL and comes back on the same ports with the same keys', async () => {
  const up = await start();
  expect(up.started).toBe(true);
  const product = await (await stripeOf(up)).products.create({ name: 'Premium' }, { idempotencyKey: 'p' });
  await up.client.setHosts({ 'api.kingdom77.test': 'http://127.0.0.1:4999' });
  const again = await start();
  expect([again.started, again.endpoints]).toEqual([false, up.endpoints]);
  const { pid } = await up.client.status();
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => isAlive(pid)).toBe(false);
  await expect(sandboxClient(root)).rejects.toThrow('not running');
  const back = await start();
  expect([back.started, back.endpoints]).toEqual([true, up.endpoints]);
  const stripe = await stripeOf(back);
  expect((await stripe.products.retrieve(product.id)).name).toBe('Premium');
  expect(await stripe.products.create({ name: 'Premium' }, { idempotencyKey: 'p' })).toEqual(product);
  expect(await back.client.hosts()).toEqual({ 'api.kingdom77.test': 'http://127.0.0.1:4999' });
});

test('two that start at once end with one process', async () => {
  const [a, b] = await Promise.all([start(), start()]);
  expect(a.endpoints).toEqual(b.endpoints);
  expect([a.started, b.started].filter(Boolean)).toHaveLength(1);
  expect((await a.client.status()).pid).toBe((await b.client.status()).pid);
  expect(await a.client.credentials()).toEqual(await b.client.credentials());
});

test('only its owner can read its files, and its log holds no secret', async () => {
  const up = await start();
  const stripe = await stripeOf(up);
  const { secret } = await stripe.webhookEndpoints.create({ url: 'https://api.kingdom77.test/h', enabled_events: ['*'] });
  const keys = await up.client.credentials();
  // A key in an address is the worst that a caller can do.
  await callLoopback(`${up.endpoints.stripe}/v1/${keys['stripe.secretKey']}`, { method: 'GET', timeoutMs: 2000 });
  const log = await up.client.log();
  expect(log).toContain('stripe POST /v1/webhook_endpoints 200');
  expect(log).toContain('‹secret›');
  for (const value of [...Object.values(keys), secret ?? '']) expect(log).not.toContain(value);
  for (const path of ['.k77/sandbox', '.k77/sandbox/state', '.k77/sandbox/logs']) expect(await mode(path)).toBe('700');
  expect(await mode('.k77/sandbox/ca.pem')).toBe('644');
  for (const path of ['world.json', 'control-token', 'state/stripe.json', 'logs/sandbox.log', 'logs/sandbox.out'])
    expect([path, await mode(`.k77/sandbox/${path}`)]).toEqual([path, '600']);
});

test('its control port opens only with the token', async () => {
  const up = await start();
  const { ports } = JSON.parse(await readFile(join(root, '.k77/sandbox/world.json'), 'utf8')) as { ports: { control: number } };
  const base = `http://127.0.0.1:${ports.control}`;
  expect((await callLoopback(`${base}/credentials`, { method: 'GET', timeoutMs: 2000 })).status).toBe(401);
  expect((await callLoopback(`${base}/stop`, { method: 'POST', headers: { authorization: 'Bearer x' }, timeoutMs: 2000 })).status).toBe(
    401,
  );
  expect((await callLoopback(`${base}/`, { method: 'GET', headers: { host: 'evil.example' }, timeoutMs: 2000 })).status).toBe(421);
  expect((await up.client.status()).vendors).toEqual(expect.arrayContaining(['stripe', 'atlas', 'upstash']));
});

test('every verb of the control API works', async () => {
  const up = await start();
  const stripe = await stripeOf(up);
  const snapshot = await up.client.snapshot();
  expect(await up.client.perform('stripe.account')).toMatchObject({ performed: true });
  expect((await stripe.accounts.retrieveCurrent()).charges_enabled).toBe(true);
  await up.client.restore(snapshot);
  expect((await stripe.accounts.retrieveCurrent()).charges_enabled).toBe(false);
  await up.client.setFaults({ faults: [{ vendor: 'stripe', match: {}, do: '500' }] });
  await expect(stripe.products.list()).rejects.toThrow('unknown error');
  expect((await up.client.faults()).faults).toHaveLength(1);
  await up.client.clearFaults();
  await expect(up.client.setFaults({ faults: [{ vendor: 'stripe', match: {}, do: 'no' as '500' }] })).rejects.toThrow('cannot do no');
  await expect(up.client.edit('stripe', 'dance')).rejects.toThrow('no action dance');
  await up.client.reset('stripe');
  await expect(stripe.products.list()).rejects.toThrow('Invalid API Key');
  await expect(up.client.setFaults({ names: { never: ['4.4.4.4'] } })).rejects.toThrow('no resolver of this world');
  await up.client.setFaults({ names: { propagationSeconds: { '8.8.8.8': 60 } } });
  expect((await up.client.status()).faults.names).toEqual({ propagationSeconds: { '8.8.8.8': 60 } });
  await up.client.flushNames();
  await up.client.settle();
});

test('its web edge stays where it was over a restart, with the same authority', async () => {
  const told = async () => JSON.parse(await readFile(join(root, '.k77/sandbox/world.json'), 'utf8')) as WorldFile;
  const up = await start();
  await up.client.setHosts({ 'api.kingdom77.test': 'http://127.0.0.1:4999' });
  const before = await told();
  expect(before.edge?.routes['api.kingdom77.test:443']).toBe(`127.0.0.1:${before.ports.https}`);
  expect(await readFile(join(root, '.k77/sandbox/ca.pem'), 'utf8')).toBe(before.edge?.ca);
  await stopSandbox(root, systemClock);
  await start();
  expect((await told()).edge).toEqual(before.edge);
});

test('it stops when told, when idle, and for another version of k77', async () => {
  const first = await start({ version: '0.1.0' });
  const { pid } = await first.client.status();
  const second = await start({ version: '0.2.0' });
  expect([isAlive(pid), second.started, second.endpoints]).toEqual([false, true, first.endpoints]);
  expect(await stopSandbox(root, systemClock)).toBe(true);
  expect(await stopSandbox(root, systemClock)).toBe(false);
  const idle = await start({ idleMinutes: 1 / 60 });
  const { pid: third } = await idle.client.status();
  await expect.poll(() => isAlive(third), { timeout: 4000 }).toBe(false);
  expect(JSON.parse(await readFile(join(root, '.k77/sandbox/world.json'), 'utf8'))).toMatchObject({ pid: null });
});

test('it ends when its workspace is removed, and does not bring it back', async () => {
  const up = await start();
  const { pid } = await up.client.status();
  await rm(root, { recursive: true, maxRetries: 5, retryDelay: 50 });
  await expect.poll(() => isAlive(pid), { timeout: 4000 }).toBe(false);
  await expect(stat(root)).rejects.toThrow('ENOENT');
});

test('a damaged world file is replaced, and a port that another program took is given up', async () => {
  const up = await start();
  const keys = await up.client.credentials();
  const world = join(root, '.k77/sandbox/world.json');
  await stopSandbox(root, systemClock);
  await writeFile(world, '{"id":');
  const back = await start();
  expect([back.started, await back.client.credentials()]).toEqual([true, keys]);
  await stopSandbox(root, systemClock);
  const { ports } = JSON.parse(await readFile(world, 'utf8')) as { ports: Record<string, number> };
  const others = await Promise.all(Object.values(ports).map((port) => listen(async () => ({ status: 200, body: '{}' }), port)));
  try {
    const moved = await start();
    expect(await moved.client.credentials()).toEqual(keys);
    expect(moved.endpoints).not.toEqual(back.endpoints);
  } finally {
    await Promise.all(others.map((other) => other.close()));
  }
});
