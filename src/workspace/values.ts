/**
 * `values.json`: what tasks gave and people confirmed, without secrets. Of secrets only keyed fingerprints.
 */
import { OperatorError } from '../core/errors.ts';
import { isKey, type Key } from '../core/keys.ts';
import type { Files } from '../core/ports.ts';
import type { Remembered } from '../core/task.ts';
import type { Confirmation } from '../core/workspace.ts';
import { JsonProblem, readJson } from './json-text.ts';

export interface Given {
  task: string;
  /** HMAC-SHA-256 of the value, hex; empty while the first one is pending. */
  fingerprint: string;
  at: string;
  /** The fingerprint of a value that is being written; it counts when the env file already holds it. */
  pending?: { fingerprint: string; at: string };
}

export interface Kept {
  values: Partial<Record<Key, string>>;
  fingerprints: Partial<Record<Key, Given>>;
  remembered: Record<string, { at: string }>;
  confirmations: Record<string, Confirmation>;
}

export async function readKept(files: Files, path: string): Promise<Kept> {
  const text = await files.read(path);
  const read = text === undefined ? {} : parsed(files, path, text);
  return {
    values: knownOnly(section(read, 'values')),
    fingerprints: knownOnly(section(read, 'fingerprints')),
    remembered: section(read, 'remembered'),
    confirmations: section(read, 'confirmations'),
  };
}

export async function writeKept(files: Files, path: string, kept: Kept): Promise<void> {
  const after = `${JSON.stringify(kept, undefined, 2)}\n`;
  if ((await files.read(path)) !== after) await files.write(path, after, 0o600);
}

function parsed(files: Files, path: string, text: string): Record<string, unknown> {
  try {
    const { value } = readJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    throw new JsonProblem(text, 0, 'an object is expected');
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new OperatorError({
      what: `${files.root}/${path}:${error.line}:${error.column} cannot be read: ${error.message}.`,
      fix: `Move it away (mv ${path} ${path}.broken); the next deploy reads the values from the vendors again.`,
      cause: error,
    });
  }
}

function section<T extends object>(read: Record<string, unknown>, name: string): T {
  const found = read[name];
  return { ...(typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {}) } as T;
}

/**
 * Settles what a crash left open: a value that was being kept counts when its home already holds it, and never was when not.
 * @param fingerprint of the value that is kept now; undefined when there is none
 */
export function settlePending(kept: Kept, fingerprint: (key: Key) => string | undefined): void {
  for (const [key, given] of Object.entries(kept.fingerprints) as [Key, Given][]) {
    const { pending, ...settled } = given;
    if (pending === undefined) continue;
    if (fingerprint(key) === pending.fingerprint) kept.fingerprints[key] = { ...settled, ...pending };
    else if (settled.fingerprint === '') delete kept.fingerprints[key];
    else kept.fingerprints[key] = settled;
  }
}

/** What an earlier run remembered about a task. */
export function recalled(kept: Kept, task: string): Remembered | undefined {
  const at = kept.remembered[task]?.at;
  if (at === undefined) return undefined;
  const given = Object.entries(kept.fingerprints).filter(([, one]) => one.task === task);
  return { at, fingerprints: Object.fromEntries(given.map(([key, one]) => [key, one.fingerprint])) };
}

/** A key that this version does not know comes from a newer k77; it is not handed to anybody. */
function knownOnly<T>(all: Partial<Record<Key, T>>): Partial<Record<Key, T>> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => isKey(key)));
}
