/** What both halves of the dashboard tell Sentry, and what they never tell it. */
import { scrub } from '@k77/observability/scrub';
import { publicEnv } from '../site/env.ts';

/** Since version 11 the SDK collects all of this unless told otherwise. */
const nothingOfPeople = {
  userInfo: false,
  cookies: false,
  httpHeaders: false,
  httpBodies: [],
  urlQueryParams: false,
  databaseQueryData: false,
  stackFrameVariables: false,
};

export const sentryOptions = {
  dsn: publicEnv.sentryDsn,
  environment: publicEnv.environment,
  release: `dashboard@${publicEnv.version}`,
  dataCollection: nothingOfPeople,
  initialScope: { tags: { service: 'dashboard' } },
  beforeSend: <T>(event: T): T => scrub(event),
  beforeSendTransaction: <T>(event: T): T => scrub(event),
  beforeBreadcrumb: <T>(breadcrumb: T): T => scrub(breadcrumb),
};
