/**
 * The journal: what k77 did, in order, hash-chained, without secrets. Written by `workspace/journal.ts`; for audit, undo order and what was in flight.
 * Plans never come from it: they read the world.
 */
import type { Change } from './change.ts';
import type { VendorId } from './vendor.ts';

export type Entry =
  | { kind: 'run-started'; run: string; command: string; version: string }
  | { kind: 'run-ended'; run: string; outcome: 'proven' | 'failed' | 'cancelled' }
  | { kind: 'task-started'; task: string; action: string; changes: readonly Change[] }
  /** A write to a vendor is about to be sent. `request` is a hash of method, path and body. */
  | { kind: 'intent'; task: string; vendor: VendorId; method: string; path: string; request: string; idempotencyKey?: string | undefined }
  | { kind: 'outcome'; task: string; intent: number; status: number; requestId?: string | undefined }
  | { kind: 'value-kept'; task: string; key: string; fingerprint: string }
  | { kind: 'file-written'; task: string; path: string; sha256: string }
  | { kind: 'task-done'; task: string }
  | { kind: 'task-failed'; task: string; error: string }
  | { kind: 'account-pinned'; vendor: VendorId; account: string; mode: string }
  | { kind: 'attested' | 'waived' | 'accepted'; check: string; by: string; until: string; note: string; proof?: string | undefined }
  /** A thing made by hand is from now on the one that the task finds. */
  | { kind: 'adopted'; survey: string; task: string; id: string; name: string; confidence: string }
  | { kind: 'repaired'; archive: string; why: string }
  /** A service moves to another host: a stage of it is over (`prepare`), or the move itself (`moved`, `returned`). */
  | { kind: 'move'; service: string; from: string; to: string; stage: string; text?: string | undefined };

export type Recorded = Entry & { seq: number; at: string; prev: string; hash: string };

export interface Journal {
  /** Appends and syncs to disk before it resolves. One writer; calls queue. */
  append(entry: Entry): Promise<Recorded>;
  entries(): readonly Recorded[];
  /** Intents of a task since it was last done: what may or may not have reached the vendor. */
  inFlight(task: string): readonly Extract<Recorded, { kind: 'intent' }>[];
}

/** Writes of a task since it was last done that reached the vendor or may have: not those that it refused. */
export function openIntents(journal: Journal, task: string): readonly Extract<Recorded, { kind: 'intent' }>[] {
  const refused = new Set(journal.entries().flatMap((entry) => (entry.kind === 'outcome' && entry.status >= 400 ? [entry.intent] : [])));
  return journal.inFlight(task).filter((intent) => !refused.has(intent.seq));
}
