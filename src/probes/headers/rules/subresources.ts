/**
 * Subresource Integrity: scripts of other sites are checked by their hash, and come over https. https://www.w3.org/TR/sri/
 */
import type { Document, Script } from '../document.ts';
import type { Page } from '../observe.ts';
import { type Finding, modifierOf, type TestResult } from '../results.ts';
import { sameSite } from '../site.ts';

export function scoreSubresources({ page }: { page: Page }): Finding {
  const { document } = page;
  if (!document) return { result: 'sri-not-implemented-response-not-html', saw: 'no HTML' };
  const scripts = document.scripts.filter((script) => script.src !== undefined);
  if (document.scripts.length === 0) return { result: 'sri-not-implemented-but-no-scripts-loaded', saw: 'no scripts' };
  const results = scripts.map((script) => judge(script, document, page.url)).filter((result) => result !== undefined);
  const saw = scripts.map(({ src, integrity }) => `${src}${integrity ? ' with integrity' : ''}`).join(' · ') || 'scripts in the page only';
  const worst = results.reduce<TestResult | undefined>(
    (found, result) => (found === undefined || modifierOf(result) < modifierOf(found) ? result : found),
    undefined,
  );
  return { result: worst ?? 'sri-not-implemented-but-all-scripts-loaded-from-secure-origin', saw };
}

/** undefined: nothing to object, nothing to praise. Scripts of the same site need no hash; how they come is a matter of mixed content. */
function judge({ src = '', integrity }: Script, document: Document, page: URL): TestResult | undefined {
  const base = document.base !== undefined && URL.canParse(document.base, page.href) ? new URL(document.base, page) : page;
  if (!URL.canParse(src, base.href)) return undefined;
  const url = new URL(src, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const own = sameSite(url.hostname, page.hostname);
  // `//host/…` takes whatever scheme the page has.
  const relative = /^\s*\/\//.test(src);
  const secure = url.protocol === 'https:' && !relative;
  if (own && !secure && !relative) return undefined;
  if (!secure) return `sri-${integrity ? 'implemented-but' : 'not-implemented-and'}-external-scripts-not-loaded-securely`;
  if (integrity) return own ? 'sri-implemented-and-all-scripts-loaded-securely' : 'sri-implemented-and-external-scripts-loaded-securely';
  return own ? undefined : 'sri-not-implemented-but-external-scripts-loaded-securely';
}
