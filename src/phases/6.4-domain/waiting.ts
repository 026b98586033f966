/**
 * Waiting for what the world does in its own time. Running out of patience loses nothing: the same command goes on from here.
 */
import { exits, OperatorError } from '../../core/errors.ts';
import type { Context } from '../../core/task.ts';

export interface Awaited {
  /** What is waited for: "the parent zone to name Cloudflare's servers". */
  what: string;
  /** How long it usually and at worst takes, in the operator's words. */
  usually: string;
  minutes: number;
  see?: string;
}

/** @throws OperatorError (exit 7) after `minutes`: nothing is lost, the next deploy goes on waiting. */
export async function patiently<T>(context: Pick<Context, 'wait'>, about: Awaited, poll: () => Promise<T | undefined>): Promise<T> {
  let failure: unknown;
  try {
    return await context.wait(about.what, () => poll().catch((error: unknown) => fail(error)), about.minutes);
  } catch (error) {
    if (failure !== undefined || !(error instanceof OperatorError)) throw error;
    throw new OperatorError({
      what: `${about.what}: not yet, after ${about.minutes} min`,
      fix: `come back later: npx k77 deploy 6.4 goes on from here. ${about.usually}`,
      see: about.see,
      exit: exits.resumable,
    });
  }

  function fail(error: unknown): never {
    failure = error;
    throw error;
  }
}
