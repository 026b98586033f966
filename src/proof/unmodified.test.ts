/** Programs that know nothing of the sandbox live in it: they reach vendors by their real names, and nobody else. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const packages = createRequire(import.meta.url);
const from = (name: string): string => JSON.stringify(pathToFileURL(packages.resolve(name)).href);
const world = join(import.meta.dirname, 'unmodified-world.ts');
const canUnshare = spawnSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
let root: string;

const program = `
import dgram from 'node:dgram';
import dns from 'node:dns/promises';
import { get } from 'node:https';
import { fetch as npmFetch } from ${from('undici')};
import { Redis } from ${from('ioredis')};
import { MongoClient } from ${from('mongodb')};
import ws from ${from('ws')};

const said = {};
const tried = (name, work) => work().then((value) => { said[name] = value; }, (error) => { said[name] = [error.message, error.cause?.message].filter(Boolean).join(': '); });

await Promise.all([
  tried('fetch', async () => (await fetch('https://api.stripe.com/v1/products')).status),
  tried('npm fetch', async () => (await npmFetch('https://api.stripe.com/v1/products')).status),
  tried('https.get', () => new Promise((resolve, reject) => { get('https://api.stripe.com/v1/products', (answer) => { answer.resume(); resolve(answer.statusCode); }).on('error', reject); })),
  tried('redis', async () => { const redis = new Redis(process.env.REDIS_URL); await redis.set('a', '1'); const value = await redis.get('a'); redis.disconnect(); return value; }),
  tried('mongodb', async () => { const client = await new MongoClient(process.env.MONGODB_URI).connect(); await client.db().collection('guilds').insertOne({ a: 1 }); const count = await client.db().collection('guilds').countDocuments(); await client.close(); return count; }),
  tried('ws', () => new Promise((resolve, reject) => { const socket = new ws('wss://gateway.fly.io/?v=10'); socket.on('open', () => socket.send('hello')); socket.on('error', reject); socket.on('message', (text) => { resolve(String(text)); socket.close(); }); })),
  tried('example.org', async () => (await fetch('https://example.org/')).status),
  tried('93.184.216.34', async () => (await npmFetch('http://93.184.216.34/')).status),
  tried('lookup', () => dns.lookup('example.org')),
  tried('record', () => dns.resolve4('example.org')),
  tried('server', async () => dns.getServers().every((one) => one.startsWith('127.0.0.1:'))),
  tried('name server', async () => { const resolver = new dns.Resolver(); resolver.setServers(['8.8.4.4']); return resolver.resolve4('example.org'); }),
  tried('datagram', () => new Promise((resolve, reject) => { const socket = dgram.createSocket('udp4'); try { socket.send('x', 53, '93.184.216.34', (error) => (error ? reject(error) : resolve('sent'))); } catch (error) { reject(error); } finally { socket.close(); } })),
]);
console.log(JSON.stringify(said));
`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-unmodified-'));
  await writeFile(join(root, 'program.mjs'), program);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const outside = 'is outside of this rehearsal';
const expected = {
  fetch: 401,
  'npm fetch': 401,
  'https.get': 401,
  redis: '1',
  mongodb: 1,
  ws: 'heard hello',
  'example.org': expect.stringContaining(`example.org:443 ${outside}`),
  '93.184.216.34': expect.stringContaining(`93.184.216.34:80 ${outside}`),
  lookup: expect.stringContaining(`example.org ${outside}`),
  record: expect.stringContaining('ENOTFOUND'),
  server: true,
  'name server': expect.stringContaining(`8.8.4.4:53 ${outside}`),
  datagram: expect.stringContaining(`93.184.216.34:53 ${outside}`),
};

async function run(command: string, given: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(command, given, { timeout: 25_000 });
  return JSON.parse(stdout);
}

test('by real names, with the authority of the world, and nobody else', async () => {
  expect(await run(process.execPath, [world, root, join(root, 'program.mjs')])).toEqual(expected);
});

test.skipIf(!canUnshare)('the same with no network but loopback (needs unshare -rn)', async () => {
  const inside = `ip link set lo up && exec '${process.execPath}' '${world}' '${root}' '${join(root, 'program.mjs')}'`;
  expect(await run('unshare', ['-rn', 'sh', '-c', inside])).toEqual(expected);
});
