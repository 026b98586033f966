/** Tells Google Analytics what was done, where that was allowed; nothing anywhere else. */
import { tellableAddress } from './address.ts';
import type { EventName, Events } from './events.ts';
import { eventOf } from './events.ts';
import { grant, gtag, withdraw } from './gtag.ts';

/** The measurement id while it is allowed, else ''. */
let allowed = '';

/** @param id '' where there is no Google Analytics */
export function allowEvents(
  id: string,
  page: { url: string; referrer: string } = { url: location.href, referrer: document.referrer },
): void {
  if (allowed !== '' || id === '') return;
  allowed = id;
  const referrer = URL.canParse(page.referrer) ? tellableAddress(page.referrer) : '';
  grant(id, { address: tellableAddress(page.url), referrer });
}

export function forbidEvents(id: string): void {
  if (allowed === '') return;
  allowed = '';
  withdraw(id);
}

export function track<N extends EventName>(name: N, params: Events[N]): void {
  if (allowed !== '') gtag('event', name, params);
}

/** Another page comes, without loading: said before the tag notices it by itself, with the whole address. */
export function movedTo(url: string): void {
  if (allowed !== '') gtag('set', { page_location: tellableAddress(url) });
}

/** Links that say what a click on them means. @returns ends it */
export function watchClicks(page: Document): () => void {
  const click = ({ target }: Event): void => {
    const said = target instanceof Element ? target.closest('[data-track]')?.getAttribute('data-track') : undefined;
    const event = said ? eventOf(said) : undefined;
    if (event) track(event.name, event.params as never);
  };
  page.addEventListener('click', click);
  return () => page.removeEventListener('click', click);
}

/**
 * The visitor's pseudonym at Google and the number of the visit, handed over with a purchase or a refund so that the worker can tell of it; only while it is allowed.
 * `1732.99`, or `1732.99.1764000000`
 */
export function visitorForCheckout(cookies?: string): string | undefined {
  if (allowed === '') return undefined;
  const all = cookies ?? document.cookie;
  const visitor = /(?:^|; )_ga=GA\d\.\d\.(\d{1,20}\.\d{1,20})/.exec(all)?.[1];
  if (visitor === undefined) return undefined;
  const visit = new RegExp(`(?:^|; )_ga_${allowed.replace(/^G-/, '')}=GS\\d\\.\\d\\.s?(\\d{1,20})`).exec(all)?.[1];
  return visit === undefined ? visitor : `${visitor}.${visit}`;
}
