/**
 * k77 as a stranger runs it: the built command in a process and a folder of its own, with nothing of this machine's in its environment.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../ports/clock.ts';
import { type SandboxClient, sandboxClient, stopSandbox } from '../sandbox/client.ts';

const bin = join(import.meta.dirname, '..', '..', 'bin', 'k77.js');

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

export interface Shop {
  root: string;
  k77(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** The sandbox of this folder; started by the first `--sandbox` command or `sandbox start`. */
  sandbox(): Promise<SandboxClient>;
  close(): Promise<void>;
}

/** @param program another k77 than the one that was built here */
export async function openShop(program = bin): Promise<Shop> {
  const root = await mkdtemp(join(tmpdir(), 'k77-shop-'));
  return {
    root,
    k77: (words, env = {}) => runNode([program, ...words], root, env),
    sandbox: () => sandboxClient(root),
    async close() {
      await stopSandbox(root, systemClock).catch(() => false);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Runs this Node with a bare environment and its input closed. */
export async function runNode(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...args], { cwd, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ran: Ran = { code: null, out: '', err: '' };
  child.stdout.on('data', (part: Buffer) => {
    ran.out += part;
  });
  child.stderr.on('data', (part: Buffer) => {
    ran.err += part;
  });
  [ran.code] = (await once(child, 'close')) as [number | null];
  return ran;
}
