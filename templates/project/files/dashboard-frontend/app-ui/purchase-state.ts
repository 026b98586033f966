/** What the page after a payment shows. Pure: the page asks the API again and again and lets this decide. */
import type { Purchase } from '../api/answers.ts';
import type { ApiFailure } from '../api/failure.ts';

export type Answer = { purchase: Purchase } | { failure: ApiFailure };

/**
 * `waiting`: paid or being paid, Premium is not there yet · `late`: the same, for longer than usual · `active` · `unpaid`: the page of the payment was left ·
 * `expired` · `unknown`: no such payment, or somebody else's · `away`: the API has not answered for long · `login`
 */
export type Shown = 'waiting' | 'late' | 'active' | 'unpaid' | 'expired' | 'unknown' | 'away' | 'login';

export const lateAfterMs = 45_000;
export const giveUpAfterMs = 10 * 60_000;

export function shownFor(answer: Answer | undefined, elapsedMs: number): Shown {
  const isLate = elapsedMs >= lateAfterMs;
  if (answer === undefined) return isLate ? 'late' : 'waiting';
  if ('failure' in answer) return shownForFailure(answer.failure, isLate);
  const { status, paid, premium } = answer.purchase;
  if (status === 'expired' && !paid) return 'expired';
  // Somebody else may have bought Premium for the server: that is no success of this payment.
  if (status === 'open' && !paid) return 'unpaid';
  if (premium) return 'active';
  return isLate ? 'late' : 'waiting';
}

function shownForFailure({ kind }: ApiFailure, isLate: boolean): Shown {
  if (kind === 'login' || kind === 'again') return 'login';
  if (kind === 'refused') return 'unknown';
  return isLate ? 'away' : 'waiting';
}

/** @returns milliseconds until the next question, never sooner than the API allows; undefined: there is nothing more to ask */
export function nextPause(shown: Shown, elapsedMs: number, answer?: Answer): number | undefined {
  if (!['waiting', 'late', 'away'].includes(shown) || elapsedMs >= giveUpAfterMs) return undefined;
  const usual = elapsedMs < 15_000 ? 1000 : elapsedMs < lateAfterMs ? 3000 : 10_000;
  const asked = answer && 'failure' in answer ? (answer.failure.retryAfterSeconds ?? 0) * 1000 : 0;
  return Math.max(usual, Math.min(asked, 60_000));
}
