/**
 * How a move ended: what its command tells and exits with.
 */
import type { Finding } from '../core/check.ts';
import { type Exit, exits, OperatorError, VendorError } from '../core/errors.ts';
import type { MoveRecord } from '../core/move.ts';
import type { About } from './move-plan.ts';
import type { StageResult } from './move-stages.ts';
import type { Unfinished } from './move-step.ts';
import type { Seen } from './move-watch.ts';
import type { Walk } from './walk.ts';

export interface Moved {
  exit: Exit;
  service: string;
  /** Ids of hosts. */
  from: string;
  to: string;
  state: MoveRecord['state'];
  stages: readonly StageResult[];
  /** What users saw of the switch. */
  seen?: Seen;
  interrupted?: { what: string; seconds: number };
  findings: readonly Finding[];
  errors: readonly unknown[];
  writes: number;
}

export function result({ walk, record, mover }: About, rest: Pick<Moved, 'errors' | 'findings' | 'exit'>): Moved {
  const { service, from, to, state } = record;
  return {
    service,
    from,
    to,
    state,
    stages: mover.results,
    ...(mover.seen ? { seen: mover.seen } : {}),
    ...(mover.interrupted ? { interrupted: mover.interrupted } : {}),
    ...rest,
    writes: walk.doors.sent().writes,
  };
}

/** Of a move that a stage of it ended. */
export function exitOf(walk: Walk, { stopped, errors }: Unfinished): Exit {
  if (stopped) return exits.interrupted;
  if (walk.doors.sent().writes > 0) return exits.resumable;
  const [first] = errors;
  return first instanceof OperatorError || first instanceof VendorError ? first.exit : exits.failed;
}

/** What was looked at afterwards is not as it has to be. */
export function blocks(findings: readonly Finding[]): boolean {
  return findings.some(({ weight, verdict }) => {
    if (weight !== 'blocker') return false;
    return verdict.state === 'fail' || (verdict.state === 'unknown' && verdict.provedBy === undefined);
  });
}
