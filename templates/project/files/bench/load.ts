import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface Load {
  url: string;
  connections: number;
  seconds: number;
  headers: Readonly<Record<string, string>>;
}

export interface Seen {
  /** Answers per second. */
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  /** Answers other than 2xx, and requests without an answer. */
  refused: number;
}

/** Keeps all connections busy for so long. */
export async function load(what: Load): Promise<Seen> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('load-child.ts', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  child.stdin.end(JSON.stringify(what));
  const said = await text(child.stdout);
  await ended;
  return JSON.parse(said) as Seen;
}
