/** What the page after a payment shows. Pure: the page asks the API again and again and lets this decide. */
import type { Purchase } from '../api/answers.ts';
import type { ApiFailure } from '../api/failure.ts';

export type Answer = { purchase: Purchase } | { failure: ApiFailure };

/**
 * `waiting`: paid or being paid, Premium is not there yet · `late`: the same, for longer than usual · `active` · `unpaid`: the page of the payment was left ·
 * `expired` · `unknown`: no such payment, or somebody else's · `login`
 */
export type Shown = 'waiting' | 'late' | 'active' | 'unpaid' | 'expired' | 'unknown' | 'login';

export const lateAfterMs = 45_000;
export const giveUpAfterMs = 10 * 60_000;

export function shownFor(answer: Answer | undefined, elapsedMs: number): Shown {
  const waiting: Shown = elapsedMs >= lateAfterMs ? 'late' : 'waiting';
  if (answer === undefined) return waiting;
  if ('failure' in answer) {
    if (answer.failure.kind === 'login') return 'login';
    return answer.failure.kind === 'refused' ? 'unknown' : waiting;
  }
  const { status, paid, premium } = answer.purchase;
  if (premium) return 'active';
  if (status === 'expired') return 'expired';
  if (status === 'open' && !paid) return 'unpaid';
  return waiting;
}

/** @returns milliseconds until the next question; undefined: there is nothing more to ask */
export function nextPause(shown: Shown, elapsedMs: number): number | undefined {
  if ((shown !== 'waiting' && shown !== 'late') || elapsedMs >= giveUpAfterMs) return undefined;
  return elapsedMs < 15_000 ? 1000 : elapsedMs < lateAfterMs ? 3000 : 10_000;
}
