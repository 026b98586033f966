/**
 * Guide 6.7/9: a purchase counts each time, and stands among the key events of the reports. https://support.google.com/analytics/answer/13128484
 */
import { task } from '../../../core/task.ts';
import { googleAnalytics } from '../../../vendors/google-analytics.ts';
import type { KeyEvent } from '../../../vendors/google-analytics-client.ts';

type Wanted = Omit<KeyEvent, 'name'>;

export const keyEvent = task({
  id: 'analytics.key-event',
  guide: ['6.7/9', '6.7#018', '6.7#019', 'post#060', 'post#061'],
  settings: [
    {
      id: '6.7/9:click',
      says: 'premium_click with its plan, and five more events of the pages; what is on a link says what a click on it means',
    },
  ],
  title: 'Count purchases as key events',
  uses: [googleAnalytics],
  needs: ['GA_PROPERTY'],
  want: (): Wanted => ({ eventName: 'purchase', countingMethod: 'ONCE_PER_EVENT' }),
  async read(context, { eventName }): Promise<KeyEvent | undefined> {
    return (await context.client(googleAnalytics).keyEvents(context.values.GA_PROPERTY)).find((one) => one.eventName === eventName);
  },
  apply(context, want, have): Promise<KeyEvent> {
    const client = context.client(googleAnalytics);
    const { countingMethod } = want;
    return have ? client.updateKeyEvent(have.name, { countingMethod }) : client.createKeyEvent(context.values.GA_PROPERTY, want);
  },
  undo: { never: 'reports of the past name it; the star is taken away at Admin → Events' },
  gives: {},
});
