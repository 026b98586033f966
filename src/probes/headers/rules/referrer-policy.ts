/**
 * Referrer-Policy: the last word that browsers know counts. https://www.w3.org/TR/referrer-policy/#parse-referrer-policy-from-header
 */
import { headerValues } from '../../../ports/web.ts';
import type { Page } from '../observe.ts';
import type { Finding } from '../results.ts';

const kept = ['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin'];
const given = ['origin', 'origin-when-cross-origin', 'unsafe-url', 'no-referrer-when-downgrade'];

export function scoreReferrerPolicy({ page }: { page: Page }): Finding {
  const values = [
    ...headerValues(page.headers, 'referrer-policy'),
    ...(page.document?.referrers ?? []).filter((content) => content.trim() !== ''),
  ];
  if (values.length === 0) return { result: 'referrer-policy-not-implemented', saw: 'no header and no <meta>' };
  const saw = values.join(', ');
  const known = words(values).findLast((word) => kept.includes(word) || given.includes(word));
  if (known === undefined) return { result: 'referrer-policy-header-invalid', saw };
  return { result: kept.includes(known) ? 'referrer-policy-private' : 'referrer-policy-unsafe', saw };
}

function words(values: readonly string[]): string[] {
  return values.flatMap((value) => value.toLowerCase().split(',')).map((word) => word.trim());
}
