/** Reports an error of a page, where there is a DSN; nothing is fetched for it elsewhere. */
import { publicEnv } from '../site/env.ts';

export function reportError(error: unknown): void {
  if (publicEnv.sentryDsn !== '') void import('./browser.ts').then(({ captureException }) => captureException(error));
}
