/** Testing · what Lighthouse says of the pages that strangers see first. */
import { type AnyCheck, check } from '../src/core/check.ts';
import { isLacking } from '../src/probes/browser/browsing.ts';
import { categories, type Measured, type Scored } from '../src/probes/browser/lighthouse.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { browsing, notSeen } from './browser-seen.ts';
import { served } from './dashboard-served.ts';
import { held } from './held.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

/** The guide's: above, and below. Milliseconds; CLS has no unit. */
const above = 90;
const below = { lcp: 2500, tbt: 200, cls: 0.1 };
const wanted = ['/', '/pricing', '/legal/terms'];
const titles = { performance: 'performance', accessibility: 'accessibility', 'best-practices': 'best practices', seo: 'SEO' } as const;

const vitals = check({
  id: 'dashboard.vitals',
  section: 'Testing',
  phase: '6.6',
  title: 'Lighthouse gives more than 90 for everything; pages paint within 2.5 s and do not jump',
  guide: ['6.6/15', '6.6#019', 'post#044'],
  settings: held('6.6/15:lcp', '6.6/15:fid', '6.6/15:cls'),
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  lane: 'browser',
  attestable: attestable('dashboard.vitals'),
  async probe(context) {
    const { domain } = context.values;
    const [open, { pages }] = await Promise.all([browsing(context), served(context, domain)]);
    const byHand = `https://pagespeed.web.dev/analysis?url=https%3A%2F%2F${domain}%2F`;
    if (isLacking(open)) return notSeen(open, 'dashboard.vitals', byHand);
    const there = wanted.filter((path) => pages.some((page) => page.path === path && page.status === 200));
    if (there.length === 0) return unknown(`https://${domain}/ does not answer with a page: dashboard.pages says why`);
    const urls = there.map((path) => `https://${domain}${path}`);
    const measured = await open.lighthouse(urls, isFast);
    if (isLacking(measured)) return notSeen(measured, 'dashboard.vitals', byHand);
    const doubtful = measured.filter((page) => page.busy && !isFast(page));
    // What is no matter of time is wrong on a busy computer, too.
    if (doubtful.length > 0 && measured.every((page) => isSound(page)))
      return unknown(
        `this computer was busy meanwhile, so ${doubtful.map(inWords).join('; ')} says little: k77 verify --check dashboard.vitals when nothing else runs, or look at ${byHand}, then k77 attest dashboard.vitals`,
      );
    return judge(context, {
      wrong: measured.flatMap((page) => [
        ...lowScores(page).map((says) => wrongFor(['post#044'], says)),
        ...slowFigures(page).map((says) => wrongFor(['6.6#019'], says)),
      ]),
      saw: measured.map(inWords).join('; '),
      want: `more than ${above} in each category; LCP below 2.5 s, CLS below 0.1; how fast pages answer only visitors show (INP below 200 ms): in its place stands for how long scripts block, which counts for the performance`,
      from: `Lighthouse on the phone that it emulates, at ${urls.join(', ')}`,
      fix: `open ${byHand} for the whole report; k77 probe http https://${domain} shows which phase is slow; then k77 deploy 6.6`,
      samples: [
        { name: 'LCP', unit: 'ms', values: measured.map(({ lcp }) => lcp), limit: below.lcp },
        { name: 'TBT', unit: 'ms', values: measured.map(({ tbt }) => tbt), limit: below.tbt },
        { name: 'CLS', unit: '%', values: measured.map(({ cls }) => Math.round(cls * 1000) / 10), limit: below.cls * 100 },
      ],
    });
  },
});

function pathOf({ url }: Pick<Measured, 'url'>): string {
  return new URL(url).pathname;
}

/** Then one run is enough: three cost a minute. */
function isFast({ scores, lcp }: Pick<Scored, 'scores' | 'lcp'>): boolean {
  return (scores.performance ?? 0) > above && lcp < below.lcp;
}

function isSound({ scores, cls }: Measured): boolean {
  return categories.every((category) => category === 'performance' || scores[category] > above) && cls < below.cls;
}

function lowScores(page: Measured): string[] {
  if (categories.every((category) => page.scores[category] > above)) return [];
  return [`${inWords(page)}${page.lost.length === 0 ? '' : `, for ${page.lost.slice(0, 3).join('; ')}`}`];
}

function slowFigures({ lcp, cls, ...page }: Measured): string[] {
  const slow = [lcp >= below.lcp && `LCP ${lcp} ms`, cls >= below.cls && `CLS ${cls}`].filter((one) => one !== false);
  if (slow.length === 0) return [];
  const runs = page.runs > 1 ? `, median of ${page.runs}` : '';
  return [`${pathOf(page)}: ${slow.join(', ')} (performance ${page.scores.performance}${runs})`];
}

function inWords(page: Measured): string {
  const { lcp, tbt, cls, runs } = page;
  const scores = categories.map((category) => `${titles[category]} ${page.scores[category]}`).join(', ');
  return `${pathOf(page)}: ${scores}, LCP ${lcp} ms, blocked ${tbt} ms, CLS ${cls}${runs > 1 ? ` (median of ${runs})` : ''}`;
}

export const browserLighthouse: readonly AnyCheck[] = [vitals];
