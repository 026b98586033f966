/**
 * A check: a checkbox that ticks itself, with evidence. Instances live in `checks/`, one file per section of the guide's checklist;
 * `engine/verify.ts` walks them. A check that cannot fail is a defect: `checks/broken-worlds.test.ts` sees each one fail.
 */
import type { BoxId, GuideId, Setting } from './guide.ts';
import type { Key, Values } from './keys.ts';
import type { EnvironmentName, PhaseNumber } from './phase.ts';
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
  /** It writes, but only objects of its own, and cleans up. Against real vendors it runs only where the operator allows it. */
  touches?: 'test data';
  /** Where it writes; elsewhere its doors refuse and it only reads. Absent: everywhere. */
  touchesIn?: readonly EnvironmentName[];
  /** What it makes and takes back, for whoever is asked to allow it: "one document in k77_probe, deleted at once". Every check that touches something says so. */
  makes?: string;
  /**
   * Where it cannot run beside others: checks in a browser take turns, what measures times wants quiet, a load test wants the service for itself. Gates of phases
   * leave all three to `k77 verify`, which runs them after all others, in this order.
   */
  lane?: 'browser' | 'quiet' | 'load';
  /** Id of the task whose drift it shows, or of several; `k77 verify --fix` applies it. */
  task?: string | readonly string[];
  /** A person may confirm it where no API can: only checks of the reviewed list, `checks/attestable.ts`. */
  attestable?: Attestable;
  probe(context: CheckContext<Needs, Maybe>): Promise<Verdict>;
}

/** What a verification of real vendors does only when it is allowed: write test data of its own, load the services. */
export const allowances = ['test-data', 'load'] as const;
export type Allowance = (typeof allowances)[number];

export interface Attestable {
  /** For how many days somebody's word holds. */
  days: number;
  /** Why no machine can see it. */
  why: string;
  /** Whoever confirms it gives the address of a public page that shows it. */
  proof?: 'url';
}

// biome-ignore lint/suspicious/noExplicitAny: as for AnyTask.
export type AnyCheck = Check<any, any>;

export function check<Needs extends Key = never, Maybe extends Key = never>(declared: Check<Needs, Maybe>): AnyCheck {
  return declared;
}

export interface CheckContext<Needs extends Key = Key, Maybe extends Key = never> {
  /** Values that are known; a check that finds one missing is `unknown` before its probe runs, unless it lists the key in `tolerates`. */
  values: Values<Needs> & Partial<Values<Maybe>>;
  environment: EnvironmentName;
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
  /** Keeps what was seen below `.k77/<environment>/evidence/`, 0600; `name` is a plain file name that begins with the check's id. Gives the path for `Evidence.artefact`. */
  keep(name: string, content: string | Uint8Array): Promise<string>;
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
  /** `boxes`: of those that the check cites, the ones whose own fact is wrong; absent: all of them. */
  | { state: 'pass' | 'fail'; evidence: Evidence; fix?: string; boxes?: readonly GuideId[] }
  /** `provedBy`: the phase that makes it visible · `allow`: it was not tried, because nobody allowed it. */
  | { state: 'unknown'; why: string; provedBy?: PhaseNumber; allow?: Allowance }
  | { state: 'impossible'; why: string; instead: string }
  | { state: 'attested' | 'waived'; by: string; at: string; until: string; note: string; proof?: string };
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
  /** What was measured, for plots: each value in `unit`, in the order measured, and the limit that it is held against. */
  samples?: readonly Samples[];
}

export interface Samples {
  name: string;
  unit: 'ms' | 'MB' | '%' | 'per second';
  values: readonly number[];
  limit?: number;
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
