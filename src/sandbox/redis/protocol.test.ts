/** What ioredis does not show: RESP3 types, inline commands, pipelining, logins, messages, time. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../core/ports.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import type { Peer } from '../../ports/tcp.ts';
import { connectTcp } from '../../ports/tcp-connect.ts';
import { openBuiltIn } from './built-in.ts';
import { type Link, openLink } from './link.ts';
import type { RedisServer } from './open.ts';
import type { Frame } from './resp.ts';

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function server(options: { password?: string; clock?: Clock } = {}): Promise<RedisServer> {
  const opened = await openBuiltIn({ clock: options.clock ?? systemClock, random: systemRandom, password: options.password ?? '' });
  open.push(opened);
  return opened;
}

async function client({ port }: RedisServer, ...hello: string[]): Promise<Link> {
  const link = await openLink({ port, timeoutMs: 1000 });
  open.push(link);
  if (hello.length > 0) await link.ask('HELLO', ...hello);
  return link;
}

/** What a raw connection answers to raw bytes, once `until` is among it. */
async function raw({ port }: RedisServer, bytes: string, until: string): Promise<string> {
  const peer: Peer = await connectTcp({ port, timeoutMs: 1000 });
  open.push({ close: () => peer.drop() });
  let heard = '';
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`heard only ${JSON.stringify(heard)}`)), 2000);
    peer.onData((chunk) => {
      heard += chunk.toString('latin1');
      if (!heard.includes(until)) return;
      clearTimeout(late);
      resolve(heard);
    });
    peer.send(Buffer.from(bytes, 'latin1'));
  });
}

function shape(frame: Frame): unknown {
  return '*~>%'.includes(frame.mark) && frame.text !== null ? [frame.mark, ...frame.items.map(shape)] : [frame.mark, frame.text];
}

describe('RESP3', () => {
  test('has maps, sets, doubles, nulls and booleans of its own', async () => {
    const link = await client(await server(), '3');
    await link.ask('HSET', 'h', 'f', 'v');
    await link.ask('SADD', 's', 'a');
    await link.ask('ZADD', 'z', '1.5', 'a');
    expect(shape(await link.ask('HGETALL', 'h'))).toEqual(['%', ['$', 'f'], ['$', 'v']]);
    expect(shape(await link.ask('SMEMBERS', 's'))).toEqual(['~', ['$', 'a']]);
    expect(shape(await link.ask('ZSCORE', 'z', 'a'))).toEqual([',', '1.5']);
    expect(shape(await link.ask('ZRANGE', 'z', '0', '-1', 'WITHSCORES'))).toEqual(['*', ['*', ['$', 'a'], [',', '1.5']]]);
    expect(shape(await link.ask('GET', 'nothing'))).toEqual(['_', '']);
    expect(shape(await link.ask('EVAL', 'redis.setresp(3); return true', '0'))).toEqual(['#', 't']);
    expect((await link.ask('INFO', 'server')).mark).toBe('=');
  });

  test('pushes messages between replies, and lets a subscriber go on asking', async () => {
    const redis = await server();
    const link = await client(redis, '3');
    const pushed: unknown[] = [];
    link.onPush((frame) => pushed.push(shape(frame)));
    const confirmed = link.ask('SUBSCRIBE', 'news');
    confirmed.catch(() => {});
    const other = await client(redis, '3');
    while ((await other.ask('PUBSUB', 'NUMSUB', 'news')).items[1]?.text !== '1');
    expect((await other.ask('PUBLISH', 'news', 'hello')).text).toBe('1');
    while (pushed.length < 2) await other.ask('PING');
    expect(pushed).toEqual([
      ['>', ['$', 'subscribe'], ['$', 'news'], [':', '1']],
      ['>', ['$', 'message'], ['$', 'news'], ['$', 'hello']],
    ]);
  });

  test('HELLO logs in, names and describes', async () => {
    const redis = await server({ password: 'secret' });
    const link = await client(redis);
    await expect(link.ask('HELLO', '3')).rejects.toThrow(/^NOAUTH HELLO must be called with the client already authenticated/);
    await expect(link.ask('HELLO', '3', 'AUTH', 'default', 'wrong')).rejects.toThrow(
      'WRONGPASS invalid username-password pair or user is disabled.',
    );
    const hello = await link.ask('HELLO', '3', 'AUTH', 'default', 'secret', 'SETNAME', 'me');
    expect(hello.mark).toBe('%');
    expect(hello.items.slice(0, 6).map(({ text }) => text)).toEqual(['server', 'redis', 'version', '7.0.15', 'proto', '3']);
    expect((await link.ask('CLIENT', 'GETNAME')).text).toBe('me');
    await link.ask('CLIENT', 'SETINFO', 'LIB-NAME', 'k77');
    expect((await link.ask('CLIENT', 'LIST')).text).toContain('name=me');
    expect((await link.ask('CLIENT', 'INFO')).text).toContain('lib-name=k77');
  });
});

