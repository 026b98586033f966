/**
 * One step of a move: tasks that are planned and applied at one place as a deploy does it, and what it means for the stage when one of them is not done.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { MoveStep } from '../core/move.ts';
import { Apply } from './apply.ts';
import { planTasks } from './plan.ts';
import type { DeployOptions, TaskResult, Walk } from './walk.ts';

/** What a stage left undone. */
export class Unfinished extends Error {
  readonly errors: readonly unknown[];
  /** The operator stopped it. */
  readonly stopped: boolean;

  constructor(errors: readonly unknown[], stopped: boolean) {
    super('a stage was not finished');
    this.errors = errors;
    this.stopped = stopped;
  }
}

export interface MoverOptions extends DeployOptions {
  /** How many times faster than in the world the caches of resolvers forget: 1 but in a rehearsal. */
  pace: number;
}

interface Place {
  /** As it is seen from the place of the step. */
  walk: Walk;
  /** The operator's; that of the step also says that its stage took too long. */
  stop: AbortSignal;
  options: DeployOptions;
}

/** Plans the tasks and applies them. @throws Unfinished where one of them is not done */
export async function takeStep({ walk: at, stop, options }: Place, step: MoveStep, signal: AbortSignal): Promise<readonly TaskResult[]> {
  const walk = { ...at, signal };
  try {
    const apply = new Apply(walk, await planTasks(walk, step.tasks), options);
    await apply.all();
    if (signal.aborted) throw new Unfinished(apply.errors, stop.aborted);
    if (apply.errors.length > 0) throw new Unfinished(apply.errors, false);
    const results = apply.results();
    const open = results.find(({ outcome }) => outcome === 'open' || outcome === 'waits');
    if (open && !step.mayWait) throw new Unfinished([left(open)], false);
    return results;
  } catch (error) {
    if (error instanceof Unfinished) throw error;
    throw new Unfinished(signal.aborted ? [] : [error], stop.aborted);
  }
}

function left({ title, why, outcome }: TaskResult): OperatorError {
  return new OperatorError({
    what: `"${title}" ${outcome === 'open' ? 'was left open' : `waits: ${why ?? ''}`}`,
    fix: 'do what it says, then run the same command again',
    exit: exits.resumable,
  });
}
