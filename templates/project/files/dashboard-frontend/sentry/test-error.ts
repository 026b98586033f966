/**
 * An error on purpose in the dashboard's server, to see that its errors arrive. The API asks for it with a ticket, and only the API can say whether that is good.
 */

import { scrubText } from '@k77/observability/redact';
import { markerShape, markerTag, TestError } from '@k77/observability/test-error';
import { publicEnv } from '../site/env.ts';

/** Two dots between three parts; what looks otherwise is not worth a question. */
const ticketShape = /^[\w-]{8,200}\.[\w-]{8,600}\.[\w-]{8,200}$/;
const timeoutMs = 5000;

/** @returns the marker of the error to make; undefined: the API knows no such ticket, or does not answer */
export async function redeemed(ticket: unknown): Promise<string | undefined> {
  if (typeof ticket !== 'string' || !ticketShape.test(ticket)) return undefined;
  try {
    const response = await fetch(`${publicEnv.apiUrl}/api/test-error/ticket`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket }),
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { marker } = (response.ok ? await response.json() : {}) as { marker?: unknown };
    return typeof marker === 'string' && markerShape.test(marker) ? marker : undefined;
  } catch {
    return undefined;
  }
}

/** Logs one, reports it and waits until the report has left. @returns its id; null: errors are reported to nobody */
export async function makeError(marker: string): Promise<string | null> {
  const error = new TestError(marker);
  const line = { level: 50, time: Date.now(), service: 'dashboard', version: publicEnv.version, marker, msg: scrubText(error.message) };
  process.stderr.write(`${JSON.stringify(line)}\n`);
  if (publicEnv.sentryDsn === '') return null;
  const { captureException, flush } = await import('@sentry/nextjs');
  const id = captureException(error, { tags: { [markerTag]: marker } });
  await flush(3000);
  return id;
}
