/** What runs in the browser before pages do: its half of error reporting, fetched only where there is a DSN, and a word to the statistics when another page comes. */
import { movedTo } from './analytics/track.ts';
import { publicEnv } from './site/env.ts';

if (publicEnv.sentryDsn !== '') void import('./sentry/browser.ts').then(({ startBrowser }) => startBrowser());

export function onRouterTransitionStart(url: string): void {
  movedTo(new URL(url, location.href).href);
}
