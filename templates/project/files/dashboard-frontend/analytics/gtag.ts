/**
 * The queue that Google's tag reads, and the words of Consent Mode v2: all denied before the tag is loaded, advertising for ever.
 * https://developers.google.com/tag-platform/security/guides/consent
 */
export interface TagHolder {
  dataLayer?: unknown[];
  [disable: `ga-disable-${string}`]: boolean | undefined;
}

const denied = { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' } as const;

/** What is told with every event. Cookies stay on this host: subdomains may belong to others. */
const settings = {
  allow_google_signals: false,
  allow_ad_personalization_signals: false,
  cookie_domain: 'none',
  cookie_flags: 'SameSite=Lax;Secure',
} as const;

export function gtag(..._words: unknown[]): void {
  const holder = globalThis as TagHolder;
  holder.dataLayer ??= [];
  // Google's tag takes `arguments` and no list.
  // biome-ignore lint/complexity/noArguments: see above.
  holder.dataLayer.push(arguments);
}

/** Before the tag: it goes through the queue in order, and takes silence for a yes. */
export function grant(id: string, page: { address: string; referrer: string }): void {
  (globalThis as TagHolder)[`ga-disable-${id}`] = false;
  gtag('consent', 'default', denied);
  gtag('set', 'ads_data_redaction', true);
  gtag('set', { ...settings, page_location: page.address, page_referrer: page.referrer });
  gtag('consent', 'update', { analytics_storage: 'granted' });
}

/** A tag that runs already says nothing more, and sets no cookie while the page is left. */
export function withdraw(id: string): void {
  (globalThis as TagHolder)[`ga-disable-${id}`] = true;
  gtag('consent', 'update', { analytics_storage: 'denied' });
}
