/**
 * How a check says what it saw.
 */
import type { Samples, Verdict } from '../src/core/check.ts';
import type { GuideId } from '../src/core/guide.ts';
import type { PhaseNumber } from '../src/core/phase.ts';
import type { Clock } from '../src/core/ports.ts';

type Phrase = string | false | undefined;
/** What is wrong with the fact of some boxes only. */
export interface WrongFor {
  boxes: readonly GuideId[];
  says: Phrase;
}

/** Nothing, something wrong with all that a check cites, or with the fact of some boxes. */
export type Wrong = Phrase | WrongFor;

export interface Seen {
  /** What is not as it should be, one short phrase each; none = pass. A phrase of `wrongFor` fails its own boxes, every other phrase all that the check cites. */
  wrong: readonly Wrong[];
  /** What was seen when nothing is wrong. */
  saw: string;
  want: string;
  /** The call, file or command that showed it. */
  from: string;
  fix: string;
  /** File that `context.keep` kept. */
  artefact?: string | undefined;
  samples?: readonly Samples[];
}

export function judge(context: { clock: Clock }, seen: Seen): Verdict {
  const wrong = seen.wrong.flatMap(problemOf);
  const { want, from, artefact, samples } = seen;
  const evidence = {
    saw: wrong.map(({ says }) => says).join('; ') || seen.saw,
    want,
    from,
    at: context.clock.now().toISOString(),
    ...(artefact === undefined ? {} : { artefact }),
    ...(samples === undefined ? {} : { samples }),
  };
  if (wrong.length === 0) return { state: 'pass', evidence };
  const boxes = wrong.every((one) => one.boxes) ? [...new Set(wrong.flatMap((one) => one.boxes ?? []))] : undefined;
  return { state: 'fail', evidence, fix: seen.fix, ...(boxes ? { boxes } : {}) };
}

/** A phrase that only says something about these boxes: a check that stands behind several fails each for its own fact. */
export function wrongFor(boxes: readonly GuideId[], says: Phrase): WrongFor {
  return { boxes, says };
}

function problemOf(problem: Wrong): { says: string; boxes?: readonly GuideId[] }[] {
  if (typeof problem === 'string') return [{ says: problem }];
  if (!problem || typeof problem.says !== 'string') return [];
  return [{ says: problem.says, boxes: problem.boxes }];
}

/** It cannot be seen yet; the phase that makes it visible runs this check again. */
export function later(provedBy: PhaseNumber, why: string): Verdict {
  return { state: 'unknown', why, provedBy };
}

export function unknown(why: string): Verdict {
  return { state: 'unknown', why };
}
