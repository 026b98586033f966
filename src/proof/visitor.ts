/** A person's browser, as far as services notice: real names through the edge, cookies, where a request comes from. Follows no redirect by itself. */
import type { Network } from '../core/ports.ts';
import { systemClock } from '../ports/clock.ts';
import { askWeb, headerValue, headerValues } from '../ports/web.ts';

export interface Seen {
  status: number;
  body: string;
  /** Where it sends one; empty: nowhere. */
  location: string;
}

export interface Visitor {
  /** Goes into `x-csrf-token`. */
  token: string | undefined;
  /** What a page of the dashboard asks for, in JSON. */
  send(method: string, url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Seen>;
  /** Presses a button on a page of `url`'s own site. */
  form(url: string, fields: Readonly<Record<string, string>>): Promise<Seen>;
  raw(method: string, url: string, body: string | undefined, headers: Readonly<Record<string, string>>): Promise<Seen>;
}

/** @param origin of the pages from which it asks */
export function openVisitor(network: Network, origin: string): Visitor {
  /** By host, then by name. */
  const cookies = new Map<string, Map<string, string>>();
  const raw: Visitor['raw'] = async (method, url, body, headers) => {
    const { host } = new URL(url);
    const own = cookies.get(host) ?? new Map<string, string>();
    cookies.set(host, own);
    const cookie = [...own].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { ...headers, ...(cookie === '' ? {} : { cookie }) };
    const answer = await askWeb(url, {
      clock: systemClock,
      network,
      timeoutMs: 20_000,
      method,
      headers: all,
      ...(body === undefined ? {} : { body }),
    });
    if (answer.state === 'failed') throw new Error(`${method} ${url}: ${answer.failure} ${answer.detail}`);
    for (const line of headerValues(answer.headers, 'set-cookie')) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') own.delete(name);
      else own.set(name, value);
    }
    return { status: answer.status, body: answer.body, location: headerValue(answer.headers, 'location') ?? '' };
  };
  const visitor: Visitor = {
    token: undefined,
    raw,
    send: (method, url, body, headers = {}) =>
      raw(method, url, body === undefined ? undefined : JSON.stringify(body), {
        ...(method === 'GET'
          ? {}
          : { origin, 'content-type': 'application/json', ...(visitor.token === undefined ? {} : { 'x-csrf-token': visitor.token }) }),
        ...headers,
      }),
    form: (url, fields) =>
      raw('POST', url, new URLSearchParams(fields).toString(), {
        'content-type': 'application/x-www-form-urlencoded',
        origin: new URL(url).origin,
        'sec-fetch-site': 'same-origin',
      }),
  };
  return visitor;
}
