/** What both halves of the dashboard tell Sentry, and what they never tell it. */
import { scrub } from '@k77/observability/scrub';
import { publicEnv } from '../site/env.ts';

export const sentryOptions = {
  dsn: publicEnv.sentryDsn,
  environment: publicEnv.environment,
  tracesSampleRate: 0.1,
  sendDefaultPii: false,
  initialScope: { tags: { service: 'dashboard' } },
  beforeSend: <T>(event: T): T => scrub(event),
  beforeSendTransaction: <T>(event: T): T => scrub(event),
  beforeBreadcrumb: <T>(breadcrumb: T): T => scrub(breadcrumb),
};
