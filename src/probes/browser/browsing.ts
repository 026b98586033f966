/** A browser that looks at a site for checks, and gives back what it saw: numbers, texts and pictures, never a page. One for all of a walk. */
import type { Clock, Network } from '../../core/ports.ts';
import { axeSource, type Browser, type Lacking, launchChromium, loadLighthouse, unusedPort } from '../../ports/browser-driver.ts';
import { type ConsentSeen, consentIn, type Places } from './consent.ts';
import { type Measured, measure, type Scored } from './lighthouse.ts';
import { openDarkroom, type Picture } from './pictures.ts';
import { type Tour, tourOf } from './tour.ts';

export type { Lacking } from '../../ports/browser-driver.ts';

export interface Browsing {
  /** @param origin `https://kingdom77.com` @param paths of its pages */
  tour(origin: string, paths: readonly string[]): Promise<Tour | Lacking>;
  /** @param expected false: nothing there is to be asked */
  consent(places: Places, expected: boolean): Promise<ConsentSeen>;
  /** Each page by itself, one after the other. @param enough when one run says all that is to be known */
  lighthouse(urls: readonly string[], enough: (run: Scored) => boolean): Promise<readonly Measured[] | Lacking>;
  /** One picture of many, as PNG. */
  sheet(pictures: readonly { name: string; picture: Picture }[]): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface Surroundings {
  network: Network;
  clock: Clock;
  /** Closes it at once. */
  signal: AbortSignal;
}

export function isLacking<T>(seen: T | Lacking): seen is Lacking {
  return typeof seen === 'object' && seen !== null && 'lacks' in seen;
}

/** @returns what stands in the way of it, in words */
export async function openBrowsing({ network, clock, signal }: Surroundings): Promise<Browsing | Lacking> {
  const browser = await launchChromium(network);
  if (isLacking(browser)) return browser;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    closing ??= browser.close();
    return closing;
  };
  const onAbort = (): void => void close().catch(() => undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    async tour(origin, paths) {
      const axe = await axeSource();
      return isLacking(axe) ? axe : tourOf(browser, origin, paths, axe);
    },
    consent: (places, expected) => consentIn(browser, places, expected),
    lighthouse: (urls, enough) => measureAll({ network, clock, signal }, urls, enough),
    async sheet(pictures) {
      const darkroom = await openDarkroom(browser);
      return darkroom.sheet(pictures).finally(() => darkroom.close());
    },
    close,
  };
}

/** In a browser of its own, which listens at a port only as long: nothing else is open in it, and nothing is held back from what it fetches. */
async function measureAll(
  { network, clock, signal }: Surroundings,
  urls: readonly string[],
  enough: (run: Scored) => boolean,
): Promise<readonly Measured[] | Lacking> {
  const loaded = await loadLighthouse();
  if (isLacking(loaded)) return loaded;
  const port = await unusedPort();
  const browser: Browser | Lacking = await launchChromium(network, port);
  if (isLacking(browser)) return browser;
  const onAbort = (): void => void browser.close().catch(() => undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const measured: Measured[] = [];
    for (const url of urls) measured.push(await measure({ browser, port, ...loaded, clock, signal }, url, enough));
    return measured;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await browser.close();
  }
}
