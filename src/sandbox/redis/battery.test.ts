/**
 * The battery: sessions written down as text, played through ioredis against the built-in server and against a real one.
 * In `sessions/*.txt`: a name, then commands (`>`, `2>` from a second client that may wait, `~>` where order means nothing), each with its
 * answer as JSON or `! error`. The answers are those of redis-server 7.0.15 in RESP3, which ioredis speaks; in RESP2 the two are compared.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { systemShell } from '../../ports/shell.ts';
import { openRedis, type RedisServer } from './open.ts';
import { findRealServer } from './real-server.ts';
import { splitWords } from './resp.ts';

interface Line {
  client: '' | '2' | '~';
  command: string;
  answer: unknown;
}

interface Session {
  name: string;
  lines: Line[];
}

const folder = join(import.meta.dirname, 'sessions');
const files = readdirSync(folder).sort();
// None: some sessions are about AUTH where none is needed.
const password = '';

function read(file: string): Session[] {
  return readFileSync(join(folder, file), 'utf8')
    .split(/\n\n+|\n$/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [name = '', ...rest] = part.split('\n');
      const lines = Array.from({ length: rest.length / 2 }, (_, i): Line => {
        const [, client = '', command = ''] = /^ {2}([2~]?)> (.*)$/.exec(rest[i * 2] ?? '') ?? [];
        const answer = rest[i * 2 + 1]?.slice(2) ?? '';
        return {
          client: client as Line['client'],
          command,
          answer: answer.startsWith('! ') ? { error: answer.slice(2) } : JSON.parse(answer),
        };
      });
      return { name, lines };
    });
}

/** Errors inside arrays (EXEC) are written like errors at the top. */
function plain(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(plain);
  return answer instanceof Error ? { error: answer.message } : answer;
}

function sorted(answer: unknown): unknown {
  return Array.isArray(answer) ? answer.map(sorted).sort((a, b) => (String(a) < String(b) ? -1 : 1)) : answer;
}

class Player {
  readonly first: Redis;
  readonly second: Redis;

  constructor(port: number) {
    const connect = (): Redis => new Redis({ host: '127.0.0.1', port, disableClientInfo: true, maxRetriesPerRequest: 0 });
    this.first = connect();
    this.second = connect();
  }

  async play({ lines }: Session, protocol: '2' | '3'): Promise<unknown[]> {
    await this.first.call('HELLO', protocol);
    await this.second.call('HELLO', protocol);
    await this.first.flushall();
    const answers: Promise<unknown>[] = [];
    for (const { client, command } of lines) {
      const [name = '', ...args] = (splitWords(command) ?? []).map((word) => Buffer.from(word, 'latin1'));
      const asked = (client === '2' ? this.second : this.first).call(name.toString(), ...args).then(plain, plain);
      answers.push(client === '~' ? asked.then(sorted) : asked);
      if (client === '2') await this.#isWaiting();
      else await asked;
    }
    return Promise.all(answers);
  }

  async #isWaiting(): Promise<void> {
    while (!/blocked_clients:[1-9]/.test(await this.first.info('clients')));
  }

  close(): void {
    this.first.disconnect();
    this.second.disconnect();
  }
}

const real = await findRealServer(systemShell);
// Valkey and other Redis words their errors differently here and there; the answers are those of 7.0.
const comparable = real?.kind === 'redis-server' && real.version.startsWith('7.0.');
const kinds = ['built-in', 'real'] as const;
const servers: Partial<Record<(typeof kinds)[number], RedisServer>> = {};
const players: Partial<Record<(typeof kinds)[number], Player>> = {};

beforeAll(async () => {
  for (const prefer of comparable ? kinds : (['built-in'] as const)) {
    const server = await openRedis({ clock: systemClock, random: systemRandom, shell: systemShell, password, prefer });
    servers[prefer] = server;
    players[prefer] = new Player(server.port);
  }
});

afterAll(async () => {
  for (const kind of kinds) {
    players[kind]?.close();
    await servers[kind]?.close();
  }
});

test('there are at least 120 behaviours', () => {
  expect(files.flatMap(read).length).toBeGreaterThanOrEqual(120);
});

describe.each(files)('%s', (file) => {
  test.each(read(file))('built-in: $name', async (session) => {
    expect(await players['built-in']?.play(session, '3')).toEqual(session.lines.map(({ answer }) => answer));
  });

  // Skipped where no redis-server 7.0 is on PATH: `apt-get install redis-server`.
  test.skipIf(!comparable).each(read(file))('redis-server: $name', async (session) => {
    expect(await players.real?.play(session, '3')).toEqual(session.lines.map(({ answer }) => answer));
  });

  test.skipIf(!comparable).each(read(file))('in RESP2 both agree: $name', async (session) => {
    expect(await players['built-in']?.play(session, '2')).toEqual(await players.real?.play(session, '2'));
  });
});
