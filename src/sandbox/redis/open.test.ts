/** Both kinds of server through the one door, and what they keep. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { systemShell } from '../../ports/shell.ts';
import { openLink } from './link.ts';
import { openRedis, type RedisOptions, type RedisServer } from './open.ts';
import { findRealServer } from './real-server.ts';

const world = { clock: systemClock, random: systemRandom, shell: systemShell };
const real = await findRealServer(systemShell);
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'k77-redis-'));
  undo.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function opened(options: Partial<RedisOptions> & Pick<RedisOptions, 'prefer'>): Promise<RedisServer> {
  const server = await openRedis({ ...world, password: 'pass "word"\\ #1', ...options });
  undo.push(() => server.close());
  return server;
}

function certificate(path: string): { certificate: string; key: string } {
  const files = { certificate: join(path, 'c.pem'), key: join(path, 'k.pem') };
  const subject = ['-subj', '/CN=cache.test', '-addext', 'subjectAltName=DNS:cache.test', '-days', '90'];
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
      files.key,
      '-out',
      files.certificate,
    ],
    { stdio: 'ignore' },
  );
  const [pem, key] = [files.certificate, files.key].map((file) => execFileSync('cat', [file], { encoding: 'utf8' }));
  return { certificate: pem ?? '', key: key ?? '' };
}

test('without a real server on PATH the built-in one is taken', async () => {
  const nothing = { run: async () => ({ code: 127, stdout: '', stderr: '' }) };
  const server = await opened({ prefer: 'real', shell: nothing });
  expect([server.kind, server.version]).toEqual(['built-in', '7.0.15']);
});

describe.each(['built-in', 'real'] as const)('%s', (prefer) => {
  // Skipped where neither redis-server nor valkey-server is on PATH.
  const here = test.skipIf(prefer === 'real' && real === undefined);

  here('lets in whoever knows the password, also after it changed', async () => {
    const server = await opened({ prefer });
    const redis = new Redis({ host: '127.0.0.1', port: server.port, password: 'pass "word"\\ #1' });
    undo.push(() => redis.disconnect());
    await redis.set('k', 'v');
    await server.setPassword('another');
    const link = await openLink({ port: server.port, timeoutMs: 1000 });
    undo.push(() => link.close());
    await expect(link.ask('AUTH', 'pass "word"\\ #1')).rejects.toThrow('WRONGPASS');
    expect((await link.ask('AUTH', 'default', 'another')).text).toBe('OK');
    expect((await link.ask('GET', 'k')).text).toBe('v');
    const { keys, connections } = await server.stats();
    expect({ keys, connections }).toEqual({ keys: 1, connections: 2 });
  });

  here('keeps the password out of its arguments and its files', async () => {
    const path = await folder();
    const server = await opened({ prefer, dataFolder: path, password: 'very-secret-word' });
    const commandLines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(commandLines).not.toContain('very-secret-word');
    await server.ask('SET', 'k', 'v');
    await server.close();
    const files = await readdir(path);
    expect(files).not.toEqual([]);
    for (const file of files) {
      expect(await readFile(join(path, file), 'latin1')).not.toContain('very-secret-word');
    }
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  here('keeps data in its folder from one run to the next', async () => {
    const dataFolder = await folder();
    const first = await opened({ prefer, dataFolder });
    await first.ask('SET', 'k', 'vÿ');
    await first.close();
    const second = await opened({ prefer, dataFolder });
    expect((await second.ask('GET', 'k')).text).toBe('vÿ');
  });

  here('goes back to a snapshot: every type, every database, every expiry', async () => {
    const server = await opened({ prefer });
    const fill = [
      'SET s \xff\x00',
      'SET e 1 PXAT 33177117420123',
      'HSET h a 1',
      'RPUSH l a b',
      'SADD m x',
      'ZADD z -inf a 1.5 b',
      'XADD x 1-1 f v',
      'XADD x 2-1 f v',
      'XGROUP CREATE x g 0',
      'XREADGROUP GROUP g c COUNT 1 STREAMS x >',
      'SELECT 3',
      'SET other 1',
      'SELECT 0',
    ];
    for (const line of fill) await server.ask(...line.split(' '));
    const looks = [
      'GET s',
      'PEXPIRETIME e',
      'HGETALL h',
      'LRANGE l 0 -1',
      'SMEMBERS m',
      'ZRANGE z 0 -1 WITHSCORES',
      'XRANGE x - +',
      'XINFO GROUPS x',
      'XREADGROUP GROUP g c STREAMS x 0',
      'DBSIZE',
    ];
    const look = async (): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for (const line of looks) seen.push(await server.ask(...line.split(' ')));
      await server.ask('SELECT', '3');
      seen.push(await server.ask('GET', 'other'));
      await server.ask('SELECT', '0');
      return seen;
    };
    const before = await look();
    const snapshot = await server.snapshot();
    await server.ask('FLUSHALL');
    await server.ask('SET', 'new', '1');
    await server.restore(snapshot);
    expect(await look()).toEqual(before);
    await expect(server.restore('{"version":"another"}')).rejects.toThrow(/snapshot/);
  });

  here('speaks TLS', async () => {
    const path = await folder();
    const tls = certificate(path);
    const server = await opened({ prefer, tls, dataFolder: join(path, 'data') });
    const redis = new Redis({
      host: '127.0.0.1',
      port: server.port,
      password: 'pass "word"\\ #1',
      tls: { ca: tls.certificate, servername: 'cache.test' },
    });
    undo.push(() => redis.disconnect());
    expect(await redis.ping()).toBe('PONG');
  });

  here('measures what the data take', async () => {
    const server = await opened({ prefer });
    expect((await server.stats()).bytes).toBeLessThan(100_000);
    await server.ask('SET', 'k', 'x'.repeat(1_000_000));
    expect((await server.stats()).bytes).toBeGreaterThan(950_000);
    expect((await server.stats()).bytes).toBeLessThan(1_500_000);
  });

  here('says which port is taken', async () => {
    const server = await opened({ prefer });
    await expect(opened({ prefer, port: server.port })).rejects.toThrow(new RegExp(`${server.port}|did not start`));
  });
});
