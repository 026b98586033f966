/** A walk through the pages of a site in a real browser: each as a stranger at a desk finds it, and again on a phone. */
import type { Browser } from '../../ports/browser-driver.ts';
import { smallTargets, type Violation, violations } from './axe.ts';
import { type Menu, menuOf, type Width, widthOf } from './layout.ts';
import { type Darkroom, openDarkroom, type Picture, takePicture } from './pictures.ts';
import { desk, narrow, phone, told, type Visit, visitAs, withoutQuery } from './visit.ts';

export interface PageSeen {
  /** As asked for, `/pricing`. */
  path: string;
  /** Where the page led to by itself; the same path where it stayed. */
  led: string;
  /** Absent: it could not be opened; `failure` says why. */
  status?: number;
  failure?: string;
  /** What the console called an error, and what nobody caught. Addresses in it without their queries. */
  errors: readonly string[];
  /** Addresses that it asked and that let nobody in without a login. */
  closed: readonly string[];
  /** Addresses that it asks for without encryption. */
  insecure: readonly string[];
  violations: readonly Violation[];
  widths: readonly Width[];
  small: readonly Violation[];
  menu: Menu;
  desk?: Picture;
  phone?: Picture;
}

export interface Tour {
  pages: readonly PageSeen[];
}

/** So many pages at once: more do not come sooner on a small machine. */
const atOnce = 3;

/** @param origin `https://kingdom77.com` @param axe its source */
export async function tourOf(browser: Browser, origin: string, paths: readonly string[], axe: string): Promise<Tour> {
  const darkroom = await openDarkroom(browser);
  try {
    const pages: PageSeen[] = [];
    for (let at = 0; at < paths.length; at += atOnce)
      pages.push(...(await Promise.all(paths.slice(at, at + atOnce).map((path) => pageSeen({ browser, origin, path, axe, darkroom })))));
    return { pages };
  } finally {
    await darkroom.close();
  }
}

interface Looking {
  browser: Browser;
  origin: string;
  path: string;
  axe: string;
  darkroom: Darkroom;
}

async function pageSeen(looking: Looking): Promise<PageSeen> {
  const seen: PageSeen = {
    path: looking.path,
    led: looking.path,
    errors: [],
    closed: [],
    insecure: [],
    violations: [],
    widths: [],
    small: [],
    menu: 'none',
  };
  try {
    return { ...seen, ...(await atDesk(looking)), ...(await onPhone(looking)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...seen, failure: told(why.split('\n')[0] ?? why) };
  }
}

async function visiting<T>(browser: Browser, screen: typeof desk, work: (visit: Visit) => Promise<T>): Promise<T> {
  const visit = await visitAs(browser, screen);
  try {
    return await work(visit);
  } finally {
    await visit.close();
  }
}

function atDesk({ browser, origin, path, axe, darkroom }: Looking): Promise<Partial<PageSeen>> {
  return visiting(browser, desk, async (visit) => {
    const status = await visit.go(`${origin}${path}`);
    const { page, asked } = visit;
    // As they are now: what we do to the page is not its fault.
    const [errors, closed] = [[...new Set(visit.errors)], [...new Set(visit.closed)]];
    const written = await page.evaluate<string[]>(writtenInsecure);
    const insecure = [...asked.map(({ url }) => url).filter((url) => url.startsWith('http:')), ...written].map(withoutQuery);
    const led = new URL(page.url()).pathname;
    const desk = await darkroom.develop(await takePicture(page));
    const found = await violations(page, axe);
    return {
      led,
      errors,
      closed,
      insecure: [...new Set(insecure)],
      violations: found,
      desk,
      ...(status === undefined ? {} : { status }),
    };
  });
}

/** Runs in the page. Browsers ask for some of these by HTTPS on their own, or not at all. */
const writtenInsecure = `[...document.querySelectorAll('[src^="http:"], link[href^="http:"]:not([rel=canonical], [rel=alternate]), form[action^="http:"]')].map((one) => one.src || one.action || one.href)`;

function onPhone({ browser, origin, path, axe, darkroom }: Looking): Promise<Partial<PageSeen>> {
  return visiting(browser, phone, async (visit) => {
    await visit.go(`${origin}${path}`);
    const { page } = visit;
    const wide = await widthOf(page, phone.width);
    const picture = await darkroom.develop(await takePicture(page));
    const small = await smallTargets(page, axe);
    const menu = await menuOf(page);
    await page.setViewportSize({ width: narrow.width, height: narrow.height });
    return { widths: [wide, await widthOf(page, narrow.width)], small, menu, phone: picture };
  });
}
