/** The server's half of error reporting; nothing is loaded without a DSN. */
import { publicEnv } from './site/env.ts';

export async function register(): Promise<void> {
  if (publicEnv.sentryDsn === '' || process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startServer } = await import('./sentry/server.ts');
  startServer();
}

export async function onRequestError(...seen: Parameters<typeof import('@sentry/nextjs').captureRequestError>): Promise<void> {
  if (publicEnv.sentryDsn === '' || process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { captureRequestError } = await import('@sentry/nextjs');
  captureRequestError(...seen);
}
