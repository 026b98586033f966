/**
 * A stand-in for the browser: it tells what a Chromium would see of the stand-in dashboard, at once, and what it would see of one that does something wrong. That a real
 * Chromium sees such faults is shown in `src/probes/browser/browsing.web.test.ts`.
 */
import type { BrowserMischief } from '../../checks/broken-browser.ts';
import type { Walk } from '../engine/walk.ts';
import type { Browsing } from '../probes/browser/browsing.ts';
import type { ConsentSeen } from '../probes/browser/consent.ts';
import type { Measured } from '../probes/browser/lighthouse.ts';
import type { Picture } from '../probes/browser/pictures.ts';
import type { PageSeen } from '../probes/browser/tour.ts';
import { internet } from '../vendors/internet.ts';

/** Every check of this walk that opens a browser gets this one. */
export async function standInBrowser(walk: Walk, mischief: BrowserMischief | undefined): Promise<void> {
  const door = walk.doors.open(internet, { by: 'stand-in', writes: 'no', signal: walk.signal });
  const gaId = walk.workspace.values().NEXT_PUBLIC_GA_ID ?? '';
  const opened = mischief?.lacking ?? standIn(mischief ?? {}, gaId);
  await internet.connect(door, {}).keep(
    'browser',
    async () => opened,
    async () => {},
  );
}

function standIn(mischief: BrowserMischief, gaId: string): Browsing {
  return {
    tour: async (_origin, paths) => ({
      pages: paths.map((path) => ({ ...rightPage(path), ...(mischief.page?.path === path ? mischief.page.seen : {}) })),
    }),
    consent: async () => consentWith(mischief, gaId),
    lighthouse: async (urls) => urls.map((url, index) => ({ ...rightScores(url), ...(index === 0 ? mischief.lighthouse : {}) })),
    sheet: async () => dot,
    close: async () => {},
  };
}

/** The smallest PNG that there is. */
const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

function picture(width: number, height: number): Picture {
  return { png: dot, width, height, colours: 900, commonest: 0.6 };
}

function rightPage(path: string): PageSeen {
  return {
    path,
    led: path,
    status: 200,
    errors: [],
    closed: [],
    insecure: [],
    violations: [],
    widths: [375, 320].map((screen) => ({ screen, over: 0, widest: '' })),
    small: [],
    menu: 'opens',
    desk: picture(1280, 800),
    phone: picture(375, 812),
  };
}

function rightScores(url: string): Measured {
  const scores = { performance: 97, accessibility: 100, 'best-practices': 100, seo: 100 };
  return { url, scores, lcp: 1400, tbt: 40, cls: 0.01, lost: [], runs: 1, busy: false };
}

function consentWith({ refused, allowed, tagless, track, control }: BrowserMischief, id: string): ConsentSeen {
  const hits = ['page_view', 'page_view', 'premium_click'].map((event) => ({ event, id }));
  const measured = ['https://www.googletagmanager.com/gtag/js', 'https://region1.google-analytics.com/g/collect'];
  const yes = { asked: true, early: [], hasButton: true, askedAgain: false, measured, hits, reopened: true, after: [] };
  return {
    refused: { asked: true, early: [], hasButton: true, askedAgain: false, measured: [], ...refused },
    allowed: { ...yes, ...(tagless ? {} : { tag: { id, status: 200 } }), ...allowed },
    signals: {
      'Do Not Track': { asked: false, measured: [], ...track },
      'Global Privacy Control': { asked: false, measured: [], ...control },
    },
  };
}
