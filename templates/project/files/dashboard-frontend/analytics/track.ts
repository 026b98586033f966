/** Tells Google Analytics what was done, where that was allowed; nothing anywhere else. */
import type { EventName, Events } from './events.ts';
import { eventOf } from './events.ts';

type Layer = { dataLayer?: unknown[] };

/** Denied before the tag is loaded: https://developers.google.com/tag-platform/security/guides/consent */
const denied = { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' } as const;

let allowed = false;

function gtag(..._words: unknown[]): void {
  const layer = globalThis as Layer;
  layer.dataLayer ??= [];
  // Google's tag takes `arguments` and no list.
  // biome-ignore lint/complexity/noArguments: see above.
  layer.dataLayer.push(arguments);
}

export function allowEvents(): void {
  if (allowed) return;
  allowed = true;
  gtag('consent', 'default', denied);
  gtag('consent', 'update', { analytics_storage: 'granted' });
}

export function track<N extends EventName>(name: N, params: Events[N]): void {
  if (allowed) gtag('event', name, params);
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

/** The visitor's pseudonym at Google, handed over at checkout so that the worker can tell of the purchase; only after consent. */
export function visitorForCheckout(cookies: string = document.cookie): string | undefined {
  if (!allowed) return undefined;
  return /(?:^|; )_ga=GA\d\.\d\.(\d{1,20}\.\d{1,20})/.exec(cookies)?.[1];
}
