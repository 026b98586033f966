/** What stands in the emulated Google Analytics, one line a thing, in words that do not change from run to run. What was measured does not count. */
import type { GoogleState } from './model.ts';

export function googleAnalyticsInventory({ accounts, properties, streams }: GoogleState): string[] {
  const title = (id: string): string => properties.find((one) => one.id === id)?.displayName ?? '?';
  return [
    ...accounts.map(
      ({ title: name, users, sharing }) =>
        `google-analytics account ${name} ${Object.values(users).join(',')} shares ${Object.entries(sharing)
          .flatMap(([what, on]) => (on ? [what] : []))
          .join(',')}`,
    ),
    ...properties.flatMap((one) => [
      `google-analytics property ${one.displayName} ${one.timeZone} ${one.currencyCode} ${one.industryCategory ?? ''} ${one.retention.event} ${one.retention.user} reset=${one.retention.reset} acknowledged=${one.acknowledged} trashed=${one.trashed}`,
      ...one.keyEvents.map(
        ({ eventName, countingMethod }) => `google-analytics key event ${one.displayName} ${eventName} ${countingMethod}`,
      ),
    ]),
    ...streams.flatMap((one) => [
      `google-analytics stream ${title(one.property)} ${one.uri}`,
      ...one.secrets.map(({ displayName }) => `google-analytics secret ${one.uri} ${displayName}`),
    ]),
  ];
}
