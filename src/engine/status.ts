/**
 * status: how far the deployment is, phase by phase, from what can be seen now and from the journal's times. Pure.
 */
import type { Catalogue } from '../core/catalogue.ts';
import type { BoxState, Finding } from '../core/check.ts';
import { guideBoxes, guidePhases } from '../core/guide-contents.ts';
import type { Recorded } from '../core/journal.ts';
import type { Phase, PhaseNumber } from '../core/phase.ts';
import type { Verified } from './walk.ts';

/** complete: its gate holds · under way: tasks ran · not started · not built: this k77 does not know it yet */
export type PhaseState = 'complete' | 'under way' | 'not started' | 'not built';

export interface PhaseProgress {
  phase: PhaseNumber;
  title: string;
  state: PhaseState;
  guideEstimate: string;
  /** k77's own estimate at the keyboard, in minutes. */
  minutes?: number;
  /** Time that its tasks have run, waiting included; null when none has. */
  actualMs: number | null;
  /** `rehearsed`: their checks write test data, so that looking alone does not run them; the gate of a deploy and `k77 verify` do. */
  boxes: { proved: number; rehearsed: number; later: number; open: number; total: number };
  /** When the gate of the last deploy held, everything rehearsed; null when it did not. */
  gateHeldAt: string | null;
  /** Titles of the checks that keep the gate shut. */
  inTheWay: readonly string[];
}

export function progress(catalogue: Catalogue, verified: Verified, entries: readonly Recorded[]): PhaseProgress[] {
  const gateHeldAt = lastGate(entries);
  return guidePhases.map(({ number, title, estimate }) => {
    const phase = catalogue.phases.find((one) => one.number === number);
    const boxes = boxesOf(number, verified, catalogue);
    const base = { phase: number, title, guideEstimate: estimate, boxes, gateHeldAt: phase ? gateHeldAt : null };
    if (!phase) return { ...base, state: 'not built', actualMs: null, inTheWay: [] };
    const actualMs = timeOf(phase, entries);
    const inTheWay = verified.findings.filter((found) => phase.gate.includes(found.id) && shuts(found)).map((found) => found.title);
    const done = actualMs !== null && inTheWay.length === 0 && (boxes.rehearsed === 0 || gateHeldAt !== null);
    return {
      ...base,
      state: done ? 'complete' : actualMs === null ? 'not started' : 'under way',
      minutes: phase.minutes,
      actualMs,
      inTheWay,
    };
  });
}

/** As the gate counts: a blocker that fails or is unknown, unless a later phase proves it. */
function shuts({ weight, verdict }: Finding): boolean {
  if (weight !== 'blocker') return false;
  return verdict.state === 'fail' || (verdict.state === 'unknown' && verdict.provedBy === undefined);
}

/** A deploy ends `proven` only when its gates held; a later one that did not takes that back. */
function lastGate(entries: readonly Recorded[]): string | null {
  const last = entries.findLast((entry) => entry.kind === 'run-ended');
  return last?.kind === 'run-ended' && last.outcome === 'proven' ? last.at : null;
}

function boxesOf(number: PhaseNumber, { boxes, findings }: Verified, { checks }: Catalogue): PhaseProgress['boxes'] {
  const ids = new Set<string>(guideBoxes.filter((box) => box.part === number).map((box) => box.id));
  const mine = boxes.filter((box) => ids.has(box.id));
  const proved = mine.filter((box) => box.state === 'pass' || box.state === 'attested').length;
  const later = mine.filter((box) => isLater(box, findings)).length;
  const rehearsed = mine.filter(
    (box) => box.by.length === 0 && checks.some((check) => check.touches && check.guide.includes(box.id)),
  ).length;
  return { proved, rehearsed, later, open: ids.size - proved - rehearsed - later, total: ids.size };
}

function isLater(box: BoxState, findings: readonly Finding[]): boolean {
  if (box.state !== 'unknown') return false;
  const behind = findings.filter((found) => box.by.includes(found.id) && found.verdict.state === 'unknown');
  return behind.length > 0 && behind.every(({ verdict }) => verdict.state === 'unknown' && verdict.provedBy !== undefined);
}

/** From a task's start to its end, summed; tasks that ran side by side count once. */
export function timeOf(phase: Pick<Phase, 'tasks'>, entries: readonly Recorded[]): number | null {
  const mine = new Set(phase.tasks.map((task) => task.id));
  const spans: [number, number][] = [];
  const open = new Map<string, number>();
  for (const entry of entries) {
    if (!('task' in entry) || !mine.has(entry.task)) continue;
    const at = Date.parse(entry.at);
    if (entry.kind === 'task-started') open.set(entry.task, at);
    if (entry.kind !== 'task-done' && entry.kind !== 'task-failed') continue;
    const started = open.get(entry.task);
    if (started !== undefined) spans.push([started, at]);
    open.delete(entry.task);
  }
  return spans.length === 0 ? null : covered(spans);
}

function covered(spans: readonly [number, number][]): number {
  let sum = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}
