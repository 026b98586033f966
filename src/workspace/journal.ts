/**
 * The journal on disk: NDJSON, one writer queue, each record synced and chained to the one before by its hash.
 * Opening only reads; a torn tail is cut off by the first append.
 */
import { createHash } from 'node:crypto';
import { stable } from '../core/change.ts';
import { OperatorError } from '../core/errors.ts';
import type { Entry, Journal, Recorded } from '../core/journal.ts';
import type { Clock, Files } from '../core/ports.ts';
import type { Redactor } from '../core/secret.ts';
import { type LogFile, openLog } from '../ports/log-file.ts';

export interface OpenJournal extends Journal {
  /** Set when the last line was torn by a crash; it is cut off by the first append. */
  torn: string | undefined;
  /** When everything that was appended is on disk. */
  close(): Promise<void>;
}

export interface JournalOptions {
  root: string;
  /** Relative to the root: `.k77/production/journal.ndjson`. */
  path: string;
  clock: Clock;
  redactor: Redactor;
  /** Called once a record is on disk; the kill test stops the process here. */
  onAppend?: ((recorded: Recorded) => void | Promise<void>) | undefined;
  /** Called before the first append of this process. */
  beforeFirst?: (() => Promise<void>) | undefined;
}

const noPrevious = '0'.repeat(64);

/** @throws OperatorError when the chain is broken anywhere but in a torn last line */
export async function openJournal(options: JournalOptions): Promise<OpenJournal> {
  const log = openLog(options.root, options.path);
  const loaded = verified(await log.read(), `${options.root}/${options.path}`);
  const records = loaded.records;
  let { bytes, tornBytes } = loaded;
  let queue: Promise<unknown> = Promise.resolve();

  const write = async (entry: Entry): Promise<Recorded> => {
    if (tornBytes > 0) {
      await log.truncate(bytes);
      const why = `the last line was torn: ${tornBytes} bytes cut off`;
      tornBytes = 0;
      await writeOne({ kind: 'repaired', archive: 'none', why });
    }
    return await writeOne(entry);
  };

  const writeOne = async (entry: Entry): Promise<Recorded> => {
    const recorded = chained(withoutSecrets(entry, options.redactor), records.at(-1), options.clock.now().toISOString());
    bytes = await log.append(JSON.stringify(recorded), bytes);
    records.push(recorded);
    await options.onAppend?.(recorded);
    return recorded;
  };

  return {
    torn: tornBytes > 0 ? `The last line of ${options.path} was torn (${tornBytes} bytes); what was being written is repeated.` : undefined,
    append(entry) {
      const next = queue.then(async () => {
        await options.beforeFirst?.();
        return await write(entry);
      });
      queue = next.catch(() => undefined);
      return next;
    },
    entries: () => records,
    inFlight: (task) => inFlight(records, task),
    async close() {
      await queue;
    },
  };
}

/**
 * Puts the journal aside and begins a new one that says so. Each step is atomic: at every moment there is a journal.
 * @returns the archive, relative to the root; undefined when there is no journal
 */
export async function repairJournal(options: { files: Files; path: string; clock: Clock; why: string }): Promise<string | undefined> {
  const { files, path, clock, why } = options;
  const text = await files.read(path);
  if (text === undefined) return undefined;
  const at = clock.now().toISOString();
  const archive = path.replace(/\.ndjson$/, `.broken-${at.replaceAll(/[:.]/g, '-')}.ndjson`);
  await files.write(archive, text, 0o600);
  const first = chained({ kind: 'repaired', archive, why }, undefined, at);
  await files.write(path, `${JSON.stringify(first)}\n`, 0o600);
  return archive;
}

function inFlight(records: readonly Recorded[], task: string): Extract<Recorded, { kind: 'intent' }>[] {
  const since = records.findLastIndex((record) => record.kind === 'task-done' && record.task === task) + 1;
  return records.slice(since).filter((record) => record.kind === 'intent' && record.task === task) as Extract<
    Recorded,
    { kind: 'intent' }
  >[];
}

function chained(entry: Entry, previous: Recorded | undefined, at: string): Recorded {
  const body = { seq: (previous?.seq ?? 0) + 1, at, prev: previous?.hash ?? noPrevious, ...entry };
  return { ...body, hash: hashOf(body) };
}

/** SHA-256 over the hash before and the record with sorted keys. */
function hashOf({ hash: _, ...body }: Record<string, unknown>): string {
  return createHash('sha256')
    .update(`${body.prev}\n${stable(body)}`)
    .digest('hex');
}

/** Secrets that slipped into a text become their placeholder. What could still hold one is a bug, and is not written. */
function withoutSecrets(entry: Entry, redactor: Redactor): Entry {
  const clean = JSON.parse(JSON.stringify(entry), (_, value: unknown) =>
    typeof value === 'string' ? redactor.redact(value) : value,
  ) as Entry;
  const text = JSON.stringify(clean);
  if (redactor.redact(text) !== text) throw new Error(`a journal entry of kind ${entry.kind} holds a secret in a field name`);
  return clean;
}

function verified(read: Awaited<ReturnType<LogFile['read']>>, path: string): { records: Recorded[]; bytes: number; tornBytes: number } {
  const records: Recorded[] = [];
  let bytes = 0;
  for (const [index, line] of read.lines.entries()) {
    const record = parsed(line);
    // A power cut may leave a last line of zeros with its line break: torn as well. Valid JSON that does not fit is not.
    if (record === undefined && index === read.lines.length - 1) break;
    const previous = records.at(-1);
    const fits =
      record !== undefined &&
      record.seq === index + 1 &&
      record.prev === (previous?.hash ?? noPrevious) &&
      record.hash === hashOf({ ...record });
    if (!fits) throw broken(path, index + 1);
    records.push(record);
    bytes += Buffer.byteLength(line) + 1;
  }
  return { records, bytes, tornBytes: read.bytes - bytes };
}

function parsed(line: string): Recorded | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Recorded) : undefined;
  } catch {
    return undefined;
  }
}

function broken(path: string, line: number): OperatorError {
  return new OperatorError({
    what: `${path}:${line}: the journal's chain is broken: this record was changed, removed or added by something else than k77.`,
    fix: 'Look at it, or restore it from a backup. `k77 doctor --repair-journal` puts it aside and begins a new one; plans read the vendors, not the journal.',
  });
}
