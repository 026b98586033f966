/**
 * A bar of states, as SVG: how many of each, best first. Decoration only; the figures stand beside it.
 */
import type { VerdictState } from '../../core/check.ts';
import { order } from './words.ts';

/** @param name of its class: how large it is */
export function bar(counts: Readonly<Record<VerdictState, number>>, name = 'bar'): string {
  const states = [...order].reverse().filter((state) => counts[state] > 0);
  // A single failure among hundreds must stay visible.
  const share = (state: VerdictState): number => Math.max(counts[state], total(counts) / 60);
  const sum = states.reduce((all, state) => all + share(state), 0) || 1;
  let x = 0;
  const parts = states.map((state) => {
    const [from, width] = [x, (share(state) / sum) * 600];
    x += width;
    return `<rect class="${state}" x="${from.toFixed(1)}" width="${Math.max(1, width - 2).toFixed(1)}" height="10"/>`;
  });
  return `<svg class="${name}" viewBox="0 0 598 10" preserveAspectRatio="none" aria-hidden="true">${parts.join('')}</svg>`;
}

function total(counts: Readonly<Record<VerdictState, number>>): number {
  return Object.values(counts).reduce((sum, number) => sum + number, 0);
}

export function countsOf(all: readonly { state: VerdictState }[]): Record<VerdictState, number> {
  const counts: Record<VerdictState, number> = { pass: 0, fail: 0, unknown: 0, impossible: 0, attested: 0, waived: 0 };
  for (const { state } of all) counts[state] += 1;
  return counts;
}
