/**
 * Boxes of the guide, with the state that the checks behind them give.
 */
import type { BoxState, Finding, Verdict, VerdictState } from '../core/check.ts';
import type { BoxId } from '../core/guide.ts';
import { guideBoxes, itemsOf } from '../core/guide-contents.ts';

/** Worst first: what a box shows when several checks stand behind it. */
const order: readonly VerdictState[] = ['fail', 'unknown', 'impossible', 'waived', 'attested', 'pass'];

export function boxStates(findings: readonly Finding[]): BoxState[] {
  const states = new Map<BoxId, BoxState>();
  for (const box of guideBoxes) if (!box.items) states.set(box.id, boxOf(box.id, findings));
  return guideBoxes.map((box) => states.get(box.id) ?? groupOf(box.id, states, findings));
}

function boxOf(id: BoxId, findings: readonly Finding[]): BoxState {
  const behind = findings.filter((found) => found.guide.includes(id));
  const worst = [...behind].sort((a, b) => order.indexOf(stateFor(id, a.verdict)) - order.indexOf(stateFor(id, b.verdict)))[0];
  if (!worst) return { id, state: 'unknown', by: [], why: 'nothing that was looked at covers it' };
  const why = 'why' in worst.verdict ? { why: worst.verdict.why } : {};
  return { id, state: stateFor(id, worst.verdict), by: behind.map((found) => found.id), ...why };
}

/** What a verdict says of one box: a failure that names boxes concerns no other. */
function stateFor(id: BoxId, verdict: Verdict): VerdictState {
  return verdict.state === 'fail' && verdict.boxes && !verdict.boxes.includes(id) ? 'pass' : verdict.state;
}

function groupOf(id: BoxId, states: ReadonlyMap<BoxId, BoxState>, findings: readonly Finding[]): BoxState {
  const items = [
    ...itemsOf(id).flatMap((item) => states.get(item) ?? []),
    ...(findings.some((found) => found.guide.includes(id)) ? [boxOf(id, findings)] : []),
  ];
  const worst = [...items].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0];
  return worst ? { ...worst, id, by: [...new Set(items.flatMap((item) => item.by))] } : boxOf(id, findings);
}
