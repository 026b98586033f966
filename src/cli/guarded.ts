/**
 * Runs one command so that whatever it throws becomes one message and one exit code.
 */
import { Cancelled, type Exit, exits } from '../core/errors.ts';
import { printError } from './errors.ts';
import type { GlobalOptions, Io } from './io.ts';
import type { Run } from './program.ts';
import { typed } from './typed.ts';

export async function guarded(io: Io, options: GlobalOptions, load: () => Promise<Run>): Promise<Exit> {
  try {
    const run = await load();
    return await run(options, io);
  } catch (error) {
    const stopped = io.signal.aborted && !(error instanceof Cancelled);
    return printError(stopped ? new Cancelled(typed(io.host), exits.interrupted) : error, io, options);
  }
}
