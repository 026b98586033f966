/**
 * Where the emulated Sentry and the saved document (`API Reference` v0, 2026-08) differ, and who says that it is right so. A line that nothing needs any more fails
 * the test.
 */
import type { KnownDifference } from './cloudflare-differences.ts';

const source = 'https://github.com/getsentry/sentry/blob/master/src/sentry';

export const sentryDifferences: readonly KnownDifference[] = [
  {
    what: /^GET \S+ answer is not documented$/,
    source:
      'the document names 404 and tells nothing of its body, which is {"detail": …} as that of every refusal: https://docs.sentry.io/api/',
  },
  {
    what: /^POST \S+\/teams\/ answer status 409 is not documented$/,
    source: `${source}/core/endpoints/organization_teams.py answers 409 where a team of that slug exists; the document says 404`,
  },
  {
    what: /^POST \S+\/releases\/ answer is not documented$/,
    source:
      'the document names 208 without its body: https://docs.sentry.io/api/releases/create-a-new-release-for-an-organization/ answers with the release',
  },
  {
    what: /^GET \/api\/0\/organizations\/\{organization_id_or_slug\}\/ answer \.\w+ is unknown$/,
    source: `${source}/core/endpoints/organization_details.py answers reading with the same serializer as writing, whose answer the document tells in full`,
  },
  {
    what: /^PUT \/api\/0\/projects\/\S+ request \.(dataScrubber|dataScrubberDefaults|scrubIPAddresses|sensitiveFields) is unknown$/,
    source: `${source}/core/endpoints/project_details.py: ProjectAdminSerializer takes them from whoever may write to the project; they are the page "Security & Privacy"`,
  },
  {
    what: /^GET \/api\/0\/projects\/\S+\/events\/ answer \[\]\.(entries|contexts|context|sdk|release|dist) is unknown$/,
    source: 'with full=true "the full event body" comes along, says the document, and shows none',
  },
  {
    what: /^GET \S+\/issues\/ answer \/0 must have required property '(derivedData|inbox|integrationIssues|latestEventHasAttachments|matchingEvent(Id|Environment)|owners|sentryAppIssues|sessionCount)'$/,
    source: `${source}/api/serializers/models/group_stream.py adds them for what is named in expand, and matching events for a search of one of them; the document demands all`,
  },
];
