/**
 * What changed between two runs. Only checks that both looked at are compared.
 */
import type { VerdictState } from '../core/check.ts';
import type { CheckDocument, RunDocument } from './run.ts';

export interface Difference {
  id: string;
  title: string;
  from: VerdictState;
  to: VerdictState;
}

export interface Differences {
  /** Id of the earlier run. */
  since: string;
  /** When that one was, ISO 8601. */
  at: string;
  /** Fails now and did not. */
  newlyFailing: readonly Difference[];
  /** Failed and is proved (or attested) now. */
  mended: readonly Difference[];
  /** Was proved (or attested) and is neither proved nor failing now: nobody could look, or it is waived. */
  noLongerProved: readonly Difference[];
  /** Every other change of state. */
  other: readonly Difference[];
  /** Ids of checks that only the later run looked at, and that only the earlier one did. */
  added: readonly string[];
  notLookedAt: readonly string[];
}

/** As much of a run as is compared; a round of `--watch` that is not kept has it, too. */
export interface Compared {
  checks: RunDocument['checks'];
  run: Pick<RunDocument['run'], 'id' | 'at'>;
}

export function differencesBetween(before: Compared, after: Compared): Differences {
  const then = new Map(before.checks.map((check) => [check.id, check]));
  const now = new Set(after.checks.map(({ id }) => id));
  const changed = after.checks.flatMap((check) => changeOf(then.get(check.id), check));
  const kind = (name: ReturnType<typeof kindOf>): Difference[] => changed.filter((one) => kindOf(one) === name);
  return {
    since: before.run.id,
    at: before.run.at,
    newlyFailing: kind('failing'),
    mended: kind('mended'),
    noLongerProved: kind('lost'),
    other: kind('other'),
    added: after.checks.flatMap(({ id }) => (then.has(id) ? [] : [id])),
    notLookedAt: before.checks.flatMap(({ id }) => (now.has(id) ? [] : [id])),
  };
}

function changeOf(before: CheckDocument | undefined, { id, title, state }: CheckDocument): Difference[] {
  return before === undefined || before.state === state ? [] : [{ id, title, from: before.state, to: state }];
}

const proved = (state: VerdictState): boolean => state === 'pass' || state === 'attested';

function kindOf({ from, to }: Difference): 'failing' | 'mended' | 'lost' | 'other' {
  if (to === 'fail') return 'failing';
  if (from === 'fail' && proved(to)) return 'mended';
  return proved(from) && !proved(to) ? 'lost' : 'other';
}
