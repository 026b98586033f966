/**
 * Errors go to Sentry where there is a DSN; else nothing is loaded, sent or remembered.
 */
import { createHash } from 'node:crypto';
import { scrub } from './scrub.ts';

export interface ErrorContext {
  /** Ids of Discord; only their hashes leave. */
  userId?: string | undefined;
  guildId?: string | undefined;
  /** `command`, `route`, `job`, … */
  tags?: Readonly<Record<string, string>> | undefined;
}

export interface ErrorReporter {
  /** The id under which the error is found again, to be told to the user; undefined without Sentry. */
  capture(error: unknown, context?: ErrorContext): string | undefined;
  /** Waits until what was captured is sent; at most so many milliseconds. */
  flush(ms?: number): Promise<void>;
}

export interface SentryOptions {
  dsn?: string | undefined;
  environment: string;
  service: string;
  version: string;
}

export const silentReporter: ErrorReporter = { capture: () => undefined, flush: async () => undefined };

/** Since version 11 the SDK collects all of this unless told otherwise. */
const nothingOfPeople = {
  userInfo: false,
  cookies: false,
  httpHeaders: false,
  httpBodies: [],
  urlQueryParams: false,
  databaseQueryData: false,
  queues: false,
  stackFrameVariables: false,
};

export async function openSentry({ dsn, environment, service, version }: SentryOptions): Promise<ErrorReporter> {
  if (dsn === undefined) return silentReporter;
  // Loaded only where it is used: it is by far the largest package of a service.
  const sentry = await import('@sentry/node');
  sentry.init({
    dsn,
    environment,
    release: `${service}@${version}`,
    tracesSampleRate: 0.1,
    // Whole transactions and not a stream of spans: only those pass `beforeSendTransaction`.
    traceLifecycle: 'static',
    dataCollection: nothingOfPeople,
    initialScope: { tags: { service } },
    beforeSend: (event) => scrub(event),
    beforeSendTransaction: (event) => scrub(event),
    beforeBreadcrumb: (breadcrumb) => scrub(breadcrumb),
  });
  return {
    capture: (error, context = {}) => sentry.captureException(error, { tags: { ...context.tags }, ...hashed(context) }),
    async flush(ms = 2000) {
      await sentry.flush(ms);
    },
  };
}

function hashed({ userId, guildId }: ErrorContext) {
  return {
    ...(userId === undefined ? {} : { user: { id: shortHash(userId) } }),
    ...(guildId === undefined ? {} : { extra: { guild: shortHash(guildId) } }),
  };
}

/** Enough to tell one from another, too little to look anybody up by. */
export function shortHash(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 12);
}
