/**
 * A plan: what a deploy would change, per property, before anything is written. Made by `engine/plan.ts`.
 */
import type { Change } from './change.ts';
import type { PhaseNumber } from './phase.ts';
import type { AnyTask } from './task.ts';
import type { Identity, VendorId } from './vendor.ts';

/**
 * unchanged · create · update · replace (a promised secret is lost or a create-only property differs) · finish (a run was cut off inside it) ·
 * by-hand (a person has to do it) · waits (needs what a later phase makes) · follows (needs what another planned task will make) ·
 * not-wanted · unknowable (changed outside, and the vendor cannot show it)
 */
export type Action =
  | 'unchanged'
  | 'create'
  | 'update'
  | 'replace'
  | 'finish'
  | 'by-hand'
  | 'waits'
  | 'follows'
  | 'not-wanted'
  | 'unknowable';

export interface Planned {
  task: AnyTask;
  phase: PhaseNumber;
  action: Action;
  changes: readonly Change[];
  /** Differences that the operator lives with: in neither `changes` nor `want`. */
  accepted?: readonly { path: string; by: string; until: string; note: string }[];
  /** Why it waits, follows, is not wanted or cannot be known. */
  why?: string;
  want?: unknown;
  have?: unknown;
  /** US cents per month that it adds to the bill at least. */
  monthlyCents?: number;
}

export interface Plan {
  planned: readonly Planned[];
  accounts: readonly { vendor: VendorId; title: string; identity: Identity }[];
}

/** There is something to do. What only a person can confirm, because no API shows it, is open but not a change. */
export function isPending(planned: Planned): boolean {
  if (planned.action === 'by-hand') return planned.task.byHand?.proof === 'read';
  return !['unchanged', 'waits', 'not-wanted'].includes(planned.action);
}
