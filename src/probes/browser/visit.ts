/**
 * A stranger with a browser of their own: nothing is kept from before, everything is written down, and nothing is sent. Requests that would change something (a choice
 * that is proved, a visit that is counted) are answered here and reach nobody: whoever looks at a site in earnest leaves no trace in its figures.
 */
import type { Browser, BrowserContext, Page, Request } from '../../ports/browser-driver.ts';
import { isCounting } from './measuring.ts';

/** CSS pixels. */
export interface Screen {
  width: number;
  height: number;
  /** Touch, and pages that say nothing of their width are shown as wide as a desk. */
  phone?: boolean;
}

export const desk: Screen = { width: 1280, height: 800 };
export const phone: Screen = { width: 375, height: 812, phone: true };
/** The narrowest that there are, and 400 % on a desk (WCAG 1.4.10). */
export const narrow: Screen = { width: 320, height: 812, phone: true };

/** A request that a page made. */
export interface Asked {
  method: string;
  url: string;
  /** What it sent; empty for most. */
  body: string;
  /** True: it was answered here. */
  held: boolean;
}

export interface Visit {
  context: BrowserContext;
  page: Page;
  asked: Asked[];
  /** What the console called an error, and what nobody caught. */
  errors: string[];
  /** Addresses that answered 401: browsers write that down as an error, and to a stranger it is the right answer. */
  closed: string[];
  /** Loads a page and waits until it has come to rest. @throws Error when nobody answers */
  go(url: string): Promise<number | undefined>;
  /** Until nothing has been fetched for half a second, or 5 s are over. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds. */
const longestLoad = 30_000;
const longestRest = 5_000;

/** @param before a script that runs first in every page */
export async function visitAs(browser: Browser, screen: Screen, before?: string): Promise<Visit> {
  const isPhone = screen.phone === true;
  const context = await browser.newContext({
    viewport: { width: screen.width, height: screen.height },
    isMobile: isPhone,
    hasTouch: isPhone,
    locale: 'en-US',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    acceptDownloads: false,
  });
  const page = await context.newPage();
  if (before !== undefined) await page.addInitScript({ content: before });
  const asked: Asked[] = [];
  const errors: string[] = [];
  const closed: string[] = [];
  await context.route('**/*', async (route) => {
    const request = route.request();
    const held = isHeld(request);
    asked.push({ method: request.method(), url: request.url(), body: request.postData() ?? '', held });
    // A page that goes on meanwhile takes its requests along.
    await (held ? route.fulfill({ status: 204, body: '' }) : route.continue()).catch(() => undefined);
  });
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const { url } = message.location();
    if (/status of 401\b/.test(message.text())) closed.push(withoutQuery(url));
    else errors.push(told(message.text(), url));
  });
  page.on('pageerror', (error) => errors.push(`${error.name}: ${error.message}`));
  const rest = async (): Promise<void> => {
    await page.waitForLoadState('networkidle', { timeout: longestRest }).catch(() => undefined);
  };
  return {
    context,
    page,
    asked,
    errors,
    closed,
    rest,
    async go(url) {
      const answer = await page.goto(url, { waitUntil: 'load', timeout: longestLoad });
      await rest();
      return answer?.status();
    },
    async close() {
      // What a page sends while it is left passes no handler of ours.
      await context.setOffline(true).catch(() => undefined);
      await context.close().catch(() => undefined);
    },
  };
}

function isHeld(request: Request): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(request.method()) || isCounting(request.url());
}

/** Without what may be private: queries and fragments of addresses. */
export function told(text: string, at = ''): string {
  const where = at === '' || text.includes(withoutQuery(at)) ? '' : ` (${withoutQuery(at)})`;
  const shown = text.replaceAll(/https?:\/\/[^\s"'<>)\]]+/g, (url) => withoutQuery(url)).replaceAll(/\s+/g, ' ');
  return `${shown.length > 300 ? `${shown.slice(0, 300)}…` : shown}${where}`;
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
