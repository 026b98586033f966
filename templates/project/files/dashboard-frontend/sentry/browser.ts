/**
 * The browser's half: an error is reported when there is one, and nothing else is ever sent. No sessions, no traces: those would tell of every visit to somebody
 * else, and nobody was asked.
 */
import { captureException, init } from '@sentry/nextjs';
import { sentryOptions } from './options.ts';

export { captureException };

/** They send by themselves, without an error. */
const talkative = ['BrowserSession', 'BrowserTracing'];

interface Named {
  name: string;
}

export function withoutTalkative<T extends Named>(integrations: readonly T[]): T[] {
  return integrations.filter(({ name }) => !talkative.includes(name));
}

export function startBrowser(): void {
  init({ ...sentryOptions, integrations: withoutTalkative, sendClientReports: false });
}
