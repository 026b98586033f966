/**
 * A service of this project as it runs in production: a process of its own, from the built files, with its own environment and nothing else.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = { bot: 'bot', worker: 'worker', api: 'dashboard' } as const;
/** What a process said last, for the error when it does not come up. */
const remembered = 2000;
const pollMs = 20;

export interface Running {
  url: string;
  pid: number;
  /** Milliseconds from the start to the first healthy answer. */
  readyMs: number;
  /** Resolves when the process has ended. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export interface Program {
  name: string;
  words: readonly string[];
  program?: string;
  folder?: string;
  env: Readonly<Record<string, string>>;
  port: number;
  /** Healthy when this path answers 200. */
  health: string;
  readyWithinMs?: number;
}

export async function startService(service: keyof typeof folders, env: Readonly<Record<string, string>>): Promise<Running> {
  const port = await freePort();
  const folder = `${root}${folders[service]}`;
  return startProgram({
    name: service,
    words: await startWords(folder),
    folder,
    env: { ...env, PORT: String(port) },
    port,
    health: '/health',
  });
}

/** As platforms start it: `worker: node --some-option dist/main.js` in the Procfile. */
async function startWords(folder: string): Promise<readonly string[]> {
  const [, words] = /^\w+: node (.+)$/m.exec(await readFile(`${folder}/Procfile`, 'utf8')) ?? [];
  if (words === undefined) throw new Error(`${folder}/Procfile does not start node`);
  return words.trim().split(/\s+/);
}

/** @throws Error with what the process said, when it ends or is not healthy in time */
export async function startProgram(what: Program): Promise<Running> {
  const begun = performance.now();
  const { PATH = '', TMPDIR = '' } = process.env;
  const child = spawn(what.program ?? process.execPath, what.words, {
    cwd: what.folder ?? root,
    env: { PATH, ...(TMPDIR === '' ? {} : { TMPDIR }), ...what.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => {
      said = `${said}${data.toString()}`.slice(-remembered);
    });
  children.add(child);
  const ended = once(child, 'exit').then(() => children.delete(child));
  const url = `http://127.0.0.1:${what.port}`;
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    child.kill(signal);
    await ended;
  };
  const deadline = begun + (what.readyWithinMs ?? 60_000);
  while (!(await isHealthy(`${url}${what.health}`))) {
    const over = child.exitCode !== null || child.signalCode !== null;
    if (over || performance.now() > deadline) {
      await stop('SIGKILL');
      throw new Error(`${what.name} ${over ? 'ended before it was ready' : 'was not ready in time'}: ${said.trim()}`);
    }
    await sleep(pollMs);
  }
  return { url, pid: child.pid ?? 0, readyMs: performance.now() - begun, stop };
}

/** Nothing outlives the bench. */
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** Polls until it holds. @throws Error with what was waited for */
export async function until(what: string, holds: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMs / 1000} s in vain: ${what}`);
    await sleep(pollMs);
  }
}

/** Megabytes of memory that the process takes now. */
export async function residentMb(pid: number): Promise<number> {
  const text = await new Promise<string>((resolve, reject) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
  return Number(text.trim()) / 1024;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
