/**
 * The question about cookies, as strangers meet it: one refuses, one allows and changes their mind, two have browsers that refuse for them. Nothing that they choose is
 * sent anywhere: see `visit.ts`.
 */
import type { Browser, Page } from '../../ports/browser-driver.ts';
import { type Hit, hitsIn, isGoogle, isMeasuring } from './measuring.ts';
import { desk, type Visit, visitAs, withoutQuery } from './visit.ts';

export interface ConsentSeen {
  refused: Refusal;
  allowed: Allowance;
  /** Browsers that say no for their owner. */
  signals: Readonly<Record<'Do Not Track' | 'Global Privacy Control', Signalled>>;
}

interface Before {
  /** The question came. */
  asked: boolean;
  /** What measured, and cookies that lay there, before anything was chosen. */
  early: readonly string[];
}

/** Somebody who says no. */
export interface Refusal extends Before {
  /** A button that refuses stood in the first layer. */
  hasButton: boolean;
  /** The question came again after a reload, or on another page. */
  askedAgain: boolean;
  /** What measured all the same. */
  measured: readonly string[];
}

/** Somebody who says yes, and no later on. */
export interface Allowance extends Before {
  hasButton: boolean;
  askedAgain: boolean;
  /** What measured then: addresses without queries. */
  measured: readonly string[];
  /** Google's tag: with which id it was asked for, and whether it came. */
  tag?: { id: string; status: number };
  /** What a visit of two pages and a click on a link that counts told Google; it was held back. */
  hits: readonly Hit[];
  /** The settings could be opened again, and a no found in them. */
  reopened: boolean;
  /** What measured after the no, and measuring cookies that still lay there. */
  after: readonly string[];
}

export interface Signalled {
  asked: boolean;
  measured: readonly string[];
}

const words = {
  // "Necessary" alone is the name of a part of the settings.
  refuse:
    /^(refuse|reject|decline|deny)( all)?( cookies)?$|^(use |accept )?only (necessary|essential)( cookies)?$|^(use |accept )?(necessary|essential)( cookies)? only$|^no,? thanks?$/i,
  allow: /^(allow|accept|agree)( all)?( cookies)?$|^(yes,? )?i agree$/i,
  settings: /cookie (settings|preferences)|privacy settings|manage (cookies|consent)/i,
};
const signals = {
  'Do Not Track': "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })",
  'Global Privacy Control': "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })",
} as const;

/** Milliseconds: the question may come when the page has come to rest; Google's tag may gather events for 5 s. */
const longestQuestion = 6000;
const longestHit = 10_000;

export interface Places {
  /** `https://kingdom77.com` */
  origin: string;
  /** Another page of it, `/pricing`. */
  other: string;
}

/** @param expected false: nothing there is to be asked, so nobody waits long for it */
export async function consentIn(browser: Browser, places: Places, expected: boolean): Promise<ConsentSeen> {
  const wait = expected ? longestQuestion : 2000;
  const [refused, allowed, track, control] = await Promise.all([
    scene(browser, (visit) => refuse(visit, places, wait)),
    scene(browser, (visit) => allow(visit, places, wait)),
    scene(browser, (visit) => signalled(visit, places), signals['Do Not Track']),
    scene(browser, (visit) => signalled(visit, places), signals['Global Privacy Control']),
  ]);
  return { refused, allowed, signals: { 'Do Not Track': track, 'Global Privacy Control': control } };
}

async function scene<T>(browser: Browser, work: (visit: Visit) => Promise<T>, before?: string): Promise<T> {
  const visit = await visitAs(browser, desk, before);
  try {
    return await work(visit);
  } finally {
    await visit.close();
  }
}

const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).filter({ visible: true }).first();
const isThere = (page: Page, ms: number): Promise<boolean> =>
  button(page, words.allow)
    .waitFor({ timeout: ms })
    .then(
      () => true,
      () => false,
    );

