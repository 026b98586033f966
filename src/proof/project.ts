/**
 * A generated project as a host runs it: its packages installed once per lock file, built, and its services started as processes of their own, with nothing in
 * their environment but what they are given.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Running } from './consumers.ts';

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  /** Both outputs, as they came. */
  said: string;
}

export interface Service {
  /** What it has said so far. */
  said(): string;
  isRunning(): boolean;
  /** Resolves when it has ended. */
  ended: Promise<Ended>;
  /** Ends it as hosts do, with SIGTERM. */
  stop(): Promise<Ended>;
}

type Variables = Readonly<Record<string, string>>;

/** npm's own settings of this machine, and nothing of the npm that may have started this process. */
function npmEnvironment(): Variables {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(HOME|npm_config_(registry|cache)|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name),
  );
  return { ...(Object.fromEntries(kept) as Variables), PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` };
}

/**
 * The packages of a project, hard-linked from a folder that all projects with the same lock file share.
 * @returns why there are none: the registry cannot be reached. @throws Error when npm refuses the project itself
 */
export async function installPackages(root: string): Promise<string | undefined> {
  const lock = await readFile(join(root, 'package-lock.json'));
  const store = join(tmpdir(), `k77-packages-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`);
  if (!existsSync(store)) {
    const why = await fillStore(root, store);
    if (why !== undefined) return why;
  }
  // Hard links: bundlers refuse links that lead out of the project, and the project's own packages are links relative to where they stand.
  for (const folder of await packageFolders(store)) {
    const { code, said } = await run('cp', ['-al', join(store, folder), join(root, folder)], root, npmEnvironment()).ended;
    if (code !== 0) throw new Error(`cp: ${said}`);
  }
  return undefined;
}

/** The project's own, and those of workspaces that need another version than the others. */
async function packageFolders(store: string): Promise<string[]> {
  const tops = (await readdir(store)).map((name) => `${name}/node_modules`);
  const packages = existsSync(join(store, 'packages')) ? await readdir(join(store, 'packages')) : [];
  const all = ['node_modules', ...tops, ...packages.map((name) => `packages/${name}/node_modules`)];
  return all.filter((folder) => existsSync(join(store, folder)));
}

async function fillStore(root: string, store: string): Promise<string | undefined> {
  const fresh = `${store}.${process.pid}`;
  for (const path of await readdir(root, { recursive: true }))
    if (/^package(-lock)?\.json$|^(packages\/)?[\w-]+\/package\.json$/.test(path)) await cp(join(root, path), join(fresh, path));
  const npm = run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'], fresh, npmEnvironment());
  const { code, said } = await npm.ended;
  // Whoever was faster has made the same.
  if (code === 0) await rename(fresh, store).catch(() => undefined);
  await rm(fresh, { recursive: true, force: true });
  if (code === 0) return undefined;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|E40[13]|network/.test(said))
    return `the npm registry cannot be reached: ${said.slice(0, 300)}`;
  throw new Error(`npm ci: ${said}`);
}

/** @throws Error with what it said */
export async function npmRun(root: string, script: string): Promise<void> {
  const { code, said } = await run('npm', ['run', script], root, npmEnvironment()).ended;
  if (code !== 0) throw new Error(`npm run ${script}: ${said}`);
}

const programs = { bot: 'bot/dist/main.js', worker: 'worker/dist/main.js', api: 'dashboard/dist/main.js' } as const;

/** With the very command that the host is told. */
export async function startService(root: string, service: Running, env: Variables): Promise<Service> {
  const { deploy } = JSON.parse(await readFile(join(root, 'deploy', `railway.${service}.json`), 'utf8')) as {
    deploy: { startCommand: string };
  };
  const [, ...args] = deploy.startCommand.split(' ');
  if (args.at(-1) !== programs[service]) throw new Error(`${service} is started with ${deploy.startCommand}`);
  return run(process.execPath, args, root, env);
}

export function runProgram(root: string, args: readonly string[], env: Variables): Service {
  return run(process.execPath, args, root, env);
}

function run(command: string, args: readonly string[], cwd: string, env: Variables): Service {
  const child: ChildProcess = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => {
      said += part;
    });
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, said }));
  return {
    said: () => said,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
      return ended.finally(() => clearTimeout(late));
    },
  };
}

/** One that nobody listens on, as a host gives it in PORT. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return String(address.port);
}
