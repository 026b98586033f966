/** A real Chromium before two small sites: what is right passes, and each fault is seen for what it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../ports/browser.ts';
import { systemClock } from '../../ports/clock.ts';
import { type Browsing, isLacking, openBrowsing } from './browsing.ts';
import { isOwn } from './consent.ts';
import { bad, gaId, good, openSites, type Sites } from './site-fixture.ts';
import type { PageSeen } from './tour.ts';

const chromium = await findChromium();
let sites: Sites;
let browsing: Browsing;

beforeAll(async () => {
  if (!chromium) return;
  sites = await openSites();
  const open = await openBrowsing({ network: sites.network, clock: systemClock, signal: new AbortController().signal });
  if (isLacking(open)) throw new Error(`${open.lacks} → ${open.fix}`);
  browsing = open;
});
afterAll(async () => {
  await browsing?.close();
  await sites?.close();
});

async function toured(origin: string, paths: readonly string[]): Promise<Readonly<Record<string, PageSeen>>> {
  const tour = await browsing.tour(origin, paths);
  if (isLacking(tour)) throw new Error(tour.lacks);
  return Object.fromEntries(tour.pages.map((page) => [page.path, page]));
}

describe.skipIf(!chromium)('a browser looks at a site (needs Chromium)', () => {
  test('that does everything right: nothing is wrong at a desk and on a phone', async () => {
    const pages = await toured(good, ['/']);
    expect(pages['/']).toMatchObject({
      status: 200,
      led: '/',
      errors: [],
      insecure: [],
      violations: [],
      small: [],
      menu: 'opens',
      widths: [
        { screen: 375, over: 0 },
        { screen: 320, over: 0 },
      ],
      desk: { width: 1280, height: 800 },
      phone: { width: 375, height: 812 },
    });
    expect(pages['/']?.desk?.commonest).toBeLessThan(0.999);
    expect(pages['/']?.desk?.colours).toBeGreaterThan(10);
    const shown = [pages['/']?.desk, pages['/']?.phone].flatMap((picture) => (picture ? [{ name: '/', picture }] : []));
    expect(
      Buffer.from(await browsing.sheet(shown))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  test('that does everything wrong: each fault is named, without what stands in queries', async () => {
    const pages = await toured(bad, ['/faults', '/menu', '/blank']);
    const { '/faults': faulty } = pages;
    expect(faulty?.errors).toEqual(
      expect.arrayContaining([expect.stringContaining('nobody may read'), expect.stringContaining('undefinedFunction is not defined')]),
    );
    expect(faulty?.widths).toEqual([
      { screen: 375, over: expect.any(Number), widest: 'main > div#prices' },
      { screen: 320, over: expect.any(Number), widest: 'main > div#prices' },
    ]);
    expect(faulty?.widths[0]?.over).toBeGreaterThan(400);
    expect(faulty?.small).toEqual([expect.objectContaining({ rule: 'target-size', count: 2 })]);
    expect(faulty?.violations.map(({ rule, impact }) => `${rule} ${impact}`).sort()).toEqual(['image-alt critical', 'label critical']);
    expect(faulty?.insecure).toEqual(['http://good.k77.test/picture.png']);
    expect(pages['/menu']?.menu).toBe('does not open');
    expect(pages['/blank']?.desk?.commonest).toBe(1);
    expect(JSON.stringify(Object.values(pages).map((page) => ({ ...page, desk: 0, phone: 0 })))).not.toContain('token=secret');
  });

  test('comes as four strangers, and sends nothing of what they choose', async () => {
    sites.heard.length = 0;
    const seen = await browsing.consent({ origin: good, other: '/pricing' }, true);
    const { refused, allowed, signals } = seen;
    expect(refused).toEqual({ asked: true, hasButton: true, early: [], askedAgain: false, measured: [] });
    expect(allowed).toMatchObject({ asked: true, early: [], askedAgain: false, reopened: true, after: [], tag: { id: gaId, status: 200 } });
    expect(allowed.hits.filter(({ event }) => event === 'page_view').length).toBeGreaterThanOrEqual(2);
    expect(allowed.hits.filter(({ event }) => isOwn(event))).toEqual([{ event: 'premium_click', id: gaId }]);
    for (const signal of Object.values(signals)) expect(signal).toEqual({ asked: false, measured: [] });
    expect(sites.heard.filter((line) => !line.startsWith('GET'))).toEqual([]);
    expect(sites.heard.filter((line) => line.includes('collect'))).toEqual([]);
    expect(sites.heard).toContain('GET www.googletagmanager.com/gtag/js');
  });

  test('sees who measures without a question, also under a signal', async () => {
    const { refused, signals } = await browsing.consent({ origin: bad, other: '/faults' }, false);
    expect(refused.asked).toBe(false);
    expect(refused.early).toEqual(expect.arrayContaining(['https://www.googletagmanager.com/gtag/js', 'cookie _ga']));
    expect(signals['Do Not Track'].measured).toContain('https://region1.google-analytics.com/g/collect');
    expect(sites.heard.filter((line) => line.includes('collect'))).toEqual([]);
  });
});

test('a browser that is told to stop says so by ending what it does', async ({ skip }) => {
  if (!chromium) return skip('needs Chromium');
  const stop = new AbortController();
  const open = await openBrowsing({ network: sites.network, clock: systemClock, signal: stop.signal });
  if (isLacking(open)) throw new Error(open.lacks);
  const tour = open.tour(good, ['/']);
  stop.abort();
  await expect(tour.then((seen) => (isLacking(seen) ? seen : (seen.pages[0]?.failure ?? 'came through')))).rejects.toThrow(
    /closed|Failed to open a new tab/,
  );
  await open.close();
});
