/**
 * Mixed content: what pages that were loaded over https fetch over http. A small crawl, same origin only, breadth first, one page after the other.
 */
import { headerValue, type WebAnswer } from '../../ports/web.ts';
import type { WebFailure } from '../../ports/web-failure.ts';
import { ask, type HttpProbeOptions, isHtml } from './ask.ts';
import { addressesInCss } from './css.ts';
import { type Resource, readPage, resolveAddress, upgradesInsecure } from './html.ts';
import { followRedirects } from './redirects.ts';

export interface CrawledPage {
  url: string;
  status?: number;
  failure?: WebFailure;
  /** Everything that the page loads. */
  resources: number;
  /** `Content-Security-Policy: upgrade-insecure-requests`: browsers fetch all of it over https. */
  upgrades: boolean;
}

export interface Mixed extends Resource {
  /** The page, or the style sheet of it. */
  page: string;
  /** The page asks browsers to fetch it over https. */
  upgraded: boolean;
}

export interface MixedContent {
  from: string;
  pages: readonly CrawledPage[];
  active: readonly Mixed[];
  passive: readonly Mixed[];
  /** Forms of https pages that send over http. */
  forms: readonly Mixed[];
  /** Style sheets that were looked into. */
  sheets: number;
  /** Pages that were found and not asked for, because of the limit. */
  left: number;
}

const pageBytes = 4 * 1024 * 1024;

/** @param options `limit`: pages at most, 10 unless told; as many style sheets again for each */
export async function crawlMixedContent(url: string | URL, options: HttpProbeOptions & { limit?: number }): Promise<MixedContent> {
  const { limit = 10 } = options;
  const from = new URL(url);
  from.hash = '';
  const queue = [from.href];
  const known = new Set(queue);
  const sheets = new Set<string>();
  const pages: CrawledPage[] = [];
  const mixed: Mixed[] = [];
  let origin: string | undefined;
  while (queue.length > 0 && pages.length < limit) {
    const visit = await open(queue.shift() ?? from.href, options);
    pages.push(visit.page);
    if (!visit.answer) continue;
    // The first page may have been redirected: the crawl stays where it arrived.
    origin ??= new URL(visit.page.url).origin;
    known.add(visit.page.url);
    if (new URL(visit.page.url).origin !== origin) continue;
    const contents = readPage(visit.answer.body, visit.page.url);
    visit.page.resources = contents.resources.length;
    visit.page.upgrades ||= contents.upgrades;
    const found = (resource: Resource, page: string): void => {
      if (page.startsWith('https:') && resource.url.startsWith('http:')) mixed.push({ ...resource, page, upgraded: visit.page.upgrades });
    };
    for (const resource of contents.resources) found(resource, visit.page.url);
    for (const sheet of contents.sheets) await lookInto(sheet, { origin, sheets, limit: limit * 2, options, found });
    for (const link of contents.links) {
      if (known.has(link) || new URL(link).origin !== origin) continue;
      known.add(link);
      queue.push(link);
    }
  }
  const of = (kind: Resource['kind']): Mixed[] => mixed.filter((resource) => resource.kind === kind);
  return {
    from: from.href,
    pages,
    active: of('active'),
    passive: of('passive'),
    forms: of('form'),
    sheets: sheets.size,
    left: queue.length,
  };
}

type Visit = { page: { -readonly [Name in keyof CrawledPage]: CrawledPage[Name] }; answer?: WebAnswer };

async function open(url: string, options: HttpProbeOptions): Promise<Visit> {
  const { redirects, answer } = await followRedirects(url, { ...options, asking: { maxBytes: pageBytes, acceptEncoding: 'gzip, br' } });
  const page = { url: redirects.final, resources: 0, upgrades: false };
  const failure = redirects.hops.at(-1)?.failure;
  if (!answer || redirects.end !== 'answered')
    return { page: { ...page, ...(failure ? { failure } : {}), ...(redirects.status === undefined ? {} : { status: redirects.status }) } };
  const upgrades = upgradesInsecure(headerValue(answer.headers, 'content-security-policy') ?? '');
  const seen = { ...page, status: answer.status, upgrades };
  return isHtml(headerValue(answer.headers, 'content-type')) ? { page: seen, answer } : { page: seen };
}

interface Sheets {
  origin: string;
  /** Those that were looked into. */
  sheets: Set<string>;
  limit: number;
  options: HttpProbeOptions;
  found(resource: Resource, sheet: string): void;
}

/** Style sheets of the same origin, and those that they import. */
async function lookInto(sheet: string, about: Sheets): Promise<void> {
  const { origin, sheets, limit, options, found } = about;
  if (sheets.has(sheet) || sheets.size >= limit || new URL(sheet).origin !== origin) return;
  sheets.add(sheet);
  const answer = await ask(sheet, options, { maxBytes: pageBytes, acceptEncoding: 'gzip, br' });
  if (answer.state === 'failed' || answer.status !== 200) return;
  for (const { address, kind } of addressesInCss(answer.body)) {
    const url = resolveAddress(address, sheet);
    if (url === undefined) continue;
    found({ url, kind: kind === 'image' ? 'passive' : 'active', where: kind === 'import' ? 'style @import' : 'style url()' }, sheet);
    if (kind === 'import') await lookInto(url, about);
  }
}
