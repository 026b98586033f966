/**
 * Where the emulated Render and the saved document (`Render Public API` 1.0.0) differ, and who says that it is right so. A line that nothing needs any more fails
 * the test.
 */
import type { KnownDifference } from './cloudflare-differences.ts';

export const renderDifferences: readonly KnownDifference[] = [
  {
    what: /^GET \/metrics\/[a-z-]+ answer \/\d+\/values\/\d+ must have required property 'unit'$/,
    source: 'the document demands a unit of each value and describes none there, but one of the curve, which is given',
  },
];
