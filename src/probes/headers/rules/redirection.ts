/**
 * What happens to somebody who comes over http.
 */
import { isRedirect } from '../../http/ask.ts';
import type { Observed } from '../observe.ts';
import type { Finding } from '../results.ts';

export function scoreRedirection({ http, untrustedFromHttp }: Observed): Finding {
  const saw = http.hops.map((hop) => `${hop.url} ${hop.status ?? hop.code ?? ''}`.trim()).join(' → ');
  const [first] = http.hops;
  if (first?.status === undefined) return { result: 'redirection-not-needed-no-http', saw: saw || 'http was not asked' };
  if (untrustedFromHttp !== undefined) return { result: 'redirection-invalid-cert', saw: `${saw} (${untrustedFromHttp})` };
  if (!isRedirect(first.status)) return { result: 'redirection-missing', saw };
  const arrives = http.secure && !(http.end === 'loop' && http.downgrades);
  if (first.to === undefined || !arrives) return { result: 'redirection-not-to-https', saw };
  if (first.schemeChange?.to !== 'https') return { result: 'redirection-not-to-https-on-initial-redirection', saw };
  if (new URL(first.to).hostname !== new URL(first.url).hostname) return { result: 'redirection-off-host-from-http', saw };
  return { result: 'redirection-to-https', saw };
}
