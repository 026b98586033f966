/** Legal documents as they are for this site and this build. Server only. */
import { documentsFor, type Facts, factsOf, type RenderedDocument } from '@k77/legal';
import { publicEnv } from './env.ts';
import { site } from './site.ts';

export const facts: Facts = factsOf(site, {
  NEXT_PUBLIC_GA_ID: publicEnv.gaId,
  NEXT_PUBLIC_SENTRY_DSN: publicEnv.sentryDsn,
  NEXT_PUBLIC_ENVIRONMENT: publicEnv.environment,
});

export const legalDocuments: readonly RenderedDocument[] = documentsFor(facts);
