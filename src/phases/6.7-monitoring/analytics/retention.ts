/**
 * Guide 6.7/7, GDPR art. 5 (1) e: Google forgets what belongs to a single visitor after so many months, and a visitor who comes back does not put that off.
 * https://support.google.com/analytics/answer/7667196
 */
import { task } from '../../../core/task.ts';
import { googleAnalytics } from '../../../vendors/google-analytics.ts';
import type { Retention } from '../../../vendors/google-analytics-client.ts';

/** As the Admin API names them; no other is to be had without Analytics 360. */
export const durations: Readonly<Record<string, string>> = { '2': 'TWO_MONTHS', '14': 'FOURTEEN_MONTHS' };

/** `TWO_MONTHS` → 2 */
export const retentionWords: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(durations).map(([months, duration]) => [duration, months]),
);

export const retention = task({
  id: 'analytics.retention',
  guide: ['6.7/7', '6.8/2'],
  title: 'Let Google forget visitors in time',
  uses: [googleAnalytics],
  needs: ['GA_PROPERTY', 'analyticsMonths'],
  want({ analyticsMonths }): Retention {
    const duration = durations[analyticsMonths] ?? 'TWO_MONTHS';
    return { eventDataRetention: duration, userDataRetention: duration, resetUserDataOnNewActivity: false };
  },
  read: (context) => context.client(googleAnalytics).retention(context.values.GA_PROPERTY),
  async apply(context, want): Promise<Retention> {
    await context.client(googleAnalytics).updateRetention(context.values.GA_PROPERTY, want);
    return want;
  },
  undo: { never: 'what Google has forgotten does not come back; another term is set at Admin → Data retention' },
  gives: {},
});
