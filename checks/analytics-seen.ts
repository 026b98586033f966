/** What checks of analytics have in common. */
import type { Verdict } from '../src/core/check.ts';
import type { Key, Values } from '../src/core/keys.ts';
import type { GoogleAnalyticsClient, WebStream } from '../src/vendors/google-analytics-client.ts';
import { unknown } from './verdict.ts';

/** The values that a check needs where Google counts visits; a verdict where it does not, or where they are not there yet. */
export function withGoogle<K extends Key>(values: Partial<Values>, needs: readonly K[]): { known: Values<K> } | { verdict: Verdict } {
  if (values.analytics === 'none')
    return {
      verdict: {
        state: 'impossible',
        why: 'you answered that nobody counts visits',
        instead: 'with --set analytics=google, k77 deploy 6.7 sets Google Analytics up, behind consent',
      },
    };
  const missing = needs.filter((key) => values[key] === undefined);
  if (missing.length > 0)
    return { verdict: unknown(`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not known yet: k77 deploy 6.7`) };
  return { known: values as Values<K> };
}

/** The stream as Google shows it now; undefined: it is gone. */
export async function streamNow(
  client: GoogleAnalyticsClient,
  values: Values<'GA_PROPERTY' | 'GA_STREAM'>,
): Promise<WebStream | undefined> {
  return (await client.streams(values.GA_PROPERTY)).find(({ name }) => name === values.GA_STREAM);
}
