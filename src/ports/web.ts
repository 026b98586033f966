/**
 * One plain HTTP or HTTPS request, as a stranger on the internet makes it: on a connection of its own, no redirect followed, every header as it came, timed by phase.
 * A server that refuses, resets, stays silent or shows a certificate that nobody trusts is an observation, not an error.
 */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Clock, Network } from '../core/ports.ts';
import { decode } from './web-body.ts';
import { optionsFor } from './web-connect.ts';
import { failureOf, type WebFailure } from './web-failure.ts';

export interface WebRequest {
  clock: Clock;
  /** Until the last byte has come. */
  timeoutMs: number;
  /** How names are found; the machine's own way unless told. SNI, the certificate's name and `Host` stay those of the URL. */
  network?: Network | undefined;
  /** GET unless told. */
  method?: string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: string | undefined;
  /** `br, gzip`; nothing is asked for unless told. */
  acceptEncoding?: string | undefined;
  /** Bytes of the body that are kept, both as sent and unpacked; one megabyte unless told. */
  maxBytes?: number | undefined;
  /** false goes on with a certificate that is not trusted, and says so in `tls`. For looking only: nothing confidential is ever sent by this port. */
  verify?: boolean | undefined;
  /** Tells when the server's certificate ends, too. */
  certificate?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** Milliseconds, to a hundredth. Each phase by itself; `totalMs` from the start to the last byte. */
export interface WebTimings {
  /** 0 when there was no name to look up. */
  dnsMs: number;
  connectMs: number;
  /** 0 without TLS. */
  tlsMs: number;
  /** From the connection being ready until the first byte of the answer. */
  firstByteMs: number;
  totalMs: number;
}

/** Name as sent and value, in the order they came; a repeated header stays repeated. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

export interface WebAnswer {
  state: 'answered';
  url: string;
  status: number;
  /** `OK` */
  reason: string;
  /** `1.1` */
  httpVersion: string;
  headers: HeaderList;
  /** Unpacked text; empty when it was packed in a way that nobody here knows. */
  body: string;
  /** Bytes of the body as they were sent, up to the limit. */
  bytes: number;
  /** True when the body was longer than `maxBytes`. */
  cut: boolean;
  timings: WebTimings;
  /** Who really answered. */
  remote: string;
  /** Absent without TLS. `untrusted` is OpenSSL's code, only with `verify: false`; `certificateEnds` is ISO 8601, only with `certificate`. */
  tls?: { protocol: string; untrusted?: string; certificateEnds?: string };
}

export interface WebSilence {
  state: 'failed';
  url: string;
  failure: WebFailure;
  /** The system's own code, `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  code: string;
  detail: string;
  /** Until it failed. */
  totalMs: number;
}

export type WebOutcome = WebAnswer | WebSilence;

const megabyte = 1024 * 1024;

/**
 * @param url `http:` or `https:`
 * @throws the signal's reason when it is aborted, and TypeError when the URL is not one of the web
 */
export async function askWeb(url: string | URL, about: WebRequest): Promise<WebOutcome> {
  const target = new URL(url);
  if (target.protocol !== 'http:' && target.protocol !== 'https:') throw new TypeError(`${target.protocol} is not a protocol of the web`);
  target.hash = '';
  about.signal?.throwIfAborted();
  const start = about.clock.tick();
  try {
    return await exchange(target, about, start);
  } catch (error) {
    about.signal?.throwIfAborted();
    return { state: 'failed', url: target.href, ...failureOf(error), totalMs: rounded(about.clock.tick() - start) };
  }
}

/** All values of a header, in the order they came. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([found]) => found.toLowerCase() === wanted).map(([, value]) => value);
}

/** The header as a browser reads it, repeated ones joined by commas; undefined when absent. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 0 ? undefined : values.join(', ');
}

function exchange(target: URL, about: WebRequest, start: number): Promise<WebAnswer> {
  const { clock, timeoutMs, maxBytes = megabyte, certificate: wantsEnd = false } = about;
  const secure = target.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const marks = { lookedUp: start, connected: start, ready: start, first: start };
    const sent = (secure ? requestHttps : requestHttp)(optionsFor(target, about, secure), (response) => {
      marks.first = clock.tick();
      // Asked now: at the end the socket may have forgotten.
      const socket = response.socket as TLSSocket;
      const about = { ...peerOf(response), ...(secure ? { tls: { ...tlsOf(socket), ...(wantsEnd ? endOf(socket) : {}) } } : {}) };
      bodyOf(response, maxBytes)
        .then(async ({ bytes, cut }) => {
          const end = clock.tick();
          const headers = pairs(response.rawHeaders);
          const body = await decode(bytes, {
            encoding: headerValue(headers, 'content-encoding'),
            type: headerValue(headers, 'content-type'),
            maxBytes,
          });
          resolve({
            state: 'answered',
            url: target.href,
            status: response.statusCode ?? 0,
            reason: response.statusMessage ?? '',
            httpVersion: response.httpVersion,
            headers,
            body: body.text,
            bytes: bytes.length,
            cut: cut || body.cut,
            timings: timingsOf(start, marks, end),
            ...about,
          });
        })
        .catch(reject)
        .finally(() => sent.destroy());
    });
    const timer = setTimeout(() => {
      reject(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }));
      sent.destroy();
    }, timeoutMs);
    sent.once('close', () => clearTimeout(timer));
    sent.on('error', reject);
    sent.once('socket', (socket) => {
      const mark = (name: 'lookedUp' | 'connected' | 'ready') => () => {
        const now = clock.tick();
        marks[name] = now;
        if (name === 'lookedUp') marks.connected = marks.ready = now;
        if (name === 'connected') marks.ready = now;
      };
      socket.once('lookup', mark('lookedUp'));
      socket.once('connect', mark('connected'));
      if (secure) socket.once('secureConnect', mark('ready'));
    });
    sent.end(about.body);
  });
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<{ bytes: Buffer; cut: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > maxBytes) break;
  }
  return { bytes: Buffer.concat(parts).subarray(0, maxBytes), cut: size > maxBytes };
}

function pairs(raw: readonly string[]): HeaderList {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? ''] as const);
}

function peerOf({ socket }: IncomingMessage): { remote: string } {
  const { remoteAddress = '', remotePort = 0 } = socket;
  return { remote: `${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${remotePort}` };
}

function tlsOf(socket: TLSSocket): NonNullable<WebAnswer['tls']> {
  const protocol = socket.getProtocol() ?? '';
  // Typed as an Error; it is the code as text.
  const untrusted = socket.authorizationError as Error | string | null;
  if (socket.authorized || untrusted === null || untrusted === undefined) return { protocol };
  return { protocol, untrusted: typeof untrusted === 'string' ? untrusted : untrusted.message };
}

function endOf(socket: TLSSocket): { certificateEnds?: string } {
  const end = Date.parse(socket.getPeerCertificate().valid_to ?? '');
  return Number.isNaN(end) ? {} : { certificateEnds: new Date(end).toISOString() };
}

function timingsOf(start: number, marks: { lookedUp: number; connected: number; ready: number; first: number }, end: number): WebTimings {
  return {
    dnsMs: rounded(marks.lookedUp - start),
    connectMs: rounded(marks.connected - marks.lookedUp),
    tlsMs: rounded(marks.ready - marks.connected),
    firstByteMs: rounded(marks.first - marks.ready),
    totalMs: rounded(end - start),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
