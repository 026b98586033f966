/** What checks of errors share: the issues at Sentry that nobody has resolved. One list for all of them. */
import type { CheckContext } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { placeAt, projectsOf } from '../src/phases/6.7-monitoring/errors/place.ts';
import type { SentryIssue } from '../src/vendors/sentry-types.ts';

export const issueKeys = ['SENTRY_ORG', 'SENTRY_REGION', 'SENTRY_PROJECT_BOT', 'SENTRY_PROJECT_API', 'SENTRY_PROJECT'] as const;

type Looking = Pick<CheckContext, 'client'> & { values: Partial<Values<(typeof issueKeys)[number]>> };

/** Of the last 14 days, newest first; errors that k77 makes on purpose left out. Undefined: no project is known yet. */
export async function unresolvedIssues({ client, values }: Looking): Promise<readonly SentryIssue[] | undefined> {
  const { SENTRY_ORG, SENTRY_REGION, SENTRY_PROJECT_BOT, SENTRY_PROJECT_API, SENTRY_PROJECT } = values;
  if (!SENTRY_ORG || !SENTRY_REGION || !SENTRY_PROJECT_BOT || !SENTRY_PROJECT_API || !SENTRY_PROJECT) return undefined;
  const place = placeAt({ client, values: { SENTRY_ORG, SENTRY_REGION } });
  return place.unresolved(projectsOf({ SENTRY_PROJECT_BOT, SENTRY_PROJECT_API, SENTRY_PROJECT }));
}
