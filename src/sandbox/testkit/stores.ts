/** MongoDB and Redis for tests: servers of their own on loopback, which can be stopped and brought back with what they held. */
import type { Clock, Random, Shell } from '../../core/ports.ts';
import { type MongoStore, openMongoStore } from '../mongodb/open.ts';
import { openRedis, type RedisServer } from '../redis/open.ts';
import type { Frame } from '../redis/resp.ts';
import type { TestMongodb, TestRedis } from './face.ts';

export interface Tools {
  clock: Clock;
  random: Random;
  shell: Shell;
}

export type Closing<T> = T & { close(): Promise<void> };

const replicaSet = 'rs0';
const user = 'app';
/** What a server that is down leaves of its answers. */
interface Held<S> {
  port: number;
  data: S;
}

export async function openMongodb(tools: Tools, database: string): Promise<Closing<TestMongodb>> {
  const password = tools.random.uuid().replaceAll('-', '');
  const users = [
    {
      name: user,
      password,
      roles: [
        { role: 'readWrite', db: database },
        { role: 'dbAdmin', db: database },
        { role: 'clusterMonitor', db: 'admin' },
      ],
    },
  ];
  const open = (port: number): Promise<MongoStore> =>
    openMongoStore({ ...tools, port, users, replicaSet, prefer: 'built-in', log: () => {} });
  let store: MongoStore | undefined = await open(0);
  const { port } = store;
  let held: Held<Buffer> | undefined;
  return {
    uri: `mongodb://${user}:${password}@127.0.0.1:${port}/${database}?authSource=admin&replicaSet=${replicaSet}`,
    database,
    async down() {
      if (!store) return;
      held = { port, data: await store.snapshot() };
      await store.close();
      store = undefined;
    },
    async up() {
      if (store) return;
      store = await open(port);
      if (held) await store.restore(held.data);
    },
    slow(ms) {
      if (store) store.faults.answerDelayMs = ms;
    },
    close: async () => store?.close(),
  };
}

export async function openRedisFor(
  tools: Tools,
  prefer: 'real' | 'built-in',
): Promise<Closing<TestRedis> & { password: string; port: number }> {
  const password = tools.random.uuid().replaceAll('-', '');
  const open = (port: number): Promise<RedisServer> => openRedis({ ...tools, password, port, prefer });
  let server: RedisServer | undefined = await open(0);
  const { port, kind } = server;
  let held: Held<string> | undefined;
  const running = (): RedisServer => {
    if (!server) throw new Error('this Redis is down');
    return server;
  };
  return {
    url: `redis://default:${password}@127.0.0.1:${port}`,
    password,
    port,
    kind,
    async down() {
      if (!server) return;
      held = { port, data: await server.snapshot() };
      await server.close();
      server = undefined;
    },
    async up() {
      if (server) return;
      server = await open(port);
      if (held) await server.restore(held.data);
    },
    flush: async () => void (await running().ask('FLUSHALL')),
    // The link counts in bytes.
    ask: async (...words) => plain(await running().ask(...words.map((word) => Buffer.from(word, 'utf8').toString('latin1')))),
    close: async () => server?.close(),
  };
}

/** A reply without its wire form. */
function plain({ mark, text, items }: Frame): unknown {
  if ('*~>%'.includes(mark)) return items.map(plain);
  if (text === null) return null;
  return mark === ':' ? Number(text) : Buffer.from(text, 'latin1').toString('utf8');
}
