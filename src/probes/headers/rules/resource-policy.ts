/**
 * Cross-Origin-Resource-Policy. https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header
 */
import { headerValue } from '../../../ports/web.ts';
import type { Page } from '../observe.ts';
import type { Finding } from '../results.ts';

const results = {
  'same-origin': 'corp-implemented-with-same-origin',
  'same-site': 'corp-implemented-with-same-site',
  'cross-origin': 'corp-implemented-with-cross-origin',
} as const;

export function scoreResourcePolicy({ page }: { page: Page }): Finding {
  const value = headerValue(page.headers, 'cross-origin-resource-policy')?.trim();
  if (!value) return { result: 'corp-not-implemented', saw: 'no header' };
  const word = value.toLowerCase();
  return { result: word in results ? results[word as keyof typeof results] : 'corp-header-invalid', saw: value };
}
