/** A computer that has nothing else to do, for what measures. */
import { cpus } from 'node:os';
import type { Clock } from '../core/ports.ts';

/** Half seconds. */
const longestWait = 20;
/** Share of all cores. */
const idleBelow = 0.15;

/** Resolves when this computer has next to nothing else to do, or after ten seconds. @returns false: it was busy all the time */
export async function untilIdle(clock: Clock, signal?: AbortSignal): Promise<boolean> {
  for (let left = longestWait; left > 0; left--) {
    const before = times();
    await clock.sleep(500, signal);
    const after = times();
    if ((after.busy - before.busy) / (after.all - before.all) < idleBelow) return true;
  }
  return false;
}

/** Since this computer was started, of all cores together. */
function times(): { busy: number; all: number } {
  const cores = cpus().map(({ times: one }) => one);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const all = sum(cores.flatMap((one) => Object.values(one)));
  return { busy: all - sum(cores.map((one) => one.idle)), all };
}
