/**
 * Stops a process in order: first no new work, then what runs is finished, then connections are closed, last the log is flushed. Whatever hangs is left behind.
 */
import type { Logger } from 'pino';

export interface StopOptions {
  logger: Pick<Logger, 'info' | 'error' | 'warn'>;
  /** For all steps together. */
  timeoutMs?: number;
  /** Ends the process; tests hand in their own. */
  exit?: (code: number) => void;
}

export interface Stop {
  /** Steps run in the order in which they were added, each after the one before. */
  add(name: string, step: () => Promise<unknown> | unknown): void;
  /** SIGTERM and SIGINT stop the process with 0; an error that nobody caught stops it with 1. */
  listen(): void;
  /** Runs the steps once; later calls wait for the first. Resolves with the exit code. */
  stop(reason: string, code?: number): Promise<number>;
}

export function createStop({ logger, timeoutMs = 15_000, exit = process.exit }: StopOptions): Stop {
  const steps: { name: string; step: () => Promise<unknown> | unknown }[] = [];
  let stopped: Promise<number> | undefined;

  const run = async (reason: string, code: number): Promise<number> => {
    logger.info({ reason }, 'stopping');
    const until = Date.now() + timeoutMs;
    for (const { name, step } of steps) {
      const finished = await attempt(name, step, Math.max(100, until - Date.now()), logger);
      if (!finished) code ||= 1;
    }
    return code;
  };

  const stop = (reason: string, code = 0) => {
    stopped ??= run(reason, code);
    return stopped;
  };
  const leave = (reason: string, code: number) => void stop(reason, code).then(exit);

  return {
    add: (name, step) => {
      steps.push({ name, step });
    },
    stop,
    listen() {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => leave(signal, 0));
      process.on('uncaughtException', (error) => {
        logger.error({ err: error }, 'uncaught exception');
        leave('uncaught exception', 1);
      });
      process.on('unhandledRejection', (reason) => {
        logger.error({ err: reason }, 'unhandled rejection');
        leave('unhandled rejection', 1);
      });
    },
  };
}

async function attempt(name: string, step: () => unknown, ms: number, logger: StopOptions['logger']): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, ms, 'late');
  });
  try {
    const result = await Promise.race([Promise.resolve().then(step), late]);
    if (result === 'late') logger.warn({ step: name }, 'did not stop in time');
    return result !== 'late';
  } catch (error) {
    logger.error({ err: error, step: name }, 'did not stop cleanly');
    return false;
  } finally {
    clearTimeout(timer);
  }
}
