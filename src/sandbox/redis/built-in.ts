/**
 * The built-in Redis on a port of its own.
 */
import { openFiles } from '../../ports/files.ts';
import { listenTcp } from '../../ports/tcp.ts';
import { datasetBytes } from './commands/server.ts';
import { connection } from './connection.ts';
import { Engine } from './engine.ts';
import type { RedisOptions, RedisServer } from './open.ts';
import { RedisError } from './reply.ts';
import { type Frame, FrameReader } from './resp.ts';
import { restore, save } from './snapshot.ts';
import { redisVersion } from './version.ts';

/** Keys whose time is over are looked for so often; which ones they are, the clock says. */
const sweepEveryMs = 100;
const dataFile = 'redis.json';

export async function openBuiltIn(options: Omit<RedisOptions, 'prefer' | 'shell'>): Promise<RedisServer> {
  const engine = new Engine(options.clock, options.random);
  engine.settings.change([['requirepass', options.password]]);
  const files = options.dataFolder === undefined ? undefined : openFiles(options.dataFolder);
  const kept = await files?.read(dataFile);
  if (kept !== undefined) restore(engine, kept);
  const listener = await listenTcp({ port: options.port, tls: options.tls, connected: (peer) => connection(engine, peer) });
  const sweeper = setInterval(() => {
    for (const database of engine.databases) database.sweep();
  }, sweepEveryMs);
  sweeper.unref();
  return {
    port: listener.port,
    kind: 'built-in',
    version: redisVersion,
    ask: ownersQuestions(engine),
    setPassword: async (password) => engine.settings.change([['requirepass', password]]),
    snapshot: async () => save(engine),
    restore: async (text) => restore(engine, text),
    stats: async () => ({
      keys: engine.databases.reduce((sum, { size }) => sum + size, 0),
      bytes: datasetBytes(engine),
      connections: engine.sessions.size - 1,
      commands: engine.counts.commands,
    }),
    close: async () => {
      clearInterval(sweeper);
      await listener.close();
      await files?.write(dataFile, save(engine), 0o600);
    },
  };
}

/** A session without a connection, always logged in. */
function ownersQuestions(engine: Engine): RedisServer['ask'] {
  const reader = new FrameReader();
  const write = (bytes: string): void => reader.feed(Buffer.from(bytes, 'latin1'));
  const session = engine.open({ remote: 'k77', write, resume: () => {}, end: () => {} });
  session.authenticated = true;
  return async (...words): Promise<Frame> => {
    engine.handle(session, words);
    const frame = reader.take()?.frame;
    if (frame === undefined) throw new Error(`${words[0]} does not answer at once`);
    if (frame.mark === '-') throw new RedisError(frame.text ?? '');
    return frame;
  };
}
