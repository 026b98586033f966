/** Worlds that are broken for what a browser sees: rows for `broken-hosting.test.ts`. Faults in what is served need no browser; the others it is told. */
import type { Lacking } from '../src/probes/browser/browsing.ts';
import type { Allowance, Refusal, Signalled } from '../src/probes/browser/consent.ts';
import type { Measured } from '../src/probes/browser/lighthouse.ts';
import type { PageSeen } from '../src/probes/browser/tour.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a browser is told to see wrong: see `src/proof/later-browser.ts`. */
export interface BrowserMischief {
  /** Of one page; every other is right. */
  page?: { path: string; seen: Partial<PageSeen> };
  refused?: Partial<Refusal>;
  allowed?: Partial<Allowance>;
  /** The tag of Google is not even asked for. */
  tagless?: true;
  track?: Partial<Signalled>;
  control?: Partial<Signalled>;
  lighthouse?: Partial<Measured>;
  /** There is none. */
  lacking?: Lacking;
}

/** What a person, or fate, can do: `HostedHands` of `src/proof/hosted-world.ts`, as far as it is needed here. */
interface Hands {
  serve(mischief: { browser?: BrowserMischief; page?: string }): Promise<void>;
}

export type BrowserRow = BrokenRow<Hands>;

const see = (browser: BrowserMischief) => (hands: Hands) => hands.serve({ browser });
const page = (path: string, seen: NonNullable<BrowserMischief['page']>['seen']) => see({ page: { path, seen } });
const blankPicture = { png: new Uint8Array(), width: 1280, height: 800, colours: 1, commonest: 1 };
const google = 'https://www.googletagmanager.com/gtag/js';

const pages: readonly BrowserRow[] = [
  {
    check: 'dashboard.console',
    when: 'a page complains',
    breakIt: page('/pricing', { errors: ['ReferenceError: prices is not defined'] }),
    saw: /^\/pricing: ReferenceError: prices is not defined$/,
  },
  {
    check: 'dashboard.console',
    when: 'a page never finishes loading',
    breakIt: page('/', { failure: 'page.goto: Timeout 30000ms exceeded.' }),
    saw: /^\/ does not open: page\.goto: Timeout/,
  },
  {
    check: 'dashboard.mobile',
    when: 'a table is wider than a phone, a button too small, and the menu deaf',
    breakIt: page('/pricing', {
      widths: [{ screen: 375, over: 525, widest: 'main > table' }],
      small: [{ rule: 'target-size', impact: 'serious', help: '', count: 2, first: '.close' }],
      menu: 'does not open',
    }),
    saw: /^\/pricing is 525 px too wide for 375 px \(main > table\); \/pricing: 2 too small for a finger, \.close first; \/pricing: links of the menu are hidden, and its button does not open it$/,
  },
  {
    check: 'dashboard.vitals',
    when: 'somebody put a heavy picture on the first page',
    breakIt: see({ lighthouse: { lcp: 4100, cls: 0.31 } }),
    saw: /^\/: LCP 4100 ms, CLS 0\.31 \(performance 97\)$/,
    boxes: ['6.6#019'],
  },
  {
    check: 'dashboard.vitals',
    when: 'pages lost their descriptions',
    breakIt: see({
      lighthouse: { scores: { performance: 97, accessibility: 100, 'best-practices': 100, seo: 82 }, lost: ['meta-description: none'] },
    }),
    saw: /^\/: performance 97, .*SEO 82, .*for meta-description: none$/,
    boxes: ['post#044'],
  },
  {
    check: 'dashboard.accessible',
    when: 'somebody chose a pale grey',
    breakIt: page('/', {
      violations: [{ rule: 'color-contrast', impact: 'serious', help: 'Elements must meet contrast', count: 7, first: '.lead' }],
    }),
    saw: /^\/: color-contrast \(serious, 7 ×\): Elements must meet contrast, at \.lead$/,
  },
  {
    check: 'dashboard.encrypted',
    when: 'a picture is written with http://',
    breakIt: ({ serve }) => serve({ page: '<img alt="" src="http://cdn.example.com/logo.png?v=1">' }),
    saw: /\/ asks for http:\/\/cdn\.example\.com\/logo\.png; /,
  },
  {
    check: 'dashboard.encrypted',
    when: 'a script calls somebody without encryption',
    breakIt: page('/faq', { insecure: ['http://api.example.com/faq'] }),
    saw: /^\/faq asks for http:\/\/api\.example\.com\/faq$/,
  },
  {
    check: 'launch.screenshots',
    when: 'a page stays white',
    breakIt: page('/pricing', { desk: blankPicture }),
    saw: /^the picture of \/pricing \(desktop\) is blank$/,
  },
];

const analytics: readonly BrowserRow[] = [
  {
    check: 'analytics.in-browser',
    when: 'the tag is not loaded',
    breakIt: see({ tagless: true, allowed: { measured: [], hits: [] } }),
    saw: /^after a yes the tag of Google is not loaded; no page_view left for Google within 10 s; a click/,
  },
  {
    check: 'analytics.in-browser',
    when: 'the pages were built with another id',
    breakIt: see({ allowed: { tag: { id: 'G-0THER12345', status: 200 } } }),
    saw: /^the tag is asked for as G-0THER12345, and the stream is G-\w+$/,
    boxes: ['6.7#016', 'post#058'],
  },
  {
    check: 'analytics.in-browser',
    when: 'nothing is told of clicks',
    breakIt: see({ allowed: { hits: [] } }),
    saw: /^no page_view left for Google within 10 s; a click on a link that counts told Google of no event$/,
    boxes: ['post#059', '6.7#018', 'post#060'],
  },
];

const consent: readonly BrowserRow[] = [
  {
    check: 'legal.consent-in-browser',
    when: 'the question does not come',
    breakIt: see({ refused: { asked: false, hasButton: false } }),
    saw: /^a first visitor is not asked$/,
    boxes: ['6.8#012', '6.8#018', 'post#087'],
  },
  {
    check: 'legal.consent-in-browser',
    when: 'a choice is forgotten',
    breakIt: see({ refused: { askedAgain: true }, allowed: { askedAgain: true } }),
    saw: /^who refused is asked again; who allowed it is asked again$/,
    boxes: ['6.8#019', 'post#088'],
  },
  {
    check: 'legal.consent-in-browser',
    when: 'Google is told after a no, and after a yes that was taken back',
    breakIt: see({ refused: { measured: [google] }, allowed: { after: ['cookie _ga'] } }),
    saw: /^after a no: https:\/\/www\.googletagmanager\.com\/gtag\/js; after a yes was taken back: cookie _ga$/,
    boxes: ['6.8#020', 'post#089'],
  },
  {
    check: 'legal.consent-in-browser',
    when: 'everybody is measured before they chose',
    breakIt: see({ refused: { early: [google] } }),
    saw: /^before any choice: https:\/\/www\.googletagmanager\.com\/gtag\/js$/,
    boxes: ['6.8#012', '6.8#018', '6.8#022', 'post#087'],
  },
  {
    check: 'legal.consent-in-browser',
    when: 'nobody hears what a browser says',
    breakIt: see({ track: { asked: true, measured: [google] } }),
    saw: /^under Do Not Track: https:\S+; under Do Not Track visitors are asked all the same$/,
    boxes: ['6.8#021', 'post#090'],
  },
];

export const browserRows: readonly BrowserRow[] = [...pages, ...analytics, ...consent];

/** Checks of this part that no world can break, and why. */
export const browserCannotFail: Readonly<Record<string, string>> = {};
