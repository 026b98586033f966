/**
 * What a verb tells and asks while it walks. Implemented by the command line: `terminal.ts` (wizard), `plain.ts` (lines), `json.ts` (events).
 */

import type { Finding } from './check.ts';
import type { Key, Values } from './keys.ts';
import type { Phase, Question } from './phase.ts';
import type { Plan, Planned } from './plan.ts';
import type { AnyTask, ByHand } from './task.ts';
import type { Identity, Vendor } from './vendor.ts';

export type TaskEvent =
  | { kind: 'started'; task: AnyTask; at: number }
  | { kind: 'progress'; task: AnyTask; text: string }
  | {
      kind: 'done';
      task: AnyTask;
      how: 'unchanged' | 'created' | 'updated' | 'replaced' | 'skipped' | 'by hand';
      ms: number;
      notes: readonly string[];
    }
  | { kind: 'waits'; task: AnyTask; why: string }
  | { kind: 'open'; task: AnyTask; why: string }
  | { kind: 'failed'; task: AnyTask; error: unknown; ms: number };

export interface Ui {
  /** False when nobody can be asked: then every missing answer of every phase is listed at once before anything starts. */
  interactive: boolean;
  /** Asks what is still open, in order. Without a terminal it throws an OperatorError (exit 4) that lists all of it. */
  ask(phase: Phase, open: readonly Question[], known: Partial<Values>): Promise<ReadonlyMap<Key, string>>;
  /** Asks one question again after its answer was refused by a vendor. Undefined: nobody is there to ask. */
  askAgain(question: Question, why: string): Promise<string | undefined>;
  accounts(found: readonly { title: string; identity: Identity }[]): void;
  /** The account differs from the pinned one: true only when a person typed its name. */
  confirmAccount(vendor: Vendor<unknown>, found: Identity, pinned: Identity): Promise<boolean>;
  plan(plan: Plan, phase: Phase): void;
  confirmPlan(plan: Plan, phase: Phase): Promise<boolean>;
  phaseStarts(phase: Phase, planned: readonly Planned[], index: number, of: number): void;
  task(event: TaskEvent): void;
  /**
   * Shows a by-hand screen and waits. `done`: a person says so (which attests what no API can show) · `performed`: the scripted operator of a
   * rehearsal did it (attests nothing) · `left open` ends the attempt. `missing` reads the vendor and says what is still not true.
   */
  byHand(
    task: AnyTask,
    hand: ByHand,
    want: unknown,
    missing: () => Promise<string | undefined>,
  ): Promise<'done' | 'performed' | 'left open'>;
  /** Who is at the keyboard, for attestations. */
  person: string;
  gate(phase: Phase, findings: readonly Finding[], passed: boolean): void;
  phaseEnds(phase: Phase): void;
  /** A part of a walk that is no phase begins: the stage of a move. */
  stage(title: string, tasks: readonly AnyTask[], index: number, of: number): void;
  say(text: string): void;
  warn(text: string): void;
}
