/**
 * How a check says what it saw.
 */
import type { Verdict } from '../src/core/check.ts';
import type { PhaseNumber } from '../src/core/phase.ts';
import type { Clock } from '../src/core/ports.ts';

export interface Seen {
  /** What is not as it should be, one short phrase each; none = pass. */
  wrong: readonly (string | false | undefined)[];
  /** What was seen when nothing is wrong. */
  saw: string;
  want: string;
  /** The call, file or command that showed it. */
  from: string;
  fix: string;
}

export function judge(context: { clock: Clock }, seen: Seen): Verdict {
  const wrong = seen.wrong.filter((problem) => typeof problem === 'string');
  const evidence = { saw: wrong.join('; ') || seen.saw, want: seen.want, from: seen.from, at: context.clock.now().toISOString() };
  return wrong.length > 0 ? { state: 'fail', evidence, fix: seen.fix } : { state: 'pass', evidence };
}

/** It cannot be seen yet; the phase that makes it visible runs this check again. */
export function later(provedBy: PhaseNumber, why: string): Verdict {
  return { state: 'unknown', why, provedBy };
}

export function unknown(why: string): Verdict {
  return { state: 'unknown', why };
}
