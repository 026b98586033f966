/**
 * The certificates of a TLS 1.3 server, which come encrypted: agrees on keys, opens the server's flight and hangs up before the end. A server that wants another
 * group than X25519 is asked once more with that one. RFC 8446 sections 2 and 4.4.2.
 */
import { type Agreement, agreementGroups, newAgreement } from '../../ports/tls-keys.ts';
import { readAnswer, type ServerHello } from './answer.ts';
import { content, extensions, messages } from './code-points.ts';
import type { Line } from './line.ts';
import { agreed, suitesFor } from './survey.ts';
import { type Reader, read, Truncated } from './wire.ts';

export interface Flight {
  /** DER, in the order of the wire. */
  certificates: readonly Buffer[];
  ocsp: Buffer | undefined;
  /** The leaf's list of signed certificate timestamps. */
  timestamps: Buffer | undefined;
  clientCertificate: boolean;
  /** The Certificate message came whole. */
  complete: boolean;
}

/**
 * @param servername `''` asks for no name; undefined for the line's own
 * @returns undefined when no keys could be agreed on or nothing could be opened
 */
export async function sealedFlight(line: Line, servername?: string): Promise<Flight | undefined> {
  let group: number | undefined = 29;
  for (let tries = 0; group !== undefined && tries < 2; tries++) {
    const agreement = newAgreement(group);
    if (!agreement) return undefined;
    const hello = {
      version: 'TLS 1.3',
      suites: suitesFor['TLS 1.3'].slice(0, 3),
      groups: agreementGroups,
      share: { group, key: agreement.share },
      ...(servername === undefined ? {} : { servername }),
    } as const;
    // What was sent is known only afterwards; until then the certificates are counted by trying.
    const { answer, heard, sent } = await line.listen(hello, (bytes, record) => flightEnds(bytes, record, agreement));
    const first = agreed(answer, 'TLS 1.3');
    if (!first) return undefined;
    if (!first.hello.retry) return openFlight(heard.bytes, sent, agreement, first.hello);
    group = first.hello.group === group ? undefined : first.hello.group;
  }
  return undefined;
}

function flightEnds(bytes: Buffer, sent: Buffer, agreement: Agreement): boolean {
  const answer = readAnswer(bytes);
  if (answer.kind === 'nothing') return false;
  const first = agreed(answer, 'TLS 1.3');
  return !first || first.hello.retry || openFlight(bytes, sent, agreement, first.hello).complete;
}

function openFlight(bytes: Buffer, sent: Buffer, agreement: Agreement, { suite, share }: ServerHello): Flight {
  const { plain, sealed } = recordsOf(bytes);
  const hellos = Buffer.concat([sent.subarray(5), plain]);
  return readFlight(share ? agreement.open({ suite: suite.code, share, hellos, sealed }) : Buffer.alloc(0));
}

/** The server's hello message, and its whole encrypted records. */
function recordsOf(bytes: Buffer): { plain: Buffer; sealed: Buffer[] } {
  const found: { plain: Buffer[]; sealed: Buffer[] } = { plain: [], sealed: [] };
  for (let at = 0; bytes.length - at >= 5; ) {
    const size = 5 + bytes.readUInt16BE(at + 3);
    if (bytes.length - at < size) break;
    const record = bytes.subarray(at, at + size);
    if (record[0] === content.handshake) found.plain.push(record.subarray(5));
    if (record[0] === content.applicationData) found.sealed.push(record);
    at += size;
  }
  return { plain: Buffer.concat(found.plain), sealed: found.sealed };
}

/** EncryptedExtensions, CertificateRequest, Certificate; what follows is of no interest. */
export function readFlight(plain: Buffer): Flight {
  const flight: { -readonly [Name in keyof Flight]: Flight[Name] } = {
    certificates: [],
    ocsp: undefined,
    timestamps: undefined,
    clientCertificate: false,
    complete: false,
  };
  const stream = read(plain);
  try {
    while (stream.left >= 4 && !flight.complete) {
      const type = stream.number(1);
      const body = stream.vector(3);
      if (type === messages.certificateRequest) flight.clientCertificate = true;
      if (type === messages.certificate) Object.assign(flight, readCertificate(body), { complete: true });
    }
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
  }
  return flight;
}

/** Each certificate carries extensions of its own; only the leaf's matter. */
function readCertificate(body: Reader): Pick<Flight, 'certificates' | 'ocsp' | 'timestamps'> {
  body.vector(1);
  const certificates: Buffer[] = [];
  let [ocsp, timestamps]: (Buffer | undefined)[] = [];
  for (const list = body.vector(3); list.left >= 3; ) {
    certificates.push(list.vector(3).rest());
    for (const extra = list.vector(2); extra.left >= 4; ) {
      const [code, data] = [extra.number(2), extra.vector(2)];
      if (certificates.length > 1) continue;
      // CertificateStatus: type 1 is OCSP, then its length in three bytes.
      if (code === extensions.statusRequest && data.number(1) === 1) ocsp = data.vector(3).rest();
      if (code === extensions.timestamps) timestamps = data.rest();
    }
  }
  return { certificates, ocsp, timestamps };
}
