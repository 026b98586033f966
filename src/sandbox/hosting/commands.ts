/** Command lines of a service, run to their end. */
import { join } from 'node:path';
import type { Clock } from '../../core/ports.ts';
import { type Ended, machineEnvironment, startProgram } from '../../ports/program.ts';
import type { ServiceLog } from './service-log.ts';

export interface Command {
  command: string;
  cwd: string;
  env: Readonly<Record<string, string>>;
  log: ServiceLog;
  /** The longest that it may take, milliseconds. */
  ms: number;
  signal: AbortSignal;
  clock: Clock;
}

/** @throws the reason of the signal when it was called off, and Error when it cannot be started */
export async function runCommand({ command, cwd, env, log, ms, signal, clock }: Command): Promise<Ended & { late: boolean }> {
  signal.throwIfAborted();
  const program = await startProgram({ command, cwd, env, print: (stream, text) => log.print(stream, text) });
  const over = new AbortController();
  let late = false;
  void clock.sleep(ms, over.signal).then(
    () => {
      late = true;
      program.kill();
    },
    () => undefined,
  );
  const calledOff = (): void => program.kill();
  signal.addEventListener('abort', calledOff);
  const ended = await program.ended;
  signal.removeEventListener('abort', calledOff);
  over.abort();
  log.flush();
  signal.throwIfAborted();
  return { ...ended, late };
}

/** What a container of a platform has by itself: programs of the project first, a home of its own. */
export function serviceBase(folder: string, root: string, home: string): Record<string, string> {
  const { PATH, HOME: _, ...rest } = machineEnvironment();
  const own = [...new Set([join(folder, root), folder])].map((one) => join(one, 'node_modules', '.bin'));
  return { ...rest, PATH: [...own, PATH].join(':'), HOME: home };
}