/** Clicks until it is gone: a button may stand there a moment before it listens. @returns false: it stays */
async function press(page: Page, name: RegExp): Promise<boolean> {
  for (let left = 3; left > 0; left--) {
    await button(page, name)
      .click({ timeout: 5000 })
      .catch(() => undefined);
    const gone = await button(page, name)
      .waitFor({ state: 'hidden', timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
    if (gone) return true;
  }
  return false;
}

async function arrive(visit: Visit, { origin }: Places, wait: number): Promise<Before> {
  await visit.go(`${origin}/`);
  const asked = await isThere(visit.page, wait);
  await visit.rest();
  return { asked, early: [...measuredIn(visit), ...(await measuringCookies(visit))] };
}

async function refuse(visit: Visit, { origin, other }: Places, wait: number): Promise<Refusal> {
  const before = await arrive(visit, { origin, other }, wait);
  const no = button(visit.page, words.refuse);
  const hasButton = before.asked && (await no.count()) > 0;
  if (!hasButton) return { ...before, hasButton, askedAgain: false, measured: [] };
  await press(visit.page, words.refuse);
  await visit.rest();
  await visit.page.reload({ waitUntil: 'load' });
  const afterReload = await isThere(visit.page, 2500);
  await visit.go(`${origin}${other}`);
  const elsewhere = await isThere(visit.page, 1500);
  const measured = [...measuredIn(visit), ...(await measuringCookies(visit))];
  return { ...before, hasButton, askedAgain: afterReload || elsewhere, measured };
}

async function allow(visit: Visit, { origin, other }: Places, wait: number): Promise<Allowance> {
  const before = await arrive(visit, { origin, other }, wait);
  const none: Allowance = { ...before, hasButton: before.asked, askedAgain: false, measured: [], hits: [], reopened: false, after: [] };
  if (!before.asked) return none;
  const { page, asked, context } = visit;
  let tag: Allowance['tag'];
  page.on('response', (answer) => {
    const { hostname, pathname, searchParams } = new URL(answer.url());
    if (hostname.endsWith('googletagmanager.com') && pathname === '/gtag/js')
      tag = { id: searchParams.get('id') ?? '', status: answer.status() };
  });
  await press(page, words.allow);
  await loaded(visit);
  const hits = (): Hit[] => asked.flatMap(hitsIn);
  const heard = async (wanted: (all: Hit[]) => boolean): Promise<void> => {
    for (let left = longestHit / 100; left > 0 && !wanted(hits()); left--) await page.waitForTimeout(100);
  };
  const views = (all: Hit[]): number => all.filter(({ event }) => event === 'page_view').length;
  if (asked.some(({ url }) => isGoogle(url))) await heard((all) => views(all) > 0);
  await visit.go(`${origin}${other}`);
  const askedAgain = await isThere(page, 1500);
  if (views(hits()) > 0) await heard((all) => views(all) > 1);
  await clickWhatCounts(page);
  if (hits().length > 0) await heard((all) => all.some(({ event }) => isOwn(event)));
  const measured = measuredIn(visit);
  const told = hits();
  asked.length = 0;
  await visit.go(`${origin}/`);
  // The question's own script has come when what it allows is loaded.
  if (measured.length > 0) await loaded(visit);
  await visit.rest();
  const reopened = await withdraw(visit);
  asked.length = 0;
  await visit.go(`${origin}${other}`);
  const after = reopened ? [...measuredIn(visit), ...(await measuringCookies(visit))] : [];
  await context.clearCookies();
  return { ...before, hasButton: true, askedAgain, measured, hits: told, reopened, after, ...(tag ? { tag } : {}) };
}

/** What measures comes a moment after a yes. */
async function loaded(visit: Visit): Promise<void> {
  for (let left = 50; left > 0 && measuredIn(visit).length === 0; left--) await visit.page.waitForTimeout(100);
  await visit.rest();
}

/** Links that say what a click on them means. */
async function clickWhatCounts(page: Page): Promise<void> {
  const link = page.locator('[data-track]').filter({ visible: true }).first();
  if ((await link.count()) === 0) return;
  // The page stays, so that the tag can say what it has gathered.
  await page.evaluate(`addEventListener('click', (event) => event.preventDefault())`);
  await link.click({ timeout: 5000, noWaitAfter: true }).catch(() => undefined);
}

/** Events that Google's tag sends by itself. https://support.google.com/analytics/answer/9234069 */
const itsOwn =
  /^(page_view|first_visit|session_start|user_engagement|scroll|click|form_start|form_submit|file_download|view_search_results|video_\w+)$/;

export function isOwn(event: string): boolean {
  return !itsOwn.test(event);
}

/** The page may load itself anew afterwards, without what ran before. */
async function withdraw({ page, rest }: Visit): Promise<boolean> {
  const link = page.getByText(words.settings).filter({ visible: true }).last();
  if ((await link.count()) === 0) return false;
  await link.click({ timeout: 5000 }).catch(() => undefined);
  const no = button(page, words.refuse);
  const there = await no.waitFor({ timeout: 5000 }).then(
    () => true,
    () => false,
  );
  if (!there) return false;
  const anew = page.waitForEvent('load', { timeout: 4000 }).catch(() => undefined);
  const pressed = await press(page, words.refuse);
  await anew;
  await rest();
  return pressed;
}

async function signalled(visit: Visit, { origin, other }: Places): Promise<Signalled> {
  await visit.go(`${origin}/`);
  const asked = await isThere(visit.page, 2500);
  await visit.go(`${origin}${other}`);
  return { asked, measured: [...measuredIn(visit), ...(await measuringCookies(visit))] };
}

function measuredIn({ asked }: Visit): string[] {
  return [...new Set(asked.flatMap(({ url }) => (isMeasuring(url) ? [withoutQuery(url)] : [])))];
}

/** Names only. */
async function measuringCookies({ context }: Visit): Promise<string[]> {
  const cookies = await context.cookies();
  const names = cookies.map(({ name }) => name).filter((name) => /^(_ga|_gid|_gat|_gcl|_fbp|_hj|_clck|_clsk|mp_|ph_|ajs_)/.test(name));
  return names.map((name) => `cookie ${name}`);
}
