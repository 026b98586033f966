/**
 * What a task sees of the world: only the values, vendors and files that it names.
 */
import { OperatorError, Refused } from '../core/errors.ts';
import { openIntents } from '../core/journal.ts';
import { infoOf, type Key, type Values } from '../core/keys.ts';
import type { Files } from '../core/ports.ts';
import type { AnyTask, Context } from '../core/task.ts';
import type { AnyVendor, Vendor } from '../core/vendor.ts';
import type { Walk } from './walk.ts';

export interface ContextOptions {
  values: Partial<Values>;
  writes: 'no' | 'yes';
  replace?: boolean;
  note?: (text: string) => void;
  progress?: (text: string) => void;
}

export function contextFor(walk: Walk, task: AnyTask, options: ContextOptions): Context {
  const { workspace, clock, signal } = walk;
  const seen: readonly Key[] = [...task.needs, ...(task.tolerates ?? [])];
  const visible = Object.fromEntries(seen.map((key) => [key, options.values[key]]));
  return {
    values: visible as unknown as Values,
    client: clients(walk, task.id, task.uses, options.writes),
    kept: (key) => promised(task, key) && workspace.values()[key],
    keep: async (key, value) => {
      if (options.writes === 'no') throw new Refused('workspace', `keep ${key}`, 'this walk only reads');
      if (promised(task, key)) await workspace.keep(task.id, key, value);
    },
    recall: () => workspace.recall(task.id),
    fingerprint: (secret) => workspace.fingerprint(secret),
    inFlight: (call) =>
      openIntents(workspace.journal, task.id).some((intent) => call === undefined || `${intent.method} ${intent.path}` === call),
    replace: options.replace ?? false,
    wait: (what, poll, minutes) => waitFor(walk, what, poll, minutes, options.progress),
    envFiles: () => workspace.envFiles(),
    writeEnvFiles: async () => {
      if (options.writes === 'no') throw new Refused('workspace', 'write env files', 'this walk only reads');
      await workspace.writeEnvFiles();
    },
    run: walk.shell,
    files: options.writes === 'yes' ? journalled(walk, task) : readOnly(workspace.files),
    clock,
    random: walk.random,
    signal,
    note: options.note ?? (() => {}),
    progress: options.progress ?? (() => {}),
  };
}

/** Opens clients of the vendors that are named, each once, through doors that journal under `by`. */
export function clients(walk: Walk, by: string, uses: readonly AnyVendor[], writes: 'no' | 'yes' | 'test data'): Context['client'] {
  const open = new Map<AnyVendor, unknown>();
  return <C>(vendor: Vendor<C>): C => {
    if (!uses.includes(vendor)) throw new Refused(vendor.id, 'client', `${by} does not name it in \`uses\``);
    if (!open.has(vendor)) {
      const all = walk.workspace.values();
      const credentials = Object.fromEntries(vendor.credentials.map((key) => [key, all[key]])) as Partial<Values>;
      open.set(vendor, vendor.connect(walk.doors.open(vendor, { by, writes, signal: walk.signal }), credentials));
    }
    return open.get(vendor) as C;
  };
}

function promised(task: AnyTask, key: Key): true {
  if (!(key in task.gives)) throw new Error(`${task.id} does not give ${key}`);
  return true;
}

/**
 * Polls with pauses of 1, 2, 4 … 15 seconds, forgetting remembered answers each time. A poll may tell how far it is; that stands until the next does.
 * @param by who waits, where others beside it must not be made to ask again
 */
export async function waitFor<T>(
  walk: Walk,
  what: string,
  poll: () => Promise<T | undefined>,
  minutes: number,
  progress: (text: string) => void = () => {},
  by?: string,
): Promise<T> {
  const end = walk.clock.tick() + minutes * 60_000;
  progress(`waiting for ${what}`);
  for (let pause = 1000; ; pause = Math.min(pause * 2, 15_000)) {
    walk.doors.forget(undefined, by);
    const found = await poll();
    if (found !== undefined) return found;
    if (walk.clock.tick() + pause > end)
      throw new OperatorError({
        what: `${what}: not after ${minutes} min`,
        fix: 'run the same command again; it goes on waiting from here',
      });
    await walk.clock.sleep(pause, walk.signal);
  }
}

function readOnly(files: Files): Files {
  const refuse = (path: string): never => {
    throw new Refused('files', `write ${path}`, 'this walk only reads');
  };
  return { ...files, read: (p) => files.read(p), list: (p) => files.list(p), mode: (p) => files.mode(p), write: refuse, remove: refuse };
}

function journalled(walk: Walk, task: AnyTask): Files {
  const { files, journal } = walk.workspace;
  return {
    root: files.root,
    read: (path) => files.read(path),
    list: (path) => files.list(path),
    mode: (path) => files.mode(path),
    remove: (path) => files.remove(path),
    writeBytes: (path, bytes, mode) => files.writeBytes(path, bytes, mode),
    write: async (path, text, mode) => {
      await files.write(path, text, mode);
      await journal.append({ kind: 'file-written', task: task.id, path, sha256: walk.workspace.fileHash(text) });
    },
  };
}

/** The value as tasks and env files get it; undefined when it is not known. */
export function textOf(values: Partial<Values>, key: Key): string | undefined {
  const value = values[key];
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : value.reveal();
}

/** Why values are not there yet, in the operator's words: "project, domain (asked in 6.1); STRIPE_WEBHOOK_SECRET (made in 6.1)". */
export function missingBecause(keys: readonly Key[]): string {
  const how = (key: Key): string => `${infoOf(key).owner === 'operator' ? 'asked' : 'made'} in ${infoOf(key).phase}`;
  const groups = Map.groupBy(new Set(keys), how);
  return [...groups].map(([when, names]) => `${names.join(', ')} (${when})`).join('; ');
}
