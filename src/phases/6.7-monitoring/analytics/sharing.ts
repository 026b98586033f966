/**
 * Guide 6.7/7: Google gets what it needs to measure, and nothing for purposes of its own: the privacy page says so. The Admin API shows these settings and changes none.
 * https://support.google.com/analytics/answer/1011397
 */
import { task } from '../../../core/task.ts';
import { adminPage, googleAnalytics } from '../../../vendors/google-analytics.ts';

interface Sharing {
  products: false | true;
  others: false | true;
  sales: false | true;
}

export const sharing = task({
  id: 'analytics.sharing',
  guide: ['6.7/7', '6.8/2'],
  title: 'Share the figures with nobody at Google',
  uses: [googleAnalytics],
  needs: ['GA_ACCOUNT'],
  want: (): Sharing => ({ products: false, others: false, sales: false }),
  async read(context): Promise<Sharing> {
    const { products, others, sales } = await context.client(googleAnalytics).sharing(context.values.GA_ACCOUNT);
    return { products, others, sales };
  },
  apply: async (_context, want) => want,
  undo: { never: 'a setting of your own account; tick it again at Admin → Account details' },
  gives: {},
  byHand: {
    open: () => adminPage,
    steps: () => [
      'Admin → Account details → Account data sharing settings',
      'Take the ticks out of "Google products & services", "Modeling contributions & business insights" and "Recommendations for your business"',
      '"Technical support" may stay: it lets Google look when you ask it for help',
      'Save',
    ],
    proof: 'read',
  },
});
