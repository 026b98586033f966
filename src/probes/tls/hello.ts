/**
 * The first message of a client: which version, suites and extensions we say we know. Written by hand, because no OpenSSL of today still speaks the versions and
 * suites that are looked for. RFC 6101, RFC 5246, RFC 8446.
 */
import { content, curves, extensions, groups13, messages, signals, signatureAlgorithms, versionCodes } from './code-points.ts';
import type { TlsVersion } from './seen.ts';
import type { Suite } from './suites.ts';
import { number, numbers, vector } from './wire.ts';

export interface Hello {
  version: TlsVersion;
  suites: readonly Suite[];
  /** 32 bytes. */
  random: Uint8Array;
  servername?: string | undefined;
  /** Groups by number; all that belong to the version unless told. */
  groups?: readonly number[];
  /** Our half for one group; without one a server of TLS 1.3 names the group that it wants instead. */
  share?: { group: number; key: Uint8Array };
  alpn?: readonly string[];
  /** Ask for compression (DEFLATE) as well. */
  compression?: boolean;
  /** Say that this is a second try with a lower version. */
  fallback?: boolean;
}

/** A record that holds the message. SSL 2 has a shape of its own. */
export function clientHello(hello: Hello): Buffer {
  if (hello.version === 'SSL 2') return ssl2Hello(hello);
  const modern = hello.version === 'TLS 1.3';
  // TLS 1.3 calls itself 1.2 here and says the truth in an extension, for the sake of boxes on the way.
  const spoken = modern ? versionCodes['TLS 1.2'] : versionCodes[hello.version];
  const codes = hello.suites.map(({ code }) => code);
  if (!modern) codes.push(signals.renegotiation);
  if (hello.fallback) codes.push(signals.fallback);
  const body = [
    number(spoken, 2),
    hello.random,
    vector(1, modern ? hello.random : Buffer.alloc(0)),
    vector(2, numbers(codes)),
    vector(1, Buffer.from(hello.compression ? [1, 0] : [0])),
    ...(hello.version === 'SSL 3' ? [] : [vector(2, ...extensionsOf(hello))]),
  ];
  const message = Buffer.concat([number(messages.clientHello, 1), vector(3, ...body)]);
  return Buffer.concat([number(content.handshake, 1), number(Math.min(spoken, versionCodes['TLS 1.0']), 2), vector(2, message)]);
}

function extensionsOf({ version, servername, groups, share, alpn }: Hello): Buffer[] {
  const modern = version === 'TLS 1.3';
  const wanted = groups ?? (modern ? groups13 : curves).map(({ code }) => code);
  const list: [number, Buffer][] = [];
  if (servername && !isAddress(servername))
    list.push([extensions.serverName, vector(2, Buffer.from([0]), vector(2, Buffer.from(servername)))]);
  list.push([extensions.statusRequest, Buffer.from([1, 0, 0, 0, 0])]);
  list.push([extensions.supportedGroups, vector(2, numbers(wanted))]);
  if (!modern) list.push([extensions.pointFormats, Buffer.from([1, 0])], [extensions.extendedMasterSecret, Buffer.alloc(0)]);
  if (modern || version === 'TLS 1.2') list.push([extensions.signatureAlgorithms, vector(2, numbers(signatureAlgorithms))]);
  if (alpn) list.push([extensions.alpn, vector(2, ...alpn.map((name) => vector(1, Buffer.from(name))))]);
  list.push([extensions.timestamps, Buffer.alloc(0)]);
  if (modern) {
    const entry = share ? Buffer.concat([number(share.group, 2), vector(2, share.key)]) : Buffer.alloc(0);
    list.push([extensions.supportedVersions, vector(1, number(versionCodes['TLS 1.3'], 2))]);
    list.push([extensions.pskModes, Buffer.from([1, 1])]);
    list.push([extensions.keyShare, vector(2, entry)]);
  }
  return list.map(([code, data]) => Buffer.concat([number(code, 2), vector(2, data)]));
}

/** No record layer, ciphers of three bytes, a challenge instead of a random. draft-hickman-netscape-ssl-00. */
function ssl2Hello({ suites, random }: Hello): Buffer {
  const ciphers = Buffer.concat(suites.map(({ code }) => number(code, 3)));
  const challenge = random.subarray(0, 16);
  const body = Buffer.concat([
    Buffer.from([1, 0, 2]),
    number(ciphers.length, 2),
    number(0, 2),
    number(challenge.length, 2),
    ciphers,
    challenge,
  ]);
  return Buffer.concat([number(0x8000 | body.length, 2), body]);
}

/** Names only may be asked for; an address never is. RFC 6066 section 3. */
export function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':');
}
