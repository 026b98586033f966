/**
 * A walk: everything a verb is handed. The command line makes one per command; verbs import no vendor, file or socket.
 */
import type { Catalogue } from '../core/catalogue.ts';
import type { BoxState, Finding, VerdictState } from '../core/check.ts';
import type { Doors } from '../core/doors.ts';
import type { Exit } from '../core/errors.ts';
import type { PhaseNumber } from '../core/phase.ts';
import type { Action } from '../core/plan.ts';
import type { Clock, Random, Shell } from '../core/ports.ts';
import type { Ui } from '../core/ui.ts';
import type { Workspace } from '../core/workspace.ts';

export interface Walk {
  catalogue: Catalogue;
  workspace: Workspace;
  doors: Doors;
  ui: Ui;
  shell: Shell;
  clock: Clock;
  random: Random;
  signal: AbortSignal;
}

/** Which part of the catalogue a command is about. */
export interface Scope {
  phases: readonly PhaseNumber[];
  /** Task ids; empty = all tasks of the phases. */
  only: readonly string[];
}

export interface DeployOptions extends Scope {
  /** Answers confirmations; never a question. */
  yes: boolean;
  /** Task ids that may replace a secret that nobody can show again. */
  replace: readonly string[];
  /** The command as typed, without secrets: for the journal and for "continue with". */
  command: string;
}

export interface TaskResult {
  task: string;
  title: string;
  phase: PhaseNumber;
  planned: Action;
  outcome: 'unchanged' | 'created' | 'updated' | 'replaced' | 'by hand' | 'skipped' | 'waits' | 'open' | 'failed';
  why?: string;
  notes: readonly string[];
  ms: number;
}

export interface PhaseResult {
  phase: PhaseNumber;
  tasks: readonly TaskResult[];
  gate: { passed: boolean; findings: readonly Finding[] };
}

export interface Deployed {
  exit: Exit;
  phases: readonly PhaseResult[];
  writes: number;
}

export interface Verified {
  exit: Exit;
  summary: Record<VerdictState, number>;
  findings: readonly Finding[];
  boxes: readonly BoxState[];
}
