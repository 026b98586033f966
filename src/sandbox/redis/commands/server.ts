/**
 * The server itself: INFO, CONFIG, COMMAND, TIME and the few acts of administration that mean something here.
 */
import { type Call, type Command, command, none, syntaxError, wrongArity } from '../command.ts';
import type { Engine } from '../engine.ts';
import { glob } from '../glob.ts';
import { map, nilArray, ok, RedisError, type Reply, status, text } from '../reply.ts';
import { redisVersion } from '../version.ts';
import { bytesOf } from './keys.ts';
import { subcommands } from './subcommands.ts';

export const server: readonly Command[] = [
  command('info', -1, '', none, ({ engine, args }) =>
    text(
      info(
        engine,
        args.map((name) => name.toLowerCase()),
      ),
    ),
  ),
  command('time', 1, 'fast', none, ({ engine }) => {
    const now = engine.now();
    return [String(Math.floor(now / 1000)), String((now % 1000) * 1000)];
  }),
  command('wait', 3, 'noscript', none, () => 0),
  command('role', 1, 'noscript fast', none, () => ['master', 0, []]),
  command('lastsave', 1, 'fast', none, ({ engine }) => Math.floor(engine.startedAt / 1000)),
  subcommands('config', 'admin noscript', none, {
    get: [
      -3,
      ({ engine, args: [, ...patterns] }) => {
        const tests = patterns.map((pattern) => glob(pattern.toLowerCase()));
        const names = engine.settings.names().filter((name) => tests.some((matches) => matches(name)));
        return map(names.map((name) => [name, engine.settings.get(name)]));
      },
    ],
    set: [-4, configSet],
    resetstat: [
      2,
      ({ engine }) => {
        Object.assign(engine.counts, { commands: 0, connections: 0 });
        return ok;
      },
    ],
    rewrite: [
      2,
      () => {
        throw new RedisError('ERR The server is running without a config file');
      },
    ],
  }),
  command('command', -1, '', none, describeCommands),
];

function configSet({ engine, args: [, ...given] }: Call): Reply {
  if (given.length % 2 !== 0) throw wrongArity('config|set');
  engine.settings.change(Array.from({ length: given.length / 2 }, (_, i) => [given[i * 2]?.toLowerCase() ?? '', given[i * 2 + 1] ?? '']));
  return ok;
}

function info(engine: Engine, wanted: readonly string[]): string {
  const all = wanted.length === 0 || wanted.some((name) => ['all', 'default', 'everything'].includes(name));
  const sections = Object.entries(facts(engine)).filter(([name]) => all || wanted.includes(name.toLowerCase()));
  return sections.map(([name, lines]) => `# ${name}\r\n${lines.map((line) => `${line}\r\n`).join('')}`).join('\r\n');
}

function facts(engine: Engine): Record<string, string[]> {
  const uptime = Math.floor((engine.now() - engine.startedAt) / 1000);
  const sessions = [...engine.sessions.values()];
  const bytes = datasetBytes(engine);
  return {
    Server: [
      `redis_version:${redisVersion}`,
      'redis_mode:standalone',
      'executable:k77',
      'os:k77 sandbox',
      `run_id:${engine.runId}`,
      `uptime_in_seconds:${uptime}`,
    ],
    Clients: [
      `connected_clients:${sessions.length}`,
      `maxclients:${engine.settings.get('maxclients')}`,
      `blocked_clients:${sessions.filter(({ parked }) => parked).length}`,
    ],
    Memory: [`used_memory:${bytes}`, `used_memory_dataset:${bytes}`, 'maxmemory:0', 'maxmemory_policy:noeviction'],
    Persistence: ['loading:0', 'rdb_bgsave_in_progress:0', 'aof_enabled:0'],
    Stats: [
      `total_connections_received:${engine.counts.connections}`,
      `total_commands_processed:${engine.counts.commands}`,
      `pubsub_channels:${engine.pubsub.channels.size}`,
      `pubsub_patterns:${engine.pubsub.patterns.size}`,
    ],
    Replication: ['role:master', 'connected_slaves:0'],
    Cluster: ['cluster_enabled:0'],
    Keyspace: engine.databases
      .filter(({ size }) => size > 0)
      .map(({ index, size, expiring }) => `db${index}:keys=${size},expires=${expiring.size},avg_ttl=0`),
  };
}

const measured = new WeakMap<Engine, { changes: number; bytes: number }>();

/** About how many bytes all values take; counted again only after something changed. */
export function datasetBytes(engine: Engine): number {
  const before = measured.get(engine);
  if (before?.changes === engine.changes) return before.bytes;
  let bytes = 0;
  for (const { entries } of engine.databases) for (const [key, { value }] of entries) bytes += bytesOf(key, value);
  measured.set(engine, { changes: engine.changes, bytes });
  return bytes;
}

function describeCommands({ engine: { commands }, args: [word, ...names] }: Call): Reply {
  switch (word?.toLowerCase()) {
    case undefined:
      return [...commands.values()].map(describe);
    case 'count':
      return commands.size;
    case 'info':
      return (names.length > 0 ? names : [...commands.keys()]).map((name) => {
        const found = commands.get(name.toLowerCase());
        return found ? describe(found) : nilArray;
      });
    case 'list':
      if (names.length > 0) throw new RedisError(syntaxError);
      return [...commands.keys()];
    case 'docs':
      return map(
        (names.length > 0 ? names : [...commands.keys()]).flatMap((name) =>
          commands.has(name.toLowerCase()) ? [[name, map([['summary', name]])] as const] : [],
        ),
      );
    case 'getkeys':
      if (names.length < 2) throw wrongArity('command|getkeys');
      return keysOf(commands, names);
    default:
      throw new RedisError(`ERR unknown subcommand '${word}'. Try COMMAND HELP.`);
  }
}

function describe({ name, arity, flags, keys: [first, last, step] }: Command): Reply {
  return [name, arity, { kind: 'set', items: flags.map(status) }, first, last, step, { kind: 'set', items: [] }, [], [], []];
}

function keysOf(commands: ReadonlyMap<string, Command>, [name = '', ...args]: readonly string[]): Reply {
  const found = commands.get(name.toLowerCase());
  if (found === undefined) throw new RedisError('ERR Invalid command specified');
  const [first, last, step] = found.keys;
  if (first === 0) throw new RedisError('ERR The command has no key arguments');
  const end = last < 0 ? args.length + 1 + last : last;
  const given: string[] = [];
  for (let at = first; at <= end; at += step) given.push(args[at - 1] ?? '');
  return given;
}
