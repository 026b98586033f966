/**
 * The workspace: the operator's folder as the verbs see it. Implemented by `src/workspace/`.
 */
import type { EnvFileSeen, Leaks } from './check.ts';
import type { Journal } from './journal.ts';
import type { Key, SecretKey, Values } from './keys.ts';
import type { EnvironmentName } from './phase.ts';
import type { Files, Git } from './ports.ts';
import type { Redactor, Secret } from './secret.ts';
import type { Remembered } from './task.ts';
import type { Identity, VendorId } from './vendor.ts';

export interface Workspace {
  /** Absolute path of the operator's folder. */
  root: string;
  environment: EnvironmentName;
  /** `.k77/<environment>`, relative to the root. */
  folder: string;
  files: Files;
  git: Git;
  journal: Journal;
  redactor: Redactor;

  /** Everything known now: answers, credentials (the environment wins), kept secrets and values. */
  values(): Partial<Values>;
  /** Validated answers of the operator; `undefined` removes. Secrets go to `credentials`, the rest to `k77.json` (or the rehearsal's own file). */
  answer(key: Key, text: string): Promise<void>;
  /** Keeps values that a task gave, durably, in the files of the services that receive them and in `values.json`. */
  keep(task: string, key: Key, text: string): Promise<void>;
  /** Notes that a task is as wanted, with fingerprints of what it gave. */
  remember(task: string): Promise<void>;
  recall(task: string): Remembered | undefined;
  /** SHA-256 of a text, hex; for the journal. */
  fileHash(text: string): string;
  /** HMAC-SHA-256 with the workspace's own key, hex. */
  fingerprint(secret: Secret): string;
  /** Fingerprint of the value that a task last gave for a key that its vendor cannot show again. */
  fingerprintOf(key: SecretKey): string | undefined;

  /** Secrets in anything that the repository's commits or index hold; undefined when the workspace is in no repository of its own. */
  history(signal: AbortSignal): Promise<Leaks | undefined>;
  /** Secrets, and secrets published under `NEXT_PUBLIC_`, in the text files of a folder (node_modules and build output left out); undefined when there is no such folder. */
  frontend(folder: string): Promise<Leaks | undefined>;
  /** As `CheckContext.leaksIn`. */
  leaksIn(texts: readonly { path: string; text: string }[]): Promise<Leaks>;

  pinned(vendor: VendorId): Identity | undefined;
  pin(vendor: VendorId, identity: Identity): Promise<void>;

  envFiles(): Promise<readonly EnvFileSeen[]>;
  /** Writes every env file anew from the table of values, keeping lines that are not k77's. */
  writeEnvFiles(): Promise<void>;
  /** Copies env files, answers and values aside before the first vendor write of a run. Once per run. */
  snapshot(run: string): Promise<string>;
  /** What people confirmed (`attested`) or excused (`waived`), by check id, whether expired or not. */
  confirmations(): Readonly<Record<string, Confirmation>>;
  confirm(check: string, confirmation: Confirmation): Promise<void>;
  /** Writes a file below `evidence/` or `reports/`, redacted; returns its path relative to the root. */
  record(folder: 'evidence' | 'reports', name: string, content: string | Uint8Array): Promise<string>;
  /** As `record`, but a file that is there already stays as it is: undefined then. Of all who try at once one succeeds. */
  recordNew(folder: 'reports', name: string, content: string): Promise<string | undefined>;
  /** Signs a text (Ed25519) with the workspace's own key, which is made when first needed and never leaves the machine. */
  sign(text: string): Promise<string>;
  /** The public half of that key. */
  signer(): Promise<string>;
}

export interface Confirmation {
  /** `accepted`: a difference between plan and world that the operator lives with, under `drift:<task>:<path>`. */
  state: 'attested' | 'waived' | 'accepted';
  by: string;
  at: string;
  until: string;
  note: string;
  /** Address of a page where others can see it. */
  proof?: string;
  /** Accepted: a hash of what was there; another difference is not covered. */
  of?: string;
}
