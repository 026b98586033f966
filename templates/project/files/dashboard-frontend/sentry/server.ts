/** The server's half: errors, and one trace in ten. */
import { init } from '@sentry/nextjs';
import { sentryOptions } from './options.ts';

export function startServer(options: object = {}): void {
  // Whole transactions and not a stream of spans: only those pass `beforeSendTransaction`.
  init({ ...sentryOptions, tracesSampleRate: 0.1, traceLifecycle: 'static', ...options });
}
