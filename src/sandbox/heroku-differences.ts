/**
 * Where the emulated Heroku and the saved schema (`heroku/platform-api` d31fba5) differ, and who says that it is right so. A line that nothing needs any more fails the
 * test.
 */
import type { KnownDifference } from './cloudflare-differences.ts';

export const herokuDifferences: readonly KnownDifference[] = [];
