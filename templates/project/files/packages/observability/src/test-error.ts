/**
 * An error on purpose, to see that errors of this very process arrive where they should, and that no secret arrives with them. It carries a marker by which it is
 * found again, and something that looks like a secret and must be gone by then.
 */
import type { Logger } from 'pino';
import type { ErrorReporter } from './sentry.ts';

/** Chosen by whoever asks. */
export const markerShape = /^[a-z\d-]{8,40}$/;

/** The tag that carries the marker. */
export const markerTag = 'k77_marker';

/** Has the looks of a Stripe key and opens nothing. Wherever it is read, secrets are read too. */
export function canaryOf(marker: string): string {
  return `sk_test_${marker.replaceAll('-', '')}`;
}

export class TestError extends Error {
  override readonly name = 'TestError';

  constructor(marker: string) {
    super(`A test of the error reports (${marker}). Nobody may read this: ${canaryOf(marker)}`);
  }
}

export interface TestErrorTools {
  logger: Pick<Logger, 'error'>;
  errors: ErrorReporter;
  /** How long the report may take to leave. */
  flushMs?: number;
}

/** Logs one, reports it and waits until the report has left. @returns the id under which it is found; undefined where errors are reported to nobody */
export async function makeTestError(marker: string, { logger, errors, flushMs = 3000 }: TestErrorTools): Promise<string | undefined> {
  const error = new TestError(marker);
  logger.error({ err: error, marker }, 'a test error, asked for by the operator');
  const eventId = errors.capture(error, { tags: { [markerTag]: marker } });
  await errors.flush(flushMs);
  return eventId;
}
