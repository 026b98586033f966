/**
 * A check: a checkbox that ticks itself, with evidence. Instances live in `checks/`, one file per section of the guide's checklist;
 * `engine/verify.ts` walks them. A check that cannot fail is a defect: `checks/broken-worlds.test.ts` sees each one fail.
 */
import type { BoxId, GuideId, Setting } from './guide.ts';
import type { Key, Values } from './keys.ts';
import type { PhaseNumber } from './phase.ts';
import type { Clock, Files, Git, Random, Shell } from './ports.ts';
import type { AnyVendor, Identity, Vendor } from './vendor.ts';

export type CheckId = string;
export type Section =
  | 'Infrastructure'
  | 'Services'
  | 'Monitoring'
  | 'Security'
  | 'Legal & Compliance'
  | 'Testing'
  | 'Integrations'
  | 'Documentation'
  | 'Marketing & Launch'
  | 'Payments';

export interface Check<Needs extends Key = Key, Maybe extends Key = Key> {
  id: CheckId;
  section: Section;
  phase: PhaseNumber;
  /** A statement that is true when it passes. */
  title: string;
  guide: readonly GuideId[];
  weight: 'blocker' | 'warning';
  uses: readonly AnyVendor[];
  needs: readonly Needs[];
  /** Values that it sees when they are known, and does without when they are not. */
  tolerates?: readonly Maybe[];
  /** Values and thresholds of the guide that it holds. */
  settings?: readonly Setting[];
  /** It writes, but only objects of its own in a vendor's test mode, and cleans up. */
  touches?: 'test data';
  /** A person may confirm it where no API can: for how many days that holds, and why no machine can see it. */
  attestable?: { days: number; why: string };
  probe(context: CheckContext<Needs, Maybe>): Promise<Verdict>;
}

// biome-ignore lint/suspicious/noExplicitAny: as for AnyTask.
export type AnyCheck = Check<any, any>;

export function check<Needs extends Key = never, Maybe extends Key = never>(declared: Check<Needs, Maybe>): AnyCheck {
  return declared;
}

export interface CheckContext<Needs extends Key = Key, Maybe extends Key = never> {
  /** Values that are known; a check that finds one missing is `unknown` before its probe runs, unless it lists the key in `tolerates`. */
  values: Values<Needs> & Partial<Values<Maybe>>;
  environment: import('./phase.ts').EnvironmentName;
  client<C>(vendor: Vendor<C>): C;
  identity(vendor: AnyVendor): Promise<Identity>;
  files: Files;
  git: Git;
  run: Shell;
  clock: Clock;
  random: Random;
  signal: AbortSignal;
  /** As `Context.wait`: polls past the memo, for what a vendor finishes in its own time. */
  wait<T>(what: string, poll: () => Promise<T | undefined>, minutes: number): Promise<T>;
  /** What `plan` would change for a task: empty when it is in sync. For checks made from tasks. */
  drift(taskId: string): Promise<readonly import('./change.ts').Change[] | { waits: string }>;
  /** Names of env files and, per file, the keys in them; values only as secrets. */
  envFiles(): Promise<readonly EnvFileSeen[]>;
  /** Secrets in anything that the repository's commits or index hold; undefined when the workspace is in no repository. */
  history(): Promise<Leaks | undefined>;
  /** Secrets, and secrets published under `NEXT_PUBLIC_`, in the text files of a folder; undefined when there is no such folder. */
  frontend(folder: string): Promise<Leaks | undefined>;
  /** Secrets in texts that were fetched, by the same rules; `path` says where each came from. */
  leaksIn(texts: readonly { path: string; text: string }[]): Promise<Leaks>;
}

/** What a scan for secrets found: where and by which rule, never the secret. */
export interface Leaks {
  /** Files or blobs that were read. */
  scanned: number;
  found: readonly { rule: string; path: string; line: number; commit?: string | undefined }[];
}

export interface EnvFileSeen {
  service: import('./keys.ts').Service;
  path: string;
  exists: boolean;
  mode: number | undefined;
  ignored: boolean;
  /** Keys that the table of values says it must carry and whose value is known: those that it lacks, and those that it carries with another value. */
  missing: readonly Key[];
  different: readonly Key[];
}

export type Verdict =
  | { state: 'pass' | 'fail'; evidence: Evidence; fix?: string }
  | { state: 'unknown'; why: string; provedBy?: PhaseNumber }
  | { state: 'impossible'; why: string; instead: string }
  | { state: 'attested' | 'waived'; by: string; at: string; until: string; note: string };
export type VerdictState = Verdict['state'];
export const verdictStates = ['pass', 'fail', 'unknown', 'impossible', 'attested', 'waived'] as const satisfies readonly VerdictState[];

export interface Evidence {
  /** What was observed, in words with units. */
  saw: string;
  want: string;
  /** The call, file or command that showed it. */
  from: string;
  at: string;
  /** File under `.k77/<environment>/evidence/`. */
  artefact?: string;
}

/** A finding: one check with its verdict, as `verify --json` prints it. */
export interface Finding {
  id: CheckId;
  section: Section;
  title: string;
  phase: PhaseNumber;
  guide: readonly GuideId[];
  weight: 'blocker' | 'warning';
  verdict: Verdict;
  ms: number;
}

/** A checkbox of the guide with the state that its checks give it: the worst of them. */
export interface BoxState {
  id: BoxId;
  state: VerdictState;
  by: readonly CheckId[];
  why?: string;
}
