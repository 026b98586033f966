/**
 * Who may put the page into a frame: `frame-ancestors` of a policy in the headers (a `<meta>` cannot say it), else X-Frame-Options.
 */
import { headerValue, headerValues } from '../../../ports/web.ts';
import type { Page } from '../observe.ts';
import { readPolicies } from '../policy.ts';
import type { Finding } from '../results.ts';

export function scoreFrameOptions({ page }: { page: Page }): Finding {
  const policies = readPolicies(headerValues(page.headers, 'content-security-policy')) ?? [];
  const ancestors = policies.map((policy) => policy.get('frame-ancestors')).find((sources) => sources !== undefined);
  if (ancestors) return { result: 'x-frame-options-implemented-via-csp', saw: `frame-ancestors ${ancestors.join(' ')}` };
  const value = headerValue(page.headers, 'x-frame-options')?.trim();
  if (!value) return { result: 'x-frame-options-not-implemented', saw: 'neither frame-ancestors nor X-Frame-Options' };
  const word = value.toLowerCase();
  if (word === 'deny' || word === 'sameorigin') return { result: 'x-frame-options-sameorigin-or-deny', saw: value };
  if (word.startsWith('allow-from')) return { result: 'x-frame-options-allow-from-origin', saw: value };
  return { result: 'x-frame-options-header-invalid', saw: value };
}
