/**
 * How a request of the web is addressed: where it really goes, under which name, and whom it trusts.
 */
import type { RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { realNetwork } from './network.ts';
import type { WebRequest } from './web.ts';

export function optionsFor(target: URL, about: WebRequest, secure: boolean): RequestOptions {
  const { network = realNetwork, acceptEncoding, signal, body } = about;
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const route = network.route(host, Number(target.port) || (secure ? 443 : 80));
  const context = secure ? trust(network.ca) : undefined;
  return {
    host: route.host,
    port: route.port,
    method: about.method ?? 'GET',
    path: target.pathname + target.search,
    headers: {
      host: target.host,
      'user-agent': 'k77-probe',
      accept: '*/*',
      ...(acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding }),
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      ...about.headers,
      connection: 'close',
    },
    agent: false,
    ...(signal ? { signal } : {}),
    ...(secure
      ? {
          // An address is no server name (RFC 6066 § 3).
          servername: isIP(host) === 0 ? host : '',
          rejectUnauthorized: about.verify ?? true,
          ...(context ? { secureContext: context } : {}),
        }
      : {}),
  };
}

/** Reading all authorities takes some milliseconds, which belong to no phase. */
const contexts = new Map<string, SecureContext>();

function trust(ca: string | undefined): SecureContext | undefined {
  if (ca === undefined) return undefined;
  const known = contexts.get(ca) ?? createSecureContext({ ca: [...getCACertificates('default'), ca] });
  contexts.set(ca, known);
  return known;
}
