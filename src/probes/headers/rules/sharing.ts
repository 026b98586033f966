/**
 * Cross-Origin Resource Sharing, as an origin that belongs to nobody is answered: the preflight and the plain request, whichever allows more.
 */
import { type HeaderList, headerValue } from '../../../ports/web.ts';
import type { Observed } from '../observe.ts';
import { type Finding, modifierOf } from '../results.ts';

export function scoreSharing({ foreign }: Observed): Finding {
  const [preflight, simple] = [judge(foreign.preflight, foreign.origin), judge(foreign.simple, foreign.origin)];
  if (modifierOf(simple.result) < modifierOf(preflight.result)) return simple;
  return preflight.result === 'cross-origin-resource-sharing-not-implemented' ? simple : preflight;
}

function judge(headers: HeaderList, origin: string): Finding {
  const allowed = headerValue(headers, 'access-control-allow-origin')?.trim();
  if (!allowed) return { result: 'cross-origin-resource-sharing-not-implemented', saw: 'no Access-Control-Allow-Origin' };
  const credentials = headerValue(headers, 'access-control-allow-credentials')?.trim().toLowerCase() === 'true';
  const saw = `Access-Control-Allow-Origin: ${allowed}${credentials ? ', with credentials' : ''}`;
  if (allowed === '*') return { result: 'cross-origin-resource-sharing-implemented-with-public-access', saw };
  if (allowed === origin && credentials) return { result: 'cross-origin-resource-sharing-implemented-with-universal-access', saw };
  return { result: 'cross-origin-resource-sharing-implemented-with-restricted-access', saw };
}
