/** Webhooks of vendors, brought to whoever answers for the name in them. */
import { OperatorError } from '../core/errors.ts';
import { callLoopback } from '../ports/listen.ts';
import { type Sites, siteOf } from './web/sites.ts';
import { covers, welcome } from './web/welcome.ts';

export interface Destinations {
  /** Servers of this machine behind canonical names: `api.kingdom77.test` → `http://127.0.0.1:4701`. */
  servers: Readonly<Record<string, string>>;
  /** Who answers for which name on the web. */
  sites: Sites | undefined;
}

/** Delivers to the server that stands behind a name; the name stays in the `Host` header. */
export async function send(
  destinations: Destinations,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number | 'no host'> {
  const { host, pathname, search } = new URL(url);
  const target = serverOf(destinations, url);
  if (target === undefined) return 'no host';
  if (typeof target === 'number') return target;
  try {
    const answer = await callLoopback(new URL(pathname + search, target.to).href, {
      method: 'POST',
      headers: { ...headers, ...target.headers, host },
      body,
      timeoutMs: 10_000,
    });
    return answer.status;
  } catch {
    return 0;
  }
}

/** What stands behind a name, through every edge on the way; or the status with which an edge answers by itself. Undefined: nothing does yet. */
function serverOf(
  { servers, sites }: Destinations,
  url: string,
): { to: string; headers: Readonly<Record<string, string>> } | number | undefined {
  const { host, hostname, pathname, search, protocol } = new URL(url);
  const own = servers[host];
  if (own !== undefined) return { to: own, headers: {} };
  const landing = sites && siteOf(sites, hostname);
  const secure = protocol === 'https:';
  if (!sites || !landing?.host || (secure && !covers(landing.host.certificate?.names ?? [], hostname))) return undefined;
  const told = welcome(sites, { method: 'POST', path: pathname, query: search.slice(1), headers: {}, host: hostname, secure });
  if ('to' in told) return { to: told.to, headers: told.requestHeaders };
  // A redirect and a page that says "paused" are answers. Pages that stand in for a service, or say that there is none, are not.
  return told.status >= 300 && told.status < 400 ? told.status : undefined;
}

/** @throws OperatorError for anything but `http://127.0.0.1:PORT` */
export function checkTarget(name: string, target: string): void {
  const address = URL.canParse(target) ? new URL(target) : undefined;
  if (address?.protocol === 'http:' && address.hostname === '127.0.0.1') return;
  throw new OperatorError({ what: `${name} cannot be served by ${target}`, fix: 'Name a server on this machine: http://127.0.0.1:PORT' });
}
