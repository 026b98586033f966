/**
 * What the emulated Upstash does differently from the published document, and who says that it is right so. A line that nothing needs any more fails the test.
 */
import type { Difference } from './contract.ts';

const credentials =
  'https://upstash.com/docs/devops/developer-api/redis/get_database shows them; ?credentials=hide is documented as hiding them';

export const upstashDifferences: readonly Difference[] = ['password', 'user_email', 'rest_token', 'read_only_rest_token'].map((path) => ({
  of: 'Database',
  path,
  what: 'extra',
  source: credentials,
}));
