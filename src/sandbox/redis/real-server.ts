/**
 * `redis-server` or `valkey-server`, started for the sandbox: loopback only, its configuration with the password through stdin.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Clock, Shell } from '../../core/ports.ts';
import { type Child, startChild } from '../../ports/child.ts';
import { environment } from '../../ports/environment.ts';
import { openFiles } from '../../ports/files.ts';
import { privateFolders } from '../../ports/spawn.ts';
import { freePort } from '../../ports/tcp-connect.ts';
import { infoNumber, type Link, openLink } from './link.ts';
import type { RedisKind, RedisOptions, RedisServer } from './open.ts';
import { dumpAll, restoreAll } from './real-snapshot.ts';

export interface Found {
  kind: Exclude<RedisKind, 'built-in'>;
  version: string;
}

const startMs = 5000;
const stopMs = 3000;

/** Older ones do not know all that we ask of them; the built-in one is nearer to what Upstash speaks. */
const oldest = 7;

/** The server that is on PATH, Redis first. */
export async function findRealServer(shell: Shell): Promise<Found | undefined> {
  for (const kind of ['redis-server', 'valkey-server'] as const) {
    const { code, stdout } = await shell.run(kind, ['--version'], { timeoutMs: startMs });
    const version = /v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    if (code === 0 && version !== undefined && Number.parseInt(version, 10) >= oldest) return { kind, version };
  }
  return undefined;
}

export async function openReal({ kind, version }: Found, options: RedisOptions): Promise<RedisServer> {
  const folder = options.dataFolder;
  if (folder !== undefined) await privateFolders(folder);
  if (options.tls && folder === undefined) throw new Error('a real Redis needs a data folder for its certificate');
  if (options.tls && folder !== undefined) {
    await openFiles(folder).write('redis.crt', options.tls.certificate, 0o600);
    await openFiles(folder).write('redis.key', options.tls.key, 0o600);
  }
  // A client of TLS is asked for here too: the owner's own questions go through a second, plain port.
  const port = options.port || (await freePort());
  const ownPort = options.tls ? await freePort() : port;
  const child = await startChild(kind, ['-'], { input: configuration(options, port, ownPort), cwd: folder ?? scratch() });
  let link = await firstLink(kind, child, ownPort, options);
  let { password } = options;
  const ask: RedisServer['ask'] = async (...words) => {
    if (link.ended) link = await linkTo(ownPort, password);
    return link.ask(...words);
  };
  return {
    port,
    kind,
    version,
    ask,
    setPassword: async (wanted) => {
      await ask('CONFIG', 'SET', 'requirepass', wanted);
      password = wanted;
    },
    snapshot: () => dumpAll(ask),
    restore: (text) => restoreAll(ask, text),
    stats: async () => {
      const info = await ask('INFO');
      const databases = [...(info.text ?? '').matchAll(/^db(\d+):keys=(\d+)/gm)].map(([, index = '', keys]) => ({
        index,
        keys: Number(keys),
      }));
      const keys = databases.reduce((sum, { keys: some }) => sum + some, 0);
      return {
        keys,
        // Redis counts its buffers among its data; while there are not too many keys it is asked for the keys alone.
        bytes:
          keys > countedKeys
            ? infoNumber(info, 'used_memory_dataset')
            : await sizeOf(
                ask,
                databases.map(({ index }) => index),
              ),
        // Ours is not one of theirs.
        connections: infoNumber(info, 'connected_clients') - 1,
        commands: infoNumber(info, 'total_commands_processed'),
      };
    },
    close: async () => {
      link.close();
      await child.stop(stopMs);
    },
  };
}

/** Keys that are measured one by one. */
const countedKeys = 20_000;

const measuring = `
local bytes = 0
for _, index in ipairs(ARGV) do
  redis.call('SELECT', index)
  local cursor = '0'
  repeat
    local page = redis.call('SCAN', cursor, 'COUNT', 1000)
    cursor = page[1]
    for _, key in ipairs(page[2]) do bytes = bytes + (redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0) or 0) end
  until cursor == '0'
end
return bytes`;

async function sizeOf(ask: RedisServer['ask'], databases: readonly string[]): Promise<number> {
  return Number((await ask('EVAL', measuring, '0', ...databases)).text);
}

function scratch(): string {
  return environment('TMPDIR') ?? '/tmp';
}

function configuration({ password, tls, dataFolder }: RedisOptions, port: number, ownPort: number): string {
  const lines = [
    'bind 127.0.0.1',
    'daemonize no',
    'databases 16',
    'appendonly no',
    'enable-debug-command no',
    'enable-module-command no',
    `dir ${quoted(dataFolder ?? scratch())}`,
    dataFolder === undefined ? 'save ""' : 'save 60 1',
    ...(tls
      ? [`port ${ownPort}`, `tls-port ${port}`, 'tls-cert-file redis.crt', 'tls-key-file redis.key', 'tls-auth-clients no']
      : [`port ${port}`]),
    ...(password === '' ? [] : [`requirepass ${quoted(password)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
}

async function linkTo(port: number, password: string): Promise<Link> {
  const link = await openLink({ port, timeoutMs: startMs });
  try {
    if (password !== '') await link.ask('AUTH', password);
    await link.ask('PING');
  } catch (error) {
    link.close();
    throw error;
  }
  return link;
}

/** Waits until the server answers. @throws OperatorError with what it printed when it does not */
async function firstLink(kind: string, child: Child, port: number, { clock, password }: { clock: Clock; password: string }): Promise<Link> {
  const until = clock.tick() + startMs;
  for (;;) {
    const ended = child.ended();
    if (ended === undefined) {
      const link = await linkTo(port, password).catch(() => undefined);
      // On a port that is taken somebody else may answer, while ours has not given up yet.
      if (link && infoNumber(await link.ask('INFO', 'server'), 'process_id') === child.pid) return link;
      link?.close();
    }
    if (ended !== undefined || clock.tick() > until) {
      await child.stop(stopMs);
      const last = child.printed().trim().split('\n').at(-1) ?? '';
      throw new OperatorError({
        what: `${kind} did not start (${ended ?? `no answer within ${startMs / 1000} s`}): ${last}`,
        fix: `Run ${kind} by hand to see why, or take it off PATH: k77 then uses its built-in Redis.`,
      });
    }
    await clock.sleep(20);
  }
}
