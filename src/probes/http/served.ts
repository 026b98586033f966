/**
 * What browsers are served: pages, and every script, style sheet and picture that they load, each fetched once. Scripts that are fetched later, by name from another
 * script, are followed, too.
 */
import { headerValue } from '../../ports/web.ts';
import { ask, type HttpProbeOptions, isHtml } from './ask.ts';
import { type PageContents, readPage, resolveAddress } from './html.ts';
import { followRedirects } from './redirects.ts';

export interface ServedPage {
  /** As asked for. */
  path: string;
  /** Where redirects led to. */
  url: string;
  /** Absent: nobody answered; `failure` says why. */
  status?: number;
  failure?: string;
  /** Empty for anything but HTML. */
  html: string;
  policy: string;
  contents: PageContents;
  totalMs: number;
}

export interface ServedFile {
  url: string;
  kind: 'script' | 'style' | 'image';
  /** The first page that loads it. */
  page: string;
  status?: number;
  failure?: string;
  /** `Content-Type`, without parameters. */
  type: string;
  /** `Cache-Control` and `Content-Encoding`, as sent; empty without. */
  cache: string;
  coding: string;
  /** Of scripts and style sheets; pictures have none. */
  text: string;
}

export interface Served {
  pages: readonly ServedPage[];
  files: readonly ServedFile[];
}

const mostBytes = 8 * 1024 * 1024;
const atOnce = 6;
/** Pages besides those that were asked for. */
const mostLinked = 30;
/** More than any dashboard has; a site that names more files than this is not read whole. */
const mostFiles = 400;
const nothing: PageContents = { resources: [], sheets: [], links: [], upgrades: false };

/** @param origin `https://kingdom77.com` @param paths pages to ask for, `/pricing`; those that they link to are asked for, too */
export async function probeServed(origin: string, paths: readonly string[], options: HttpProbeOptions): Promise<Served> {
  const named = await each(paths, (path) => pageOf(origin, path, options));
  const pages = [...named, ...(await each(linked(named, origin), (path) => pageOf(origin, path, options)))];
  const wanted = new Map<string, Pick<ServedFile, 'kind' | 'page'>>();
  for (const page of pages) for (const [url, kind] of loads(page)) if (!wanted.has(url)) wanted.set(url, { kind, page: page.path });
  const files = new Map<string, ServedFile>();
  for (;;) {
    const open = [...wanted].filter(([url]) => !files.has(url)).slice(0, mostFiles - files.size);
    if (open.length === 0) break;
    for (const file of await each(open, ([url, about]) => fileOf(url, about, options))) {
      files.set(file.url, file);
      if (file.kind === 'script')
        for (const url of chunksIn(file.text, origin)) if (!wanted.has(url)) wanted.set(url, { kind: 'script', page: file.page });
    }
  }
  return { pages, files: [...files.values()] };
}

/** Paths that these pages link to on the same site, and that were not asked for. */
function linked(pages: readonly ServedPage[], origin: string): string[] {
  const known = new Set(pages.flatMap(({ path, url }) => [path, new URL(url).pathname]));
  const found = pages.flatMap(({ contents }) => contents.links).filter((link) => new URL(link).origin === origin);
  return [...new Set(found.map((link) => new URL(link).pathname))].filter((path) => !known.has(path)).slice(0, mostLinked);
}

async function pageOf(origin: string, path: string, options: HttpProbeOptions): Promise<ServedPage> {
  const { redirects, answer } = await followRedirects(new URL(path, origin), {
    ...options,
    asking: { maxBytes: mostBytes, acceptEncoding: 'gzip, br' },
  });
  const last = redirects.hops.at(-1);
  const seen = { path, url: redirects.final, html: '', policy: '', contents: nothing, totalMs: last?.totalMs ?? 0 };
  if (!answer || redirects.end !== 'answered') return { ...seen, failure: last?.failure ?? redirects.end };
  const html = isHtml(headerValue(answer.headers, 'content-type')) ? answer.body : '';
  const policy = headerValue(answer.headers, 'content-security-policy') ?? '';
  return { ...seen, status: answer.status, html, policy, contents: readPage(html, redirects.final) };
}

function* loads({ html, url, contents }: ServedPage): Generator<[string, ServedFile['kind']]> {
  for (const { url: address, where } of contents.resources) {
    if (/^script\[src\]|modulepreload/.test(where)) yield [address, 'script'];
    if (where === 'link[rel=stylesheet]') yield [address, 'style'];
    if (/^(img|image|source|video)\[/.test(where) || /icon/.test(where)) yield [address, 'image'];
  }
  for (const address of chunksIn(html, url)) yield [address, 'script'];
}

/** Next.js names scripts for later by their path below `/_next/`, in pages and in other scripts. */
function chunksIn(text: string, base: string): string[] {
  const found = [...text.matchAll(/static\/chunks\/[\w./()[\]%~@-]+?\.js\b/g)].map(([path]) => resolveAddress(`/_next/${path}`, base));
  return [...new Set(found.filter((url) => url !== undefined))];
}

async function fileOf(url: string, about: Pick<ServedFile, 'kind' | 'page'>, options: HttpProbeOptions): Promise<ServedFile> {
  const answer = await ask(url, options, { maxBytes: mostBytes, acceptEncoding: 'gzip, br' });
  if (answer.state === 'failed') return { ...about, url, failure: answer.failure, type: '', cache: '', coding: '', text: '' };
  const header = (name: string): string => (headerValue(answer.headers, name) ?? '').toLowerCase();
  const type = header('content-type').split(';')[0]?.trim() ?? '';
  const [cache, coding] = [header('cache-control'), header('content-encoding')];
  return { ...about, url, status: answer.status, type, cache, coding, text: about.kind === 'image' ? '' : answer.body };
}

async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += atOnce) results.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))));
  return results;
}