describe('logins', () => {
  test('nothing is answered before one, and a wrong one is refused', async () => {
    const link = await client(await server({ password: 'secret' }));
    await expect(link.ask('GET', 'k')).rejects.toThrow('NOAUTH Authentication required.');
    await expect(link.ask('AUTH', 'wrong')).rejects.toThrow('WRONGPASS invalid username-password pair or user is disabled.');
    await expect(link.ask('AUTH', 'nobody', 'secret')).rejects.toThrow('WRONGPASS');
    expect((await link.ask('AUTH', 'default', 'secret')).text).toBe('OK');
    expect((await link.ask('GET', 'k')).text).toBeNull();
  });

  test('a new password shuts out new connections and leaves present ones', async () => {
    const redis = await server({ password: 'old' });
    const link = await client(redis);
    await link.ask('AUTH', 'old');
    await redis.setPassword('new');
    expect((await link.ask('PING')).text).toBe('PONG');
    await expect((await client(redis)).ask('AUTH', 'old')).rejects.toThrow('WRONGPASS');
    expect((await (await client(redis)).ask('AUTH', 'new')).text).toBe('OK');
  });
});

describe('the wire', () => {
  test('takes inline commands with quotes, and pipelines in order', async () => {
    const redis = await server();
    expect(await raw(redis, 'SET k "a\\x41 b"\r\nGET k\r\nPING\n', 'PONG')).toBe('+OK\r\n$4\r\naA b\r\n+PONG\r\n');
    const many = Array.from({ length: 2000 }, () => '*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n').join('');
    expect(await raw(redis, many, ':2000\r\n')).toBe(Array.from({ length: 2000 }, (_, i) => `:${i + 1}\r\n`).join(''));
  });

  test('takes requests in pieces and values of megabytes', async () => {
    const link = await client(await server());
    const large = 'x\r\n'.repeat(1_000_000);
    await link.ask('SET', 'k', large);
    expect((await link.ask('GET', 'k')).text).toBe(large);
  });

  test.each([
    ['*1\r\n+PING\r\n', "-ERR Protocol error: expected '$', got '+'\r\n"],
    ['*x\r\n', '-ERR Protocol error: invalid multibulk length\r\n'],
    ['*1\r\n$-5\r\n', '-ERR Protocol error: invalid bulk length\r\n'],
    ['SET "k\r\n', '-ERR Protocol error: unbalanced quotes in request\r\n'],
  ])('hangs up on %j', async (bytes, answer) => {
    expect(await raw(await server(), bytes, '\r\n')).toBe(answer);
  });

  test('QUIT answers and hangs up', async () => {
    const link = await client(await server());
    expect((await link.ask('QUIT')).text).toBe('OK');
    while (!link.ended) await systemClock.sleep(1);
    await expect(link.ask('PING')).rejects.toThrow('ended');
  });

  test('refuses by name what it does not do', async () => {
    const link = await client(await server());
    await expect(link.ask('PFADD', 'k', 'a')).rejects.toThrow(/^ERR k77's Redis does not do PFADD$/);
    await expect(link.ask('DUMP', 'k')).rejects.toThrow(/^ERR k77's Redis does not do DUMP$/);
    await expect(link.ask('CONFIG', 'SET', 'maxmemory', '100mb')).rejects.toThrow(
      /^ERR k77's Redis does not do CONFIG SET maxmemory 100mb$/,
    );
    await expect(link.ask('EVAL', 'return coroutine.create(type)', '0')).rejects.toThrow("k77's Redis does not do coroutine.create");
  });

  test('stops a script that never ends, and goes on', async () => {
    let ticks = 0;
    const tick = (): number => {
      ticks += 1000;
      return ticks;
    };
    const clock: Clock = { ...systemClock, tick };
    const link = await client(await server({ clock }));
    await expect(link.ask('EVAL', 'while true do end', '0')).rejects.toThrow('does not do scripts of more than 5 seconds');
    expect((await link.ask('PING')).text).toBe('PONG');
  });
});

describe('messages', () => {
  test('RESP2 subscribers hear channels and patterns and may do nothing else', async () => {
    const redis = await server();
    const heard = raw(redis, 'SUBSCRIBE a\r\nPSUBSCRIBE n*\r\nGET k\r\nPING\r\n', '!!');
    const other = await client(redis);
    while ((await other.ask('PUBSUB', 'NUMPAT')).text !== '1');
    await other.ask('PUBLISH', 'a', '1');
    await other.ask('PUBLISH', 'news', '!!');
    expect(await heard).toBe(
      '*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$10\r\npsubscribe\r\n$2\r\nn*\r\n:2\r\n' +
        "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\r\n" +
        '*2\r\n$4\r\npong\r\n$0\r\n\r\n' +
        '*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\n1\r\n*4\r\n$8\r\npmessage\r\n$2\r\nn*\r\n$4\r\nnews\r\n$2\r\n!!\r\n',
    );
  });

  test('keyspace notifications are sent once they are switched on', async () => {
    const redis = await server();
    const link = await client(redis, '3');
    const pushed: string[] = [];
    link.onPush(({ items }) =>
      pushed.push(
        items
          .slice(1)
          .map(({ text }) => text)
          .join(' '),
      ),
    );
    link.ask('PSUBSCRIBE', '__key*__:*').catch(() => {});
    const other = await client(redis);
    while ((await other.ask('PUBSUB', 'NUMPAT')).text !== '1');
    await other.ask('SET', 'silent', '1');
    await other.ask('CONFIG', 'SET', 'notify-keyspace-events', 'KEg$lx');
    await other.ask('SET', 'k', '1', 'PX', '20');
    await other.ask('LPUSH', 'l', 'a');
    await other.ask('LPOP', 'l');
    await other.ask('SADD', 's', 'a');
    while (!pushed.some((line) => line.endsWith('expired k'))) await systemClock.sleep(5);
    expect(pushed.slice(1)).toEqual([
      '__key*__:* __keyspace@0__:k set',
      '__key*__:* __keyevent@0__:set k',
      '__key*__:* __keyspace@0__:k expire',
      '__key*__:* __keyevent@0__:expire k',
      '__key*__:* __keyspace@0__:l lpush',
      '__key*__:* __keyevent@0__:lpush l',
      '__key*__:* __keyspace@0__:l lpop',
      '__key*__:* __keyevent@0__:lpop l',
      '__key*__:* __keyspace@0__:l del',
      '__key*__:* __keyevent@0__:del l',
      '__key*__:* __keyspace@0__:k expired',
      '__key*__:* __keyevent@0__:expired k',
    ]);
  });
});

describe('time and size', () => {
  test('keys end when the clock says so', async () => {
    let now = 1_800_000_000_000;
    const clock: Clock = { ...systemClock, now: () => new Date(now) };
    const redis = await server({ clock });
    const link = await client(redis);
    await link.ask('SET', 'k', 'v', 'EX', '60');
    await link.ask('WATCH', 'k');
    now += 59_500;
    expect((await link.ask('TTL', 'k')).text).toBe('1');
    now += 600;
    await link.ask('MULTI');
    await link.ask('PING');
    expect((await link.ask('EXEC')).text).toBeNull();
    expect((await link.ask('GET', 'k')).text).toBeNull();
    expect((await redis.stats()).keys).toBe(0);
  });

  test('SCAN sees every key that stays while others come and go', async () => {
    const link = await client(await server());
    for (let i = 0; i < 3000; i += 1) void link.ask('SET', `stays:${i}`, 'x');
    for (let i = 0; i < 3000; i += 1) void link.ask('SET', `goes:${i}`, 'x');
    const seen = new Set<string>();
    let [cursor, round] = ['0', 0];
    do {
      const { items } = await link.ask('SCAN', cursor, 'COUNT', '37', 'MATCH', 'stays:*');
      for (const { text } of items[1]?.items ?? []) seen.add(text ?? '');
      cursor = items[0]?.text ?? '0';
      await link.ask('DEL', `goes:${round}`, `goes:${2999 - round}`);
      await link.ask('SET', `new:${round}`, 'x');
      round += 1;
    } while (cursor !== '0');
    expect(seen.size).toBe(3000);
  });

  test('HSCAN of a large hash answers in pages, each field once', async () => {
    const link = await client(await server());
    await link.ask('HSET', 'h', ...Array.from({ length: 1000 }, (_, i) => [`f${i}`, String(i)]).flat());
    const seen: string[] = [];
    let cursor = '0';
    do {
      const { items } = await link.ask('HSCAN', 'h', cursor, 'COUNT', '50');
      expect(items[1]?.items.length).toBeLessThan(150);
      seen.push(...(items[1]?.items.filter((_, i) => i % 2 === 0).map(({ text }) => text ?? '') ?? []));
      cursor = items[0]?.text ?? '0';
    } while (cursor !== '0');
    expect(seen.length).toBe(1000);
    expect(new Set(seen).size).toBe(1000);
  });

  test('waiting clients are served first come first served, and given up by CLIENT UNBLOCK', async () => {
    const redis = await server();
    const [first, second, third] = [await client(redis), await client(redis), await client(redis)];
    const other = await client(redis);
    const waiting = async (count: number): Promise<void> => {
      while (!(await other.ask('INFO', 'clients')).text?.includes(`blocked_clients:${count}`));
    };
    const answers: Promise<Frame>[] = [];
    for (const link of [first, second, third]) {
      answers.push(link.ask('BLPOP', 'l', '0'));
      await waiting(answers.length);
    }
    await other.ask('RPUSH', 'l', 'a', 'b');
    expect((await answers[0])?.items[1]?.text).toBe('a');
    expect((await answers[1])?.items[1]?.text).toBe('b');
    await waiting(1);
    const [line = ''] = (await other.ask('CLIENT', 'LIST')).text?.split('\n').filter((each) => each.includes('flags=b')) ?? [];
    const refused = answers[2]?.catch((error: Error) => error.message);
    expect((await other.ask('CLIENT', 'UNBLOCK', /id=(\d+)/.exec(line)?.[1] ?? '', 'ERROR')).text).toBe('1');
    expect(await refused).toBe('UNBLOCKED client unblocked via CLIENT UNBLOCK');
  });

  test('a client that leaves while it waits takes nothing with it', async () => {
    const redis = await server();
    const link = await client(redis);
    const other = await client(redis);
    link.ask('BLPOP', 'l', '0').catch(() => {});
    while (!(await other.ask('INFO', 'clients')).text?.includes('blocked_clients:1'));
    link.close();
    while (!(await other.ask('INFO', 'clients')).text?.includes('blocked_clients:0'));
    await other.ask('RPUSH', 'l', 'a');
    expect((await other.ask('LLEN', 'l')).text).toBe('1');
  });
});
