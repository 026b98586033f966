/**
 * Tells a monitor outside that the bot lives, by calling HEARTBEAT_URL: as long as every shard of the bot is ready, wherever it runs, and from one process, the one
 * that has shard 0. When the calls stop the monitor raises the alarm; so nothing is ever called in doubt.
 */
import { hidePath, type Logger } from '@k77/observability';

export interface PulseOptions {
  /** A secret: whoever knows it can keep the alarm silent. Undefined: nobody is told. */
  url: string | undefined;
  everyMs: number;
  /** This process is the one that tells. */
  isMine(): boolean;
  /** @throws Error when a shard is silent, or it cannot be known */
  probe(): Promise<void>;
  logger: Pick<Logger, 'info' | 'warn'>;
  fetch?: typeof globalThis.fetch;
  timeoutMs?: number;
}

export interface Pulse {
  now(): Promise<void>;
  stop(): void;
}

export function startPulse({ url, everyMs, isMine, probe, logger, fetch = globalThis.fetch, timeoutMs = 10_000 }: PulseOptions): Pulse {
  if (url === undefined) return { now: async () => undefined, stop: () => undefined };
  // Sentry is told with an error which calls went before it.
  hidePath(url);
  let failing = false;
  const call = async (): Promise<void> => {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
  };
  const beat = async (): Promise<void> => {
    if (!isMine() || !(await succeeds(probe()))) return;
    try {
      await call();
      if (failing) logger.info('the monitor takes heartbeats again');
      failing = false;
    } catch (error) {
      // Said once: the monitor itself will tell, and this log is not where it is looked for.
      if (!failing) logger.warn({ why: reasonOf(error) }, 'the monitor takes no heartbeats');
      failing = true;
    }
  };
  const timer = setInterval(() => void beat(), everyMs);
  timer.unref();
  return { now: beat, stop: () => clearInterval(timer) };
}

function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** Nothing that could hold the address: of what the network says only the code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = (error.cause ?? {}) as { code?: unknown };
  if (typeof code === 'string') return code;
  return error.name === 'TimeoutError' ? 'no answer in time' : /^it answered \d+$/.test(error.message) ? error.message : error.name;
}
