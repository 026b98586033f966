/**
 * Legal & Compliance, Monitoring · the question about cookies and what measures, as a browser meets them. Nothing that is chosen or counted while k77 looks is sent: the
 * browser holds it back.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { isLacking } from '../src/probes/browser/browsing.ts';
import { type ConsentSeen, isOwn } from '../src/probes/browser/consent.ts';
import { internet } from '../src/vendors/internet.ts';
import { withGoogle } from './analytics-seen.ts';
import { attestable } from './attestable.ts';
import { consentSeen, notSeen } from './browser-seen.ts';
import { legalPages } from './legal-pages.ts';
import { judge, type Wrong, wrongFor } from './verdict.ts';

const consent = check({
  id: 'legal.consent-in-browser',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'In a browser: asked once, nothing before a yes, nothing after a no, and browsers that say no are heard',
  guide: [
    ...(['6.8/5', '6.8#012', '6.8#018', '6.8#019', '6.8#020', '6.8#021', '6.8#022'] as const),
    ...(['post#087', 'post#088', 'post#089', 'post#090'] as const),
  ],
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED', 'analytics'],
  lane: 'browser',
  attestable: attestable('legal.consent-in-browser'),
  async probe(context) {
    const { domain, analytics } = context.values;
    const pages = await legalPages(context);
    const asks = pages.marked ? pages.claims.includes('consent-first') : analytics === 'google';
    const seen = await consentSeen(context, asks);
    if (isLacking(seen))
      return notSeen(
        seen,
        'legal.consent-in-browser',
        `https://${domain} in a private window, with the network tab, once with a no and once with a yes`,
      );
    return judge(context, {
      wrong: [...wrongWithQuestion(seen, asks), ...wrongWithMeasuring(seen), ...wrongWithSignals(seen)],
      saw: asks
        ? `asked on the first visit; after a no silent, also after a reload; after a yes only ${seen.allowed.measured.map(hostOf).filter(unique).join(', ') || 'nobody'} heard of it, and nobody once it was taken back; not asked and not measured under Do Not Track and Global Privacy Control`
        : 'nothing measures, so nobody is asked; nor does anything under Do Not Track and Global Privacy Control',
      want: 'the question on the first visit, the choice kept over reloads, nothing to Google or Vercel before a yes or after a no, browsers’ signals heard',
      from: `https://${domain} in Chromium, as four strangers; what they chose was held back`,
      fix: 'dashboard-frontend/consent does all of it: k77 scaffold brings it back; scripts that measure belong behind it; then k77 deploy 6.6',
    });
  },
});

/** Boxes by what they state. */
const question = ['6.8#012', '6.8#018', 'post#087'] as const;
const kept = ['6.8#019', 'post#088'] as const;
const optOut = ['6.8#020', 'post#089'] as const;
const signalled = ['6.8#021', 'post#090'] as const;
const defaults = ['6.8#022'] as const;

function wrongWithQuestion({ refused, allowed }: ConsentSeen, asks: boolean): Wrong[] {
  const measures = [...refused.early, ...refused.measured, ...allowed.early, ...allowed.measured].length > 0;
  return [
    wrongFor(question, (asks || measures) && !refused.asked && 'a first visitor is not asked'),
    wrongFor([...question, ...defaults], refused.asked && !refused.hasButton && 'the question has no button that refuses'),
    wrongFor(kept, refused.askedAgain && 'who refused is asked again'),
    wrongFor(kept, allowed.askedAgain && 'who allowed it is asked again'),
    wrongFor(optOut, allowed.asked && !allowed.reopened && 'the settings do not open again, or have no button that refuses'),
  ];
}

function wrongWithMeasuring({ refused, allowed }: ConsentSeen): Wrong[] {
  const early = [...refused.early, ...allowed.early].filter(unique);
  return [
    wrongFor([...question, ...defaults], early.length > 0 && `before any choice: ${early.join(', ')}`),
    wrongFor(optOut, refused.measured.length > 0 && `after a no: ${refused.measured.join(', ')}`),
    wrongFor(optOut, allowed.after.length > 0 && `after a yes was taken back: ${allowed.after.join(', ')}`),
  ];
}

function wrongWithSignals({ signals }: ConsentSeen): Wrong[] {
  return Object.entries(signals).flatMap(([name, { asked, measured }]) => [
    wrongFor(signalled, measured.length > 0 && `under ${name}: ${measured.join(', ')}`),
    wrongFor(signalled, asked && `under ${name} visitors are asked all the same`),
  ]);
}

const tagNeeds = ['NEXT_PUBLIC_GA_ID', 'DASHBOARD_DEPLOYED'] as const;

const counted = check({
  id: 'analytics.in-browser',
  section: 'Monitoring',
  phase: '6.7',
  title: 'In a browser: after a yes the tag loads, and tells Google of pages and of what is done there',
  guide: ['6.7#016', '6.7#018', 'post#058', 'post#059', 'post#060'],
  weight: 'warning',
  uses: [internet],
  needs: ['analytics', 'domain'],
  tolerates: tagNeeds,
  lane: 'browser',
  attestable: attestable('analytics.in-browser'),
  async probe(context) {
    const start = withGoogle(context.values, tagNeeds);
    if ('verdict' in start) return start.verdict;
    const { domain } = context.values;
    const id = start.known.NEXT_PUBLIC_GA_ID;
    const seen = await consentSeen(context, true);
    if (isLacking(seen))
      return notSeen(seen, 'analytics.in-browser', `allow cookies on https://${domain}, and watch requests to google-analytics.com`);
    const { asked, tag, hits } = seen.allowed;
    const ours = hits.filter((hit) => hit.id === id);
    const own = ours
      .map(({ event }) => event)
      .filter(isOwn)
      .filter(unique);
    const others = hits
      .map((hit) => hit.id)
      .filter((other) => other !== id && other !== '')
      .filter(unique);
    const views = ours.filter(({ event }) => event === 'page_view').length;
    return judge(context, {
      wrong: [
        !asked && 'nobody was asked, so nobody could allow it',
        wrongFor(['6.7#016', 'post#058'], asked && !tag && 'after a yes the tag of Google is not loaded'),
        wrongFor(['6.7#016', 'post#058'], tag && tag.status >= 400 && `the tag of Google answers ${tag.status}`),
        wrongFor(['6.7#016', 'post#058'], tag && tag.id !== id && `the tag is asked for as ${tag.id}, and the stream is ${id}`),
        wrongFor(['6.7#016', 'post#058', 'post#059'], others.length > 0 && `pages tell another stream: ${others.join(', ')}`),
        wrongFor(['post#059'], asked && views === 0 && 'no page_view left for Google within 10 s'),
        wrongFor(['6.7#018', 'post#060'], asked && own.length === 0 && 'a click on a link that counts told Google of no event'),
      ],
      saw: `the tag came as ${id}; ${views} page views and ${own.join(', ')} left for Google, and were held back here`,
      want: `gtag.js for ${id}, a page_view for a page, an event for a click on "Premium" or "Login"`,
      from: `the requests of https://${domain} in Chromium, after "Allow"; the figures count none of it`,
      fix: 'k77 deploy 6.7 gives the id to the dashboard and deploys it; k77 scaffold brings dashboard-frontend/analytics back',
    });
  },
});

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}

function unique<T>(one: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(one) === index;
}

export const browserConsent: readonly AnyCheck[] = [consent, counted];
