/**
 * The time that a stage of a move takes: how long it waits before it begins, and how long it may last.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { MoveStage } from '../core/move.ts';
import { Unfinished } from './move-step.ts';
import type { Walk } from './walk.ts';

/**
 * What resolvers remember they may go on saying; what they are led away from has to be there until then.
 * @param pace how many times faster than in the world they forget
 * @returns seconds that it waited
 * @throws Unfinished where the operator stopped it
 */
export async function outwait({ clock, ui, signal }: Walk, until: { at: string; why: string } | undefined, pace: number): Promise<number> {
  const left = until ? Date.parse(until.at) - clock.now().getTime() : 0;
  if (!until || left <= 0) return 0;
  const seconds = Math.ceil(left / 1000);
  ui.say(
    pace === 1
      ? `${until.why}: ${seconds} s`
      : `${until.why}: ${seconds} s, in this rehearsal ${pace} times faster: ${Math.ceil(seconds / pace)} s`,
  );
  const began = clock.tick();
  try {
    await clock.sleep(left / pace, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Unfinished([], true);
  }
  return secondsOf(clock.tick() - began);
}

/** Lets it take so many minutes and no longer. @throws Unfinished where it did */
export async function within(
  { clock, signal }: Walk,
  { minutes, title }: Pick<MoveStage, 'minutes' | 'title'>,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  if (minutes === undefined) return work(signal);
  const late = new AbortController();
  const over = new AbortController();
  const timer = clock.sleep(minutes * 60_000, over.signal).then(
    () => late.abort(),
    () => undefined,
  );
  try {
    await work(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    if (!late.signal.aborted || signal.aborted) throw error;
    const errors = error instanceof Unfinished ? error.errors : [error];
    throw new Unfinished([...errors, tooLong(title, minutes)], false);
  } finally {
    over.abort();
    await timer;
  }
}

/** To a tenth. */
export function secondsOf(ms: number): number {
  return Math.round(ms / 100) / 10;
}

function tooLong(title: string, minutes: number): OperatorError {
  return new OperatorError({
    what: `"${title}" was not done after ${minutes} min`,
    fix: 'run the same command again; what is prepared at the new host is kept',
    exit: exits.resumable,
  });
}
