/** Monitoring: analytics, guide 6.7/7 to 6.7/9: Google Analytics as its APIs show it, and the pages as visitors get them. */
import { type AnyCheck, check } from '../src/core/check.ts';
import { retentionWords } from '../src/phases/6.7-monitoring/analytics/retention.ts';
import { readSection } from '../src/phases/site-config.ts';
import { googleAnalytics } from '../src/vendors/google-analytics.ts';
import { internet } from '../src/vendors/internet.ts';
import { analyticsPurchases } from './analytics-purchases.ts';
import { streamNow, withGoogle } from './analytics-seen.ts';
import { vercelMeasured } from './analytics-vercel.ts';
import { served } from './dashboard-served.ts';
import { held } from './held.ts';
import { driftIn, inShort } from './hosting-seen.ts';
import { judge, wrongFor } from './verdict.ts';

const adminCalls = 'the Admin API of Google Analytics';

const property = check({
  id: 'analytics.property',
  section: 'Monitoring',
  phase: '6.7',
  title: 'The dashboard has a property at Google Analytics, and one web stream',
  guide: ['6.7/7', '6.7#015', 'pre#008'],
  settings: held('6.7/7:account', '6.7/7:property', '6.7/7:industry', '6.7/7:measurement-id'),
  weight: 'warning',
  task: ['analytics.property', 'analytics.stream'],
  uses: [googleAnalytics],
  needs: ['analytics'],
  tolerates: ['GA_MEASUREMENT_ID'],
  async probe(context) {
    const start = withGoogle(context.values, []);
    if ('verdict' in start) return start.verdict;
    const drift = await driftIn(context, ['analytics.property', 'analytics.stream'], (task, change) =>
      change.from === undefined ? `there is no ${task === 'analytics.stream' ? 'web stream' : 'property'} for the site` : inShort(change),
    );
    if ('waits' in drift) return drift.waits;
    return judge(context, {
      wrong: [...new Set(drift.wrong)],
      saw: `a property of its own, and its web stream ${context.values.GA_MEASUREMENT_ID ?? ''}`,
      want: 'one property for the site, with your time zone and the currency of your prices, and one web stream',
      from: adminCalls,
      fix: 'k77 deploy --only analytics.property --only analytics.stream',
    });
  },
});

const installedNeeds = ['GA_PROPERTY', 'GA_STREAM', 'GA_MEASUREMENT_ID', 'NEXT_PUBLIC_GA_ID', 'DASHBOARD_DEPLOYED'] as const;

const installed = check({
  id: 'analytics.installed',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Pages and worker carry the id of the web stream',
  guide: ['6.7/8', '6.7#016', '6.7#017', 'post#058'],
  settings: held('6.7/8:variable', '6.7/8:script'),
  weight: 'warning',
  uses: [googleAnalytics, internet],
  needs: ['analytics', 'domain'],
  tolerates: installedNeeds,
  async probe(context) {
    const start = withGoogle(context.values, installedNeeds);
    if ('verdict' in start) return start.verdict;
    const { domain } = context.values;
    const { GA_MEASUREMENT_ID, NEXT_PUBLIC_GA_ID } = start.known;
    const stream = await streamNow(context.client(googleAnalytics), start.known);
    const { pages, files } = await served(context, domain);
    const texts = [...pages.map(({ html }) => html), ...files.map(({ text }) => text)];
    const others = [...new Set(texts.flatMap((text) => text.match(/\bG-[A-Z0-9]{8,12}\b/g) ?? []))].filter(
      (id) => id !== stream?.measurementId,
    );
    return judge(context, {
      wrong: [
        !stream && 'the web stream is gone from Google Analytics',
        wrongFor(
          ['6.7#017'],
          stream &&
            GA_MEASUREMENT_ID !== stream.measurementId &&
            `the worker has ${GA_MEASUREMENT_ID}, and the stream is ${stream.measurementId}`,
        ),
        wrongFor(
          ['6.7#017'],
          stream &&
            NEXT_PUBLIC_GA_ID !== stream.measurementId &&
            `the pages have ${NEXT_PUBLIC_GA_ID}, and the stream is ${stream.measurementId}`,
        ),
        wrongFor(
          ['6.7#016', 'post#058'],
          stream &&
            !texts.some((text) => text.includes(stream.measurementId)) &&
            `nothing that browsers load names ${stream.measurementId}`,
        ),
        wrongFor(['6.7#016', 'post#058'], stream && others.length > 0 && `pages name another id: ${others.join(', ')}`),
      ],
      saw: `${stream?.measurementId} in the variables of worker and dashboard, and in what browsers load`,
      want: 'the same id everywhere, from the variables',
      from: `${adminCalls}, and the pages and scripts of https://${domain}`,
      fix: 'k77 deploy 6.7 gives the present id to worker and dashboard, and deploys both',
    });
  },
});

