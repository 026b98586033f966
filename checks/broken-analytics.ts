/** Worlds that are broken for the checks of analytics (6.7): rows for `broken-hosting.test.ts`. */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a person, or fate, can do: `HostedHands` of `src/proof/hosted-world.ts`, as far as it is needed here. */
interface Hands {
  change(path: string, edit: (text: string) => string): Promise<void>;
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  serve(mischief: { page?: string; script?: string }): Promise<void>;
  /** What the deployments of the emulated Vercel were made with. */
  vercel(edit: (state: { deployments: { measures?: unknown[] }[] }) => void): Promise<void>;
}

type AnalyticsRow = BrokenRow<Hands>;

const google = 'google-analytics';

export const analyticsRows: readonly AnalyticsRow[] = [
  {
    check: 'analytics.property',
    when: 'somebody deleted the web stream',
    breakIt: ({ press }) => press(google, 'delete-stream'),
    saw: /there is no web stream for the site/,
    alsoFails: ['analytics.installed'],
  },
  {
    check: 'analytics.property',
    when: 'somebody chose another time zone',
    breakIt: ({ press }) => press(google, 'time-zone', { value: 'America/Los_Angeles' }),
    saw: /timeZone is "America\/Los_Angeles", not "Europe\/Berlin"/,
  },
  {
    check: 'analytics.installed',
    when: 'the pages were built with another id',
    breakIt: ({ serve }) => serve({ script: 'allow("G-0THER12345")' }),
    saw: /nothing that browsers load names G-\w{10}; pages name another id: G-0THER12345/,
    boxes: ['6.7#016', 'post#058'],
  },
  {
    check: 'analytics.installed',
    when: 'the worker was given another id',
    breakIt: ({ change }) =>
      change('.k77/sandbox/values.json', (text) => text.replace(/"GA_MEASUREMENT_ID": "[^"]*"/, '"GA_MEASUREMENT_ID": "G-0THER12345"')),
    saw: /^the worker has G-0THER12345, and the stream is G-\w{10}$/,
    boxes: ['6.7#017'],
  },
  {
    check: 'analytics.installed',
    when: 'the web stream was deleted',
    breakIt: ({ press }) => press(google, 'delete-stream'),
    saw: /^the web stream is gone from Google Analytics$/,
  },
  {
    check: 'analytics.retention',
    when: 'somebody chose 14 months, beginning anew with every visit',
    breakIt: ({ press }) => press(google, 'retention', { months: '14', reset: 'on' }),
    saw: /userDataRetention is 14 months, and the pages say 2; eventDataRetention is 14 months.*begins anew whenever/,
  },
  {
    check: 'analytics.retention',
    when: 'the pages promise another term',
    breakIt: ({ change }) =>
      change('site.config.json', (text) => text.replace('"speedInsights": true', '"speedInsights": true, "googleMonths": 14')),
    saw: /userDataRetention is 2 months, and the pages say 14.*the pages say 14 months, and you answered 2/,
  },
  {
    check: 'analytics.sharing',
    when: 'somebody ticked the boxes',
    breakIt: ({ press }) => press(google, 'sharing', { products: 'on', others: 'on' }),
    saw: /shared with Google’s products and services; shared for models/,
  },
  {
    check: 'analytics.events',
    when: 'somebody took the star away',
    breakIt: ({ press }) => press(google, 'unmark-event'),
    saw: /^purchases are no key event$/,
  },
  {
    check: 'analytics.purchases',
    when: 'somebody deleted the secret, and Google takes everything all the same',
    breakIt: ({ press }) => press(google, 'delete-secret'),
    saw: /the worker’s secret is not among those of the stream/,
  },
  {
    check: 'analytics.vercel',
    when: 'somebody switched Analytics off',
    breakIt: ({ press }) => press('vercel', 'measure', { what: 'visits', value: 'off' }),
    saw: /^Web Analytics is switched off$/,
  },
  {
    check: 'analytics.vercel',
    when: 'somebody deployed before it was switched on, and the pages load nothing',
    breakIt: async ({ vercel, change }) => {
      await vercel((state) => {
        for (const one of state.deployments) one.measures = [];
      });
      await change('site.config.json', (text) => text.replace('"speedInsights": true', '"speedInsights": false'));
    },
    saw: /\/_vercel\/insights\/script\.js is not served: \d{3}.*no page loads Speed Insights: measuring\.speedInsights is false/,
  },
  {
    check: 'dashboard.analytics',
    when: 'pages open a connection to Google ahead of time',
    breakIt: ({ serve }) => serve({ page: '<link rel="preconnect" href="https://www.googletagmanager.com">' }),
    saw: /\/ announces https:\/\/www\.googletagmanager\.com before anybody was asked/,
  },
];

/** Checks of this part that no world can break, and why. */
export const analyticsCannotFail: Readonly<Record<string, string>> = {};
