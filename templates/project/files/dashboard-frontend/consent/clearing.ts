/** Which cookies go when a consent is taken back. A script may have set its cookie for this host alone, or for a whole domain above it: each place is cleared. */
import type { Purpose } from './purposes.ts';

export interface Clearing {
  name: string | RegExp;
  domain?: string;
}

export function clearingsOf(services: Purpose['services'], hostname: string): Clearing[] {
  const names = services.flatMap(({ cookies }) => cookies.map(pattern));
  const domains = domainsAbove(hostname);
  return names.flatMap((name) => [{ name }, ...domains.map((domain) => ({ name, domain }))]);
}

/** `_ga_*` covers every property of Google Analytics. */
function pattern(name: string): string | RegExp {
  return name.endsWith('*') ? new RegExp(`^${name.slice(0, -1)}`) : name;
}

/** `a.b.test` → `a.b.test`, `b.test`; never a top-level domain. An address has none. */
function domainsAbove(hostname: string): string[] {
  if (/^[\d.]+$|:/.test(hostname)) return [];
  const labels = hostname.split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}
