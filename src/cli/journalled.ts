/**
 * A run that writes, between its two lines of the journal.
 */
import { type Exit, exits } from '../core/errors.ts';
import type { Session } from './compose.ts';
import { version } from './version.ts';

/** @param name the id of the run · @param command as typed, without secrets */
export async function journalled<T extends { exit: Exit }>(
  session: Session,
  name: string,
  command: string,
  work: () => Promise<T>,
): Promise<T> {
  const { journal } = session.workspace;
  await journal.append({ kind: 'run-started', run: name, command, version });
  let outcome: 'proven' | 'failed' | 'cancelled' = session.walk.signal.aborted ? 'cancelled' : 'failed';
  try {
    const done = await work();
    outcome = done.exit === exits.proven ? 'proven' : 'failed';
    return done;
  } catch (error) {
    if (session.walk.signal.aborted) outcome = 'cancelled';
    throw error;
  } finally {
    await journal.append({ kind: 'run-ended', run: name, outcome });
  }
}