const retention = check({
  id: 'analytics.retention',
  section: 'Legal & Compliance',
  phase: '6.7',
  title: 'Google forgets visitors when the privacy page says',
  guide: ['6.7/7', '6.8/2'],
  weight: 'warning',
  uses: [googleAnalytics],
  needs: ['analytics'],
  tolerates: ['analyticsMonths', 'GA_PROPERTY'],
  async probe(context) {
    const start = withGoogle(context.values, ['analyticsMonths', 'GA_PROPERTY']);
    if ('verdict' in start) return start.verdict;
    const { analyticsMonths, GA_PROPERTY } = start.known;
    const [seen, section] = await Promise.all([context.client(googleAnalytics).retention(GA_PROPERTY), readSection(context, 'measuring')]);
    const told = String((section as { googleMonths?: unknown } | undefined)?.googleMonths ?? '2');
    const months = (duration: string): string => retentionWords[duration] ?? duration;
    return judge(context, {
      wrong: [
        ...(['userDataRetention', 'eventDataRetention'] as const).map(
          (name) => months(seen[name]) !== told && `${name} is ${months(seen[name])} months, and the pages say ${told}`,
        ),
        seen.resetUserDataOnNewActivity && 'the term begins anew whenever a visitor comes back',
        told !== analyticsMonths && `the pages say ${told} months, and you answered ${analyticsMonths}`,
      ],
      saw: `${told} months, whether or not the visitor comes back`,
      want: `${analyticsMonths} months, at Google and on the privacy page`,
      from: `${adminCalls}, and site.config.json`,
      fix: 'k77 deploy --only analytics.retention --only analytics.measuring',
    });
  },
});

const sharing = check({
  id: 'analytics.sharing',
  section: 'Legal & Compliance',
  phase: '6.7',
  title: 'Google uses the figures for no purpose of its own',
  guide: ['6.7/7', '6.8/2'],
  weight: 'warning',
  uses: [googleAnalytics],
  needs: ['analytics'],
  tolerates: ['GA_ACCOUNT'],
  async probe(context) {
    const start = withGoogle(context.values, ['GA_ACCOUNT']);
    if ('verdict' in start) return start.verdict;
    const seen = await context.client(googleAnalytics).sharing(start.known.GA_ACCOUNT);
    return judge(context, {
      wrong: [
        seen.products && 'shared with Google’s products and services',
        seen.others && 'shared for models and business insights',
        seen.sales && 'shared for recommendations by Google’s people',
      ],
      saw: `not shared${seen.support ? '; technical support may look' : ''}`,
      want: 'shared with nobody but Google’s support',
      from: `${adminCalls}: dataSharingSettings. Google signals are shown by no call of v1beta; the generated tag switches them off itself`,
      fix: 'Admin → Account details → Account data sharing settings; k77 deploy 6.7 shows the clicks',
    });
  },
});

export const analytics: readonly AnyCheck[] = [property, installed, retention, sharing, ...analyticsPurchases, ...vercelMeasured];
