/**
 * Who measures visitors, as far as addresses tell it: Google, Vercel, and those that are met most besides them.
 */

const google = /^https?:\/\/([\w-]+\.)*(googletagmanager\.com|google-analytics\.com|analytics\.google\.com|doubleclick\.net)[/:?]/;
const vercel = /\/_vercel\/(insights|speed-insights)\/|^https?:\/\/([\w-]+\.)*(vercel-scripts|vercel-insights)\.com\//;
const others =
  /^https?:\/\/([\w-]+\.)*(plausible\.io|hotjar\.com|clarity\.ms|segment\.(com|io)|mixpanel\.com|posthog\.com|matomo\.cloud|connect\.facebook\.net)[/:?]/;

export function isMeasuring(url: string): boolean {
  return google.test(url) || vercel.test(url) || others.test(url);
}

export function isGoogle(url: string): boolean {
  return google.test(url);
}

/** True where a visit or an event would be counted, and not only a script fetched. */
export function isCounting(url: string): boolean {
  return /^https?:\/\/([\w-]+\.)*(google-analytics|analytics\.google|doubleclick)\.[a-z.]+\/([gjr]\/)?collect\b/.test(url);
}

/** One event of Google Analytics 4 as a page sends it: https://developers.google.com/analytics/devguides/collection/protocol/ga4 describes the server's twin. */
export interface Hit {
  /** `page_view`, `begin_checkout`, … */
  event: string;
  /** `G-XXXXXXXXXX` */
  id: string;
}

/** Events in a request to the collector: one in the address, or several in the body, a line each. */
export function hitsIn({ url, body }: { url: string; body: string }): Hit[] {
  if (!isCounting(url)) return [];
  const { searchParams } = new URL(url);
  const id = searchParams.get('tid') ?? '';
  const named = [searchParams.get('en'), ...body.split(/\r?\n/).map((line) => new URLSearchParams(line).get('en'))];
  return named.flatMap((event) => (event === null ? [] : [{ event, id }]));
}
