/**
 * The log: JSON, one line each, to stdout; the platform keeps it. Errors go to the operators' Discord channel too, from a thread of their own.
 */
import { type DestinationStream, type Logger, pino, stdSerializers, type TransportTargetOptions } from 'pino';
import { hidden, redactPaths, scrubText } from './redact.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  service: string;
  level: string;
  version: string;
  /** LOG_WEBHOOK_URL: where errors are also told. */
  webhookUrl?: string | undefined;
  /** Instead of stdout, for tests. */
  destination?: DestinationStream | undefined;
}

export function createLogger(options: LoggerOptions): Logger {
  const { service, level, version, webhookUrl, destination } = options;
  const base = {
    level,
    base: { service, version },
    redact: { paths: [...redactPaths], censor: hidden },
    serializers: { err: cleanError, error: cleanError },
    hooks: { logMethod: scrubMessage },
  };
  if (destination !== undefined) return pino(base, destination);
  return webhookUrl === undefined ? pino(base) : pino({ ...base, transport: { targets: targets(webhookUrl, service, level) } });
}

/** The webhook's address is read by the thread; it never stands in a log line. */
function targets(webhookUrl: string, service: string, level: string): TransportTargetOptions[] {
  return [
    { target: 'pino/file', level, options: { destination: 1 } },
    { target: new URL('./discord-transport.js', import.meta.url).href, level: 'error', options: { url: webhookUrl, service } },
  ];
}

/** Messages of drivers carry addresses with passwords in them. */
function cleanError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack, code } = stdSerializers.err(error) as { type: string; message: string; stack: string; code?: unknown };
  return { type, message: scrubText(message), stack: scrubText(stack), ...(code === undefined ? {} : { code }) };
}

function scrubMessage(this: Logger, args: Parameters<Logger['info']>, method: (...args: Parameters<Logger['info']>) => void): void {
  const clean = withMessage(args).map((arg) => (typeof arg === 'string' ? scrubText(arg) : arg));
  method.apply(this, clean as Parameters<Logger['info']>);
}

/** Of an error that is logged without a word pino takes the message as it is: here it becomes a text like any other. */
function withMessage(args: readonly unknown[]): readonly unknown[] {
  const [first, ...rest] = args;
  const error = first instanceof Error ? first : (first as { err?: unknown } | null | undefined)?.err;
  return rest.length === 0 && error instanceof Error ? [first, error.message] : args;
}

/** Waits until what was logged has left the process; at most so many milliseconds. */
export function flushLogger(logger: Logger, ms = 2000): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    logger.flush(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
