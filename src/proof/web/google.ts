/**
 * A stand-in for Google's tag and its collector, in a browser that reaches nobody. It does what the real one does as far as consent and cookies go: it reads the queue in
 * order, takes silence about consent for a yes, sets cookies, tells of pages by itself, also when the address changes without loading, and once more while a page is left.
 */
import type { BrowserContext } from './playwright.ts';

export interface Collected {
  /** `page_view`, `begin_checkout`, … */
  event: string;
  /** The page, as it was told. */
  address: string;
  /** What was granted when it was sent. */
  granted: string;
}

const google = /^https:\/\/([\w-]+\.)*(googletagmanager|google-analytics)\.com\//;

export function isGoogle(url: string): boolean {
  return google.test(url);
}

/** Answers for Google in every page from now on. @returns what was told, filled as it comes */
export async function answerForGoogle(context: BrowserContext): Promise<Collected[]> {
  const collected: Collected[] = [];
  await context.route(google, async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname === '/gtag/js') return route.fulfill({ status: 200, contentType: 'text/javascript', body: tag });
    const told = (name: string): string => searchParams.get(name) ?? '';
    collected.push({ event: told('en'), address: told('dl'), granted: told('granted') });
    return route.fulfill({ status: 204, body: '' });
  });
  return collected;
}

/** Runs in the page. */
const tag = `(() => {
  const id = new URL(document.currentScript.src).searchParams.get('id');
  const known = { consent: {}, settings: {} };
  const silent = () => window['ga-disable-' + id] === true;
  const granted = () => ['ad_storage', 'ad_user_data', 'ad_personalization', 'analytics_storage'].filter((kind) => known.consent[kind] !== 'denied');
  const remember = () => {
    if (silent() || !granted().includes('analytics_storage')) return;
    const place = known.settings.cookie_domain === 'none' ? '' : '; Domain=' + location.hostname;
    for (const cookie of ['_ga=GA1.1.77.88', '_ga_' + id.slice(2) + '=GS1.1.1764000000.1.1.1764000001.0.0.0'])
      document.cookie = cookie + '; Path=/; Secure; SameSite=Lax; Max-Age=63072000' + place;
  };
  const tell = (event) => {
    if (silent()) return;
    remember();
    const words = new URLSearchParams({ v: '2', tid: id, en: event, dl: known.settings.page_location ?? location.href, granted: granted().join(' ') });
    fetch('https://www.google-analytics.com/g/collect?' + words, { method: 'POST', keepalive: true, mode: 'no-cors' }).catch(() => {});
  };
  const read = ([word, what, more]) => {
    if (word === 'consent') Object.assign(known.consent, more);
    if (word === 'set') Object.assign(known.settings, typeof what === 'string' ? { [what]: more } : what);
    if (word === 'config') tell('page_view');
    if (word === 'event') tell(what);
  };
  for (const words of window.dataLayer) read(words);
  const push = window.dataLayer.push.bind(window.dataLayer);
  window.dataLayer.push = (...all) => { const length = push(...all); all.forEach(read); return length; };
  const pushState = history.pushState;
  history.pushState = function (...given) { pushState.apply(this, given); tell('page_view'); };
  addEventListener('pagehide', () => tell('user_engagement'));
})()`;
