/**
 * What a server says back to a hello, as far as it is said in the clear: with TLS 1.2 and older up to ServerHelloDone, with TLS 1.3 the ServerHello or the request
 * for another hello. Whatever the bytes are, reading them ends with an `Answer` and never throws.
 */
import { alertName, content, extensions, groupWith, messages, versionCodes } from './code-points.ts';
import type { KeyExchange } from './seen.ts';
import { readSsl2 } from './ssl2.ts';
import { type Suite, suiteWith } from './suites.ts';
import { type Reader, read, Truncated } from './wire.ts';

export interface ServerHello {
  /** As agreed, TLS 1.3 by its own number. */
  version: number;
  suite: Suite;
  compression: number;
  /** Numbers of the extensions, with their bytes. */
  extensions: ReadonlyMap<number, Buffer>;
  /** A request for another hello: nothing is agreed but suite and group. */
  retry: boolean;
  /** TLS 1.3: the group of the server's half, or the one that it wants. */
  group: number | undefined;
  /** The server's half of X25519 or another group. */
  share: Buffer | undefined;
}

/**
 * `hello`: the server agreed · `alert`: it refused in words · `foreign`: these bytes are not TLS · `nothing`: too few bytes to tell. `whole` is true when nothing
 * more can come that would be understood.
 */
export type Answer =
  | {
      kind: 'hello';
      hello: ServerHello;
      /** DER, in the order of the wire. */
      certificates: readonly Buffer[];
      exchange: KeyExchange | undefined;
      ocsp: Buffer | undefined;
      clientCertificate: boolean;
      whole: boolean;
    }
  | { kind: 'alert'; alert: string; whole: true }
  | { kind: 'foreign'; start: string; whole: true }
  | { kind: 'nothing'; whole: boolean };

/** Enough for the longest chain that anybody sends. */
const mostBytes = 256 * 1024;
/** SHA-256 of "HelloRetryRequest", in place of a random: RFC 8446 section 4.1.3. */
const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

interface Gathered {
  handshake: Buffer;
  /** Plain messages are over: encrypted ones follow. */
  sealed: boolean;
  alert: number | undefined;
}

export function readAnswer(bytes: Buffer): Answer {
  if (bytes.length < 3) return { kind: 'nothing', whole: false };
  const legacy = readSsl2(bytes);
  if (legacy) return legacy;
  const gathered = gather(bytes);
  if (gathered === 'foreign') return { kind: 'foreign', start: firstLine(bytes), whole: true };
  const answer = readMessages(gathered);
  if (answer) return answer;
  if (gathered.alert !== undefined) return { kind: 'alert', alert: alertName(gathered.alert), whole: true };
  return { kind: 'nothing', whole: bytes.length >= mostBytes };
}

/** Joins the handshake bytes of all records that have come whole. */
function gather(bytes: Buffer): Gathered | 'foreign' {
  const records = read(bytes);
  const parts: Buffer[] = [];
  const found: Gathered = { handshake: Buffer.alloc(0), sealed: false, alert: undefined };
  for (let nth = 0; records.left >= 5 && found.alert === undefined && !found.sealed; nth++) {
    const [type, major, , size] = [records.number(1), records.number(1), records.number(1), records.number(2)];
    if (type < content.changeCipherSpec || type > content.applicationData || major !== 3 || size > 0x4800)
      return nth === 0 ? 'foreign' : found;
    if (size > records.left) break;
    const body = records.bytes(size);
    if (type === content.handshake) parts.push(body);
    else if (type === content.alert && body.length === 2) {
      // A warning (level 1), such as unrecognized_name, does not end the handshake.
      if (body[0] === 2 || body[1] === 0) found.alert = body[1];
    } else if (type === content.applicationData) found.sealed = true;
  }
  if (records.left < 5 && parts.length === 0 && bytes.length < 5 && !looksLikeRecord(bytes)) return 'foreign';
  found.handshake = Buffer.concat(parts);
  return found;
}

function looksLikeRecord(bytes: Buffer): boolean {
  const [type = 0, major = 0] = bytes;
  return type >= content.changeCipherSpec && type <= content.applicationData && major === 3;
}

