/**
 * X-Content-Type-Options: `nosniff` is the only word there is.
 */
import { headerValue } from '../../../ports/web.ts';
import type { Page } from '../observe.ts';
import type { Finding } from '../results.ts';

export function scoreContentTypeOptions({ page }: { page: Page }): Finding {
  const value = headerValue(page.headers, 'x-content-type-options')?.trim();
  if (!value) return { result: 'x-content-type-options-not-implemented', saw: 'no header' };
  const fine = value.toLowerCase() === 'nosniff';
  return { result: fine ? 'x-content-type-options-nosniff' : 'x-content-type-options-header-invalid', saw: value };
}
