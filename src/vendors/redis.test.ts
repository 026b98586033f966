import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import { Refused, VendorError } from '../core/errors.ts';
import type { Journal, Recorded } from '../core/journal.ts';
import { Redactor, Secret } from '../core/secret.ts';
import { systemClock } from '../ports/clock.ts';
import { openDoors } from '../ports/http.ts';
import { systemRandom } from '../ports/random.ts';
import { systemShell } from '../ports/shell.ts';
import { openRedis, type RedisServer } from '../sandbox/redis/open.ts';
import { type RedisHandle, redisCache } from './redis.ts';

const password = 'correct-horse-battery';
let server: RedisServer;
beforeAll(async () => {
  server = await openRedis({ clock: systemClock, random: systemRandom, shell: systemShell, password, prefer: 'built-in' });
});
afterAll(() => server.close());

interface Walk {
  redis: RedisHandle;
  journal: Recorded[];
  exchanges: Exchange[];
  sent(): { reads: number; writes: number; testData: number };
}

/** A walk with doors of its own, as a verb has them. */
async function walk<T>(writes: 'no' | 'yes' | 'test data', play: (walk: Walk) => Promise<T>, url = address()): Promise<T> {
  const entries: Recorded[] = [];
  const exchanges: Exchange[] = [];
  const journal: Journal = {
    append: async (entry) => {
      const recorded = { ...entry, seq: entries.length, at: '', prev: '', hash: '' } as Recorded;
      entries.push(recorded);
      return recorded;
    },
    entries: () => entries,
    inFlight: () => [],
  };
  const redactor = new Redactor();
  redactor.learn(new Secret('REDIS_PASSWORD', password));
  const record = (exchange: Exchange): void => void exchanges.push(exchange);
  const doors = openDoors({ endpoints: {}, clock: systemClock, random: systemRandom, journal, redactor, record });
  const door = doors.open(redisCache, { by: 'test', writes, signal: new AbortController().signal });
  try {
    const redis = redisCache.connect(door, { REDIS_URL: new Secret('REDIS_URL', url) });
    return await play({ redis, journal: entries, exchanges, sent: () => doors.sent() });
  } finally {
    await doors.close();
  }
}

function address(word = password): string {
  return `redis://default:${word}@127.0.0.1:${server.port}`;
}

test('a walk that only reads may ask and not write, not even in a pipeline or a script', async () => {
  await walk('no', async ({ redis, sent }) => {
    expect(await redis.send('PING')).toBe('PONG');
    expect(await redis.send('GET', 'nothing')).toBeNull();
    await expect(redis.send('SET', 'a', '1')).rejects.toBeInstanceOf(Refused);
    await expect(redis.send('EVAL', 'return 1', 0)).rejects.toBeInstanceOf(Refused);
    await expect(redis.send('CONFIG', 'SET', 'notify-keyspace-events', 'KEA')).rejects.toBeInstanceOf(Refused);
    await expect(
      redis.pipeline([
        ['GET', 'a'],
        ['DEL', 'a'],
      ]),
    ).rejects.toBeInstanceOf(Refused);
    expect(await redis.send('CONFIG', 'GET', 'notify-keyspace-events')).toHaveLength(2);
    expect(sent()).toEqual({ reads: 3, writes: 0, testData: 0 });
  });
  expect((await server.stats()).keys).toBe(0);
});

test('a write of a task stands in the journal before and after; one of a check does not', async () => {
  await walk('yes', async ({ redis, journal }) => {
    await redis.send('SET', 'kept', password, 'EX', 60);
    expect(journal).toMatchObject([
      { kind: 'intent', vendor: 'redis', method: 'SET', path: '/kept' },
      { kind: 'outcome', status: 200 },
    ]);
  });
  await walk('test data', async ({ redis, journal, exchanges, sent }) => {
    await redis.send('SET', 'kept', password);
    expect(journal).toEqual([]);
    expect(sent()).toEqual({ reads: 0, writes: 0, testData: 1 });
    expect(JSON.stringify(exchanges)).not.toContain(password);
  });
});

test('answers of a pipeline stand in order, an error in its place', async () => {
  await walk('test data', async ({ redis }) => {
    const answers = await redis.pipeline([
      ['SET', 'n', 'text'],
      ['INCR', 'n'],
      ['GET', 'n'],
    ]);
    expect(answers).toMatchObject(['OK', expect.objectContaining({ message: expect.stringContaining('not an integer') }), 'text']);
  });
});

test('one connection serves a walk, and is closed with it', async () => {
  const connections = async (): Promise<number> => (await server.stats()).connections;
  await vi.waitFor(async () => expect(await connections()).toBe(0));
  await walk('no', async ({ redis }) => {
    await Promise.all(Array.from({ length: 5 }, () => redis.send('PING')));
    expect(await connections()).toBe(1);
  });
  await vi.waitFor(async () => expect(await connections()).toBe(0));
});

test('a wrong password and nobody listening are told without the address’s secret', async () => {
  const explained = async (url: string): Promise<VendorError | undefined> =>
    walk('no', async ({ redis }) => redisCache.explain(await redis.send('PING').catch((error: unknown) => error), 'PING'), url);
  const refused = await explained(address('hidden-word'));
  expect(refused).toMatchObject({ vendor: 'Redis', status: 400, code: 'WRONGPASS', advice: expect.stringContaining('k77 deploy 6.3') });
  expect(refused?.message).not.toContain('hidden-word');
  const silent = await explained('redis://default:hidden-word@127.0.0.1:1');
  expect(silent).toMatchObject({ status: 0, message: expect.stringContaining('ECONNREFUSED') });
  expect(silent).toBeInstanceOf(VendorError);
});
