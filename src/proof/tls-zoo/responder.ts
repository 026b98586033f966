/**
 * Servers that no OpenSSL of today can play: SSL 2, SSL 3, RC4, 3DES, compression, a Diffie-Hellman of 512 bits. They answer hellos as such a server would, with a real
 * certificate, and hang up when keys would have to be agreed on.
 */

import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { extensions, messages, signals } from '../../probes/tls/code-points.ts';
import { number, numbers, type Reader, read, vector } from '../../probes/tls/wire.ts';
import { type Cage, caged } from './cage.ts';
import type { Paper } from './papers.ts';

export interface Manners {
  paper: Paper;
  /** By the numbers of the versions; suites in the server's order. */
  accepts: Readonly<Record<number, readonly number[]>>;
  /** SSL 2 ciphers, three bytes each. */
  ssl2?: readonly number[];
  /** Size of the field for DHE suites, in bits. */
  dhBits?: number;
  compression?: boolean;
  /** Knows RFC 5746 and RFC 7507. */
  modern?: boolean;
}

export function openResponder(manners: Manners): Promise<Cage> {
  return caged(
    createServer((socket: Socket) => {
      let heard = Buffer.alloc(0);
      socket.on('error', () => socket.destroy());
      socket.on('data', (part) => {
        heard = Buffer.concat([heard, part]);
        const answer = answerTo(heard, manners);
        if (!answer) return;
        heard = Buffer.alloc(0);
        socket.end(answer);
      });
    }),
  );
}

/** @returns undefined until a whole hello is there */
function answerTo(heard: Buffer, manners: Manners): Buffer | undefined {
  if (heard.length < 5) return undefined;
  if ((heard[0] ?? 0) & 0x80) return heard.length >= 2 + (heard.readUInt16BE(0) & 0x7fff) ? ssl2Answer(manners) : undefined;
  if (heard[0] !== 22) return alert(10, 0x0300);
  if (heard.length < 5 + heard.readUInt16BE(3)) return undefined;
  const message = read(heard.subarray(5, 5 + heard.readUInt16BE(3)));
  if (message.number(1) !== messages.clientHello) return alert(10, 0x0300);
  return answerHello(message.vector(3), manners);
}

function answerHello(hello: Reader, manners: Manners): Buffer {
  const asked = hello.number(2);
  hello.bytes(32);
  hello.vector(1);
  const offered = listOf(hello.vector(2));
  const methods = [...hello.vector(1).rest()];
  const versions = Object.keys(manners.accepts).map(Number);
  const version = Math.max(...versions.filter((one) => one <= asked));
  if (!Number.isFinite(version)) return alert(70, asked);
  if (manners.modern && offered.includes(signals.fallback) && asked < Math.max(...versions)) return alert(86, version);
  const suite = manners.accepts[version]?.find((code) => offered.includes(code));
  if (suite === undefined) return alert(40, version);
  const compression = manners.compression && methods.includes(1) ? 1 : 0;
  const extra =
    manners.modern && version > 0x0300 ? vector(2, number(extensions.renegotiationInfo, 2), vector(2, Buffer.from([0]))) : Buffer.alloc(0);
  const body = [number(version, 2), randomBytes(32), vector(1, randomBytes(32)), number(suite, 2), Buffer.from([compression]), extra];
  const flight = [
    said(messages.serverHello, ...body),
    said(messages.certificate, vector(3, vector(3, manners.paper.der))),
    ...(manners.dhBits === undefined ? [] : [said(messages.serverKeyExchange, exchange(manners.dhBits, version))]),
    said(messages.serverHelloDone),
  ];
  return Buffer.concat(flight.map((message) => record(22, version, message)));
}

function listOf(list: Reader): number[] {
  const codes: number[] = [];
  while (list.left >= 2) codes.push(list.number(2));
  return codes;
}

/** Modulus, generator 2, public value, and a signature that fits nothing. */
function exchange(bits: number, version: number): Buffer {
  const prime = randomBytes(bits / 8);
  prime[0] = (prime[0] ?? 0) | 0x80;
  const algorithm = version === 0x0303 ? numbers([0x0401]) : Buffer.alloc(0);
  return Buffer.concat([
    vector(2, prime),
    vector(2, Buffer.from([2])),
    vector(2, randomBytes(bits / 8 - 1)),
    algorithm,
    vector(2, randomBytes(256)),
  ]);
}

function ssl2Answer({ ssl2 = [], paper }: Manners): Buffer {
  if (ssl2.length === 0) return Buffer.alloc(0);
  const ciphers = Buffer.concat(ssl2.map((code) => number(code, 3)));
  const id = randomBytes(16);
  const sizes = [number(paper.der.length, 2), number(ciphers.length, 2), number(id.length, 2)];
  const body = Buffer.concat([Buffer.from([4, 0, 1, 0, 2]), ...sizes, paper.der, ciphers, id]);
  return Buffer.concat([number(0x8000 | body.length, 2), body]);
}

function said(type: number, ...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([number(type, 1), vector(3, ...parts)]);
}

function record(type: number, version: number, body: Buffer): Buffer {
  return Buffer.concat([number(type, 1), number(version, 2), vector(2, body)]);
}

function alert(code: number, version: number): Buffer {
  return record(21, Math.max(0x0300, Math.min(version, 0x0303)), Buffer.from([2, code]));
}
