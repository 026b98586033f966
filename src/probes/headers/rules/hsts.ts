/**
 * Strict-Transport-Security. https://www.rfc-editor.org/rfc/rfc6797#section-6.1
 */
import { headerValues } from '../../../ports/web.ts';
import type { Observed, Page } from '../observe.ts';
import type { Finding } from '../results.ts';

/** Seconds: 180 days. Six months are 15768000 in the published table; the Observatory lets the many sites pass that say 15552000, and so do we. */
const sixMonths = 15_552_000;

export function scoreHsts({ page, https, untrusted }: Observed & { page: Page }): Finding {
  if (https.hops[0]?.status === undefined) return { result: 'hsts-not-implemented-no-https', saw: page.url.href };
  const [header] = headerValues(page.headers, 'strict-transport-security');
  if (untrusted !== undefined) return { result: 'hsts-invalid-cert', saw: `${header ?? 'no header'} (${untrusted})` };
  // Browsers take no notice of it over http.
  if (header === undefined || page.url.protocol !== 'https:') return { result: 'hsts-not-implemented', saw: header ?? 'no header' };
  const age = maxAge(header);
  if (age === undefined) return { result: 'hsts-header-invalid', saw: header };
  return {
    result: age >= sixMonths ? 'hsts-implemented-max-age-at-least-six-months' : 'hsts-implemented-max-age-less-than-six-months',
    saw: header,
  };
}

function maxAge(header: string): number | undefined {
  const found = [...header.matchAll(/(?<=^|;)\s*max-age\s*(?:=\s*([^;]*))?(?=;|$)/gi)];
  const digits = /^(?:(\d+)|"(\d+)")$/.exec(found[0]?.[1]?.trim() ?? '');
  // A directive that is said twice makes the header void (§ 6.1).
  return found.length === 1 && digits ? Number(digits[1] ?? digits[2]) : undefined;
}
