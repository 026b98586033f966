/** Servers of this machine that stand behind canonical names: `api.kingdom77.test` → `http://127.0.0.1:4701`. */
import { OperatorError } from '../core/errors.ts';
import { callLoopback } from '../ports/listen.ts';

/** Delivers to the server that stands behind a name; the name stays in the `Host` header. */
export async function send(
  hosts: Readonly<Record<string, string>>,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number | 'no host'> {
  const { host, pathname, search } = new URL(url);
  const target = hosts[host];
  if (target === undefined) return 'no host';
  try {
    const answer = await callLoopback(new URL(pathname + search, target).href, {
      method: 'POST',
      headers: { ...headers, host },
      body,
      timeoutMs: 10_000,
    });
    return answer.status;
  } catch {
    return 0;
  }
}

/** @throws OperatorError for anything but `http://127.0.0.1:PORT` */
export function checkTarget(name: string, target: string): void {
  const address = URL.canParse(target) ? new URL(target) : undefined;
  if (address?.protocol === 'http:' && address.hostname === '127.0.0.1') return;
  throw new OperatorError({ what: `${name} cannot be served by ${target}`, fix: 'Name a server on this machine: http://127.0.0.1:PORT' });
}