function readMessages({ handshake, sealed, alert }: Gathered): Answer | undefined {
  let hello: ServerHello | undefined;
  const seen: { certificates: Buffer[]; exchange?: KeyExchange; ocsp?: Buffer | undefined; asks: boolean; done: boolean } = {
    certificates: [],
    asks: false,
    done: false,
  };
  const stream = read(handshake);
  try {
    while (stream.left >= 4 && !seen.done) {
      const type = stream.number(1);
      const body = stream.vector(3);
      if (type === messages.serverHello) hello = readHello(body);
      else if (!hello) break;
      else if (type === messages.certificate) seen.certificates = readCertificates(body);
      else if (type === messages.certificateStatus) seen.ocsp = readStatus(body);
      else if (type === messages.serverKeyExchange) seen.exchange = readExchange(body, hello.suite);
      else if (type === messages.certificateRequest) seen.asks = true;
      else if (type === messages.serverHelloDone) seen.done = true;
    }
  } catch (error) {
    // A message that is not whole yet, or never will be: what came before it counts.
    if (!(error instanceof Truncated)) throw error;
  }
  if (!hello) return undefined;
  const whole = seen.done || sealed || hello.retry || alert !== undefined;
  const { certificates, exchange, ocsp, asks } = seen;
  return { kind: 'hello', hello, certificates, exchange: exchange ?? impliedExchange(hello), ocsp, clientCertificate: asks, whole };
}

function readHello(body: Reader): ServerHello {
  const spoken = body.number(2);
  const random = body.bytes(32);
  body.vector(1);
  const suite = suiteWith(body.number(2));
  const compression = body.number(1);
  const extra = new Map<number, Buffer>();
  if (body.left >= 2) for (const list = body.vector(2); list.left >= 4; ) extra.set(list.number(2), list.vector(2).rest());
  const agreed = extra.get(extensions.supportedVersions);
  const version = agreed?.length === 2 ? agreed.readUInt16BE(0) : spoken;
  const key = extra.get(extensions.keyShare);
  const group = key && key.length >= 2 ? key.readUInt16BE(0) : undefined;
  const share = key && key.length > 4 ? read(key.subarray(2)).vector(2).rest() : undefined;
  return { version, suite, compression, extensions: extra, retry: random.equals(retryRandom), group, share };
}

function readCertificates(body: Reader): Buffer[] {
  const found: Buffer[] = [];
  for (const list = body.vector(3); list.left >= 3; ) found.push(list.vector(3).rest());
  return found;
}

/** RFC 6066 section 8: type 1 is OCSP. */
function readStatus(body: Reader): Buffer | undefined {
  return body.number(1) === 1 ? body.vector(3).rest() : undefined;
}

/** The server's half, before its signature: RFC 5246 section 7.4.3, RFC 8422 section 5.4, and RSA_EXPORT of RFC 2246. */
function readExchange(body: Reader, suite: Suite): KeyExchange {
  if (suite.exchange === 'ECDHE') {
    const type = body.number(1);
    // Explicit primes and polynomials (1 and 2) died before they lived.
    const group = type === 3 ? groupWith(body.number(2)) : undefined;
    return { kind: 'ECDHE', bits: group?.bits, rsaBits: group?.rsaBits, group: group?.name };
  }
  const modulus = body.vector(2).rest();
  const bits = bitLength(modulus);
  if (suite.exchange === 'DHE') return { kind: 'DHE', bits, rsaBits: bits, group: undefined };
  return { kind: suite.exchange, bits, rsaBits: bits, group: undefined };
}

/** What needs no message of its own: the certificate's key is the exchange, or TLS 1.3 named its group. */
function impliedExchange({ version, suite, group }: ServerHello): KeyExchange | undefined {
  if (version === versionCodes['TLS 1.3']) {
    const known = group === undefined ? undefined : groupWith(group);
    const kind = known?.name.startsWith('ffdhe') ? 'DHE' : 'ECDHE';
    return { kind, bits: known?.bits, rsaBits: known?.rsaBits, group: known?.name };
  }
  return { kind: suite.exchange, bits: undefined, rsaBits: undefined, group: undefined };
}

export function bitLength(value: Buffer): number {
  const first = value.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (value.length - first - 1) * 8 + (32 - Math.clz32(value[first] ?? 0));
}

/** For people: printable, one line, short. */
function firstLine(bytes: Buffer): string {
  const text =
    bytes
      .subarray(0, 80)
      .toString('latin1')
      .split(/[\r\n]/)[0] ?? '';
  return [...text].map((letter) => (letter >= ' ' && letter <= '~' ? letter : '.')).join('');
}
