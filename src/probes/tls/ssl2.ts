/**
 * The answer of SSL 2, which shares nothing with what came after it: draft-hickman-netscape-ssl-00.
 */
import type { Answer } from './answer.ts';
import { versionCodes } from './code-points.ts';
import type { KeyExchange } from './seen.ts';
import { ssl2Suites, suiteWith } from './suites.ts';
import { read, Truncated } from './wire.ts';

/**
 * SERVER-HELLO: two bytes of length with the top bit set, then 4.
 * @returns undefined when it is none
 */
export function readSsl2(bytes: Buffer): Answer | undefined {
  if (((bytes[0] ?? 0) & 0x80) === 0 || bytes[2] !== 4) return undefined;
  try {
    const body = read(read(bytes.subarray(2)).bytes((((bytes[0] ?? 0) & 0x7f) << 8) | (bytes[1] ?? 0)));
    body.bytes(3);
    if (body.number(2) !== versionCodes['SSL 2']) return undefined;
    const [certificate, specs] = [body.number(2), body.number(2)];
    body.number(2);
    const certificates = certificate > 0 ? [body.bytes(certificate)] : [];
    const list = read(body.bytes(specs));
    const codes: number[] = [];
    while (list.left >= 3) codes.push(list.number(3));
    return ssl2Answer(codes, certificates);
  } catch (error) {
    if (error instanceof Truncated) return { kind: 'nothing', whole: false };
    throw error;
  }
}

/** SSL 2 answers with all that it accepts at once; the first is kept in the hello, the others as an extension of ours. */
function ssl2Answer(codes: readonly number[], certificates: Buffer[]): Answer {
  const suite = ssl2Suites.find(({ code }) => code === codes[0]) ?? suiteWith(codes[0] ?? 0);
  const rest = new Map(codes.map((code): [number, Buffer] => [code, Buffer.alloc(0)]));
  const hello = { version: 2, suite, compression: 0, extensions: rest, retry: false, group: undefined, share: undefined };
  const exchange: KeyExchange = { kind: 'RSA', bits: undefined, rsaBits: undefined, group: undefined };
  return { kind: 'hello', hello, certificates, exchange, ocsp: undefined, clientCertificate: false, whole: true };
}
