/**
 * Where the emulated Fly.io and the saved OpenAPI document of the Machines API differ, and who says that it is right so. A line that nothing needs any more fails the
 * test.
 */
import type { KnownDifference } from './cloudflare-differences.ts';

export const flyDifferences: readonly KnownDifference[] = [
  {
    what: /^POST \/apps answer \/status must be equal to one of the allowed values$/,
    source: '`name_taken` in `flaps/flaps_error.go` of Fly.io’s own client (superfly/fly-go 05401b4), which is newer',
  },
];
