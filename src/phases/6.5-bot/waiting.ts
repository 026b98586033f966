/**
 * Waiting for a host in short rounds: what it does takes seconds at first and minutes later, and some count requests by the hour.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Context } from '../../core/task.ts';

type Waiting = Pick<Context, 'wait'>;

/** What `poll` returns within so many minutes; undefined when it returned nothing. What it throws is thrown. */
export async function awhile<T>(
  context: Waiting,
  what: string,
  minutes: number,
  poll: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let failure: { error: unknown } | undefined;
  try {
    return await context.wait(
      what,
      async () => {
        try {
          return await poll();
        } catch (error) {
          failure = { error };
          throw error;
        }
      },
      minutes,
    );
  } catch (error) {
    if (failure === undefined && error instanceof OperatorError) return undefined;
    throw error;
  }
}

/** Rounds in minutes: pauses of 1, 2, 4 s again and again at first, longer ones later. `forever` ends the list after so many minutes. */
export function* rounds(forever: number): Generator<number> {
  let spent = 0;
  for (let round = 0; spent < forever; round++) {
    const next = round < 4 ? 0.12 : round < 8 ? 0.25 : 1;
    spent += next;
    yield next;
  }
}
