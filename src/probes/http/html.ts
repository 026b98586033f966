/**
 * What a page loads, where its forms go and which pages it links to. Addresses are resolved against the page and its `<base>`.
 */
import { Parser } from 'htmlparser2';
import { addressesInCss, type CssAddress } from './css.ts';

/**
 * `active`: it can change the page, browsers block it over http · `passive`: an image, sound or film, which browsers fetch over https instead ·
 * `form`: where a form sends what was typed. https://www.w3.org/TR/mixed-content/#categories
 */
export type ResourceKind = 'active' | 'passive' | 'form';

export interface Resource {
  url: string;
  kind: ResourceKind;
  /** `script[src]`, `style url()` */
  where: string;
}

export interface PageContents {
  resources: readonly Resource[];
  /** Style sheets, to look into. */
  sheets: readonly string[];
  /** Pages that it links to, fragments cut off. */
  links: readonly string[];
  /** A `<meta>` asks browsers to fetch everything over https. */
  upgrades: boolean;
}

/** Attributes that hold one address. An image set is never upgraded, so `srcset` is active (§ 3.1 of the standard). */
const attributes: Readonly<Record<string, Readonly<Record<string, ResourceKind>>>> = {
  script: { src: 'active', href: 'active', 'xlink:href': 'active' },
  iframe: { src: 'active' },
  frame: { src: 'active' },
  object: { data: 'active' },
  embed: { src: 'active' },
  track: { src: 'active' },
  use: { href: 'active', 'xlink:href': 'active' },
  img: { src: 'passive' },
  image: { href: 'passive', 'xlink:href': 'passive' },
  input: { src: 'passive', formaction: 'form' },
  button: { formaction: 'form' },
  form: { action: 'form' },
  audio: { src: 'passive' },
  video: { src: 'passive', poster: 'passive' },
  source: { src: 'passive' },
  body: { background: 'passive' },
};

/** What `<link rel>` fetches. */
const relations: Readonly<Record<string, ResourceKind>> = {
  stylesheet: 'active',
  preload: 'active',
  modulepreload: 'active',
  prefetch: 'active',
  manifest: 'active',
  icon: 'passive',
  'apple-touch-icon': 'passive',
};

const cssKinds: Readonly<Record<CssAddress['kind'], ResourceKind>> = { import: 'active', font: 'active', image: 'passive' };

/** @param page where the page was found, after redirects */
export function readPage(html: string, page: string): PageContents {
  let base = page;
  const resources: Resource[] = [];
  const sheets = new Set<string>();
  const links = new Set<string>();
  let upgrades = false;
  let style: string | undefined;
  const absolute = (address: string): string | undefined => resolveAddress(address, base);
  const add = (address: string | undefined, kind: ResourceKind, where: string): void => {
    const url = address === undefined || address.trim() === '' ? undefined : absolute(address);
    if (url !== undefined) resources.push({ url, kind, where });
  };
  const css = (text: string): void => {
    for (const { address, kind } of addressesInCss(text)) {
      add(address, cssKinds[kind], kind === 'import' ? 'style @import' : 'style url()');
      const sheet = kind === 'import' ? absolute(address) : undefined;
      if (sheet) sheets.add(sheet);
    }
  };
  const parser = new Parser({
    onopentag(name, given) {
      if (name === 'base' && given.href && base === page) base = absolute(given.href) ?? base;
      if (name === 'a' || name === 'area') link(given.href);
      if (name === 'style') style = '';
      if (given.style) css(given.style);
      if (name === 'meta' && isUpgrade(given)) upgrades = true;
      if (name === 'link') linked(given);
      for (const [attribute, kind] of Object.entries(attributes[name] ?? {})) add(given[attribute], kind, `${name}[${attribute}]`);
      for (const attribute of ['srcset', 'imagesrcset'])
        for (const address of candidates(given[attribute])) add(address, 'active', `${name}[${attribute}]`);
    },
    ontext(text) {
      if (style !== undefined) style += text;
    },
    onclosetag(name) {
      if (name !== 'style' || style === undefined) return;
      css(style);
      style = undefined;
    },
  });
  function link(href: string | undefined): void {
    const url = href === undefined ? undefined : absolute(href);
    if (url) links.add(url);
  }
  function linked(given: Readonly<Record<string, string>>): void {
    const rels = (given.rel ?? '').toLowerCase().split(/\s+/);
    const rel = rels.find((word) => relations[word] !== undefined);
    if (rel === undefined) return;
    const passive = rel === 'preload' && ['image', 'audio', 'video'].includes((given.as ?? '').toLowerCase());
    add(given.href, passive ? 'passive' : (relations[rel] ?? 'active'), `link[rel=${rel}]`);
    const sheet = rel === 'stylesheet' && given.href ? absolute(given.href) : undefined;
    if (sheet) sheets.add(sheet);
  }
  parser.end(html);
  return { resources, sheets: [...sheets], links: [...links], upgrades };
}

/** An absolute web address without its fragment; undefined for `data:`, `mailto:` and what cannot be read. */
export function resolveAddress(address: string, base: string): string | undefined {
  if (!URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  url.hash = '';
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
}

/** `small.png 1x, large.png 2x`: the first word of each; an address may hold commas, but not at its end. */
function candidates(srcset: string | undefined): string[] {
  return [...(srcset ?? '').matchAll(/\s*,*\s*([^\s,](?:\S*[^\s,])?)(?:\s+[^,(]*(?:\([^)]*\)[^,]*)?)?(?:,|$)/g)].map(
    (found) => found[1] ?? '',
  );
}

function isUpgrade(given: Readonly<Record<string, string>>): boolean {
  return /^content-security-policy$/i.test(given['http-equiv'] ?? '') && upgradesInsecure(given.content ?? '');
}

/** https://www.w3.org/TR/upgrade-insecure-requests/ */
export function upgradesInsecure(policy: string): boolean {
  return policy.split(/[;,]/).some((directive) => /^\s*upgrade-insecure-requests\s*$/i.test(directive));
}
