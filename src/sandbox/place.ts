/** Where a workspace keeps its sandbox, and what `world.json` says. All of it is below `.k77/sandbox/`, readable by its owner only. */
import type { Files } from '../core/ports.ts';
import { callLoopback } from '../ports/listen.ts';
import type { Edge } from '../ports/network.ts';

export const place = {
  folder: '.k77/sandbox',
  state: '.k77/sandbox/state',
  logs: '.k77/sandbox/logs',
  world: '.k77/sandbox/world.json',
  /** The certificate of its authority, PEM. Anybody may read it: it is what clients are told to trust. */
  ca: '.k77/sandbox/ca.pem',
  /** The same together with authorities that the operator's own environment names. */
  trusted: '.k77/sandbox/trusted.pem',
  token: '.k77/sandbox/control-token',
  /** Profile of the browser that `k77 sandbox open` starts. */
  browser: '.k77/sandbox/browser',
  log: '.k77/sandbox/logs/sandbox.log',
  /** What Node itself prints: crashes. */
  output: '.k77/sandbox/logs/sandbox.out',
} as const;

export interface WorldFile {
  /** Tells this world from others, so that a port is never mistaken for ours. */
  id: string;
  /** Null when it was stopped in order. */
  pid: number | null;
  startedAt: string;
  /** `control`, `https` and `http` of the web edge, and one per vendor; kept for ever. */
  ports: Record<string, number>;
  hosts: Record<string, string>;
  /** Where canonical names lead, for whoever speaks to its databases. */
  edge?: Edge;
  /** The k77 that runs it. */
  version: string;
}

/** Undefined when there is none or when it makes no sense: then a new one is made. */
export async function readWorldFile(files: Files): Promise<WorldFile | undefined> {
  const text = await files.read(place.world);
  if (text === undefined) return undefined;
  try {
    const found = JSON.parse(text) as Partial<WorldFile>;
    const sound = typeof found.id === 'string' && typeof found.ports?.control === 'number';
    return sound ? ({ hosts: {}, pid: null, startedAt: '', version: '', ...found } as WorldFile) : undefined;
  } catch {
    return undefined;
  }
}

export function writeWorldFile(files: Files, world: WorldFile): Promise<void> {
  return files.write(place.world, worldText(world), 0o600);
}

export function worldText(world: WorldFile): string {
  return `${JSON.stringify(world, null, 2)}\n`;
}

/**
 * Who holds the control port: this workspace's sandbox, another program, nobody, or somebody who takes longer than five seconds to say.
 * Says nothing secret to whoever it is.
 */
export async function whoHolds(known: WorldFile): Promise<'ours' | 'another' | 'nobody' | 'silent'> {
  try {
    const { body } = await callLoopback(`http://127.0.0.1:${known.ports.control}/`, { method: 'GET', timeoutMs: 5000 });
    return (JSON.parse(body) as { k77?: string }).k77 === known.id ? 'ours' : 'another';
  } catch (error) {
    if (error instanceof SyntaxError) return 'another';
    return (error as { code?: string }).code === 'ECONNREFUSED' ? 'nobody' : 'silent';
  }
}
