import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { OperatorError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { systemClock } from '../ports/clock.ts';
import { infoFields, pingRedis, probeRedis } from './redis.ts';
import { latencyOf, quantile } from './statistics.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Enough of a Redis to log in, say hello and answer PING. */
async function fakeRedis(password: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      for (const [name = '', ...args] of commandsIn(data.toString())) {
        if (name === 'auth') socket.write(args.includes(password) ? '+OK\r\n' : '-WRONGPASS invalid username-password pair\r\n');
        else if (name === 'ping') socket.write('+PONG\r\n');
        else if (name === 'info') socket.write('$37\r\nredis_version:7.2.0\r\nused_memory:1024\r\n');
        else if (name === 'dbsize') socket.write(':42\r\n');
        else socket.write(name === 'hello' ? '-ERR unknown command\r\n' : '+OK\r\n');
      }
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as { port: number }).port;
}

/** `*2\r\n$4\r\nAUTH\r\n…`, one command after the other: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
function commandsIn(text: string): string[][] {
  const lines = text.split('\r\n');
  const commands: string[][] = [];
  for (let at = 0; lines[at]?.startsWith('*'); ) {
    const length = Number(lines[at]?.slice(1));
    const words = Array.from({ length }, (_, index) => lines[at + 2 + 2 * index] ?? '');
    commands.push([words[0]?.toLowerCase() ?? '', ...words.slice(1)]);
    at += 1 + 2 * length;
  }
  return commands;
}

const ask = (url: string) => pingRedis(new Secret('REDIS_URL', url), { clock: systemClock, timeoutMs: 1500 });

test('a Redis that lets us in is timed, and its address is shown without the password', async () => {
  const port = await fakeRedis('right-password');
  const seen = await ask(`redis://default:right-password@127.0.0.1:${port}/0`);
  expect(seen).toMatchObject({ at: `redis://127.0.0.1:${port}`, tls: false });
  expect(seen.pingMs).toBeGreaterThanOrEqual(0);
});

test('a refused password is told without showing it', async () => {
  const port = await fakeRedis('right-password');
  const error = await ask(`redis://default:wrong-password@127.0.0.1:${port}/0`).catch((thrown: unknown) => thrown);
  expect((error as OperatorError).what).toContain('WRONGPASS');
  expect((error as OperatorError).what).not.toContain('wrong-password');
});

test('nobody listening is an error with a remedy and without the password', async () => {
  const port = await fakeRedis('x');
  servers.pop()?.close();
  const error = await ask(`redis://default:hidden-password@127.0.0.1:${port}`).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OperatorError);
  expect((error as OperatorError).what).toContain('ECONNREFUSED');
  expect(JSON.stringify([(error as OperatorError).what, (error as OperatorError).fix])).not.toContain('hidden-password');
});

test('a probe measures many pings and tells what the server says of itself, as plain JSON', async () => {
  const port = await fakeRedis('right-password');
  const url = new Secret('REDIS_URL', `redis://default:right-password@127.0.0.1:${port}/0`);
  const seen = await probeRedis(url, { clock: systemClock, timeoutMs: 1500, samples: 9 });
  expect(seen).toMatchObject({ at: `redis://127.0.0.1:${port}`, tls: false, keys: 42, server: { version: '7.2.0', usedBytes: 1024 } });
  expect(seen.ping.samples).toBe(9);
  expect(seen.ping.medianMs).toBeLessThanOrEqual(seen.ping.p95Ms);
  expect(JSON.stringify(seen)).not.toContain('right-password');
});

test('INFO is read line by line, headings left out', () => {
  expect([...infoFields('# Server\r\nredis_version:7.2.0\r\nexecutable:/a:b\r\n\r\n')]).toEqual([
    ['redis_version', '7.2.0'],
    ['executable', '/a:b'],
  ]);
});

test('median and p95 are measurements that were really made', () => {
  const times = Array.from({ length: 20 }, (_, index) => 20 - index);
  expect(latencyOf(times)).toEqual({ samples: 20, medianMs: 10, p95Ms: 19, worstMs: 20 });
  expect(latencyOf([])).toEqual({ samples: 0, medianMs: 0, p95Ms: 0, worstMs: 0 });
  expect(quantile([1.23456], 0.5)).toBe(1.23);
});
