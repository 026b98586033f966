/** The handshake codec alone: hellos as they go out, answers as they may come back, whole, cut or made of noise. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Answer, bitLength, readAnswer } from './answer.ts';
import { content, extensions, messages, signals, versionCodes } from './code-points.ts';
import { clientHello } from './hello.ts';
import { readFlight } from './sealed.ts';
import { earlySuites, olderSuites, ssl2Suites, suiteWith, tls13Suites } from './suites.ts';
import { number, numbers, type Reader, read, Truncated, vector } from './wire.ts';

const random = Buffer.alloc(32, 7);
const record = (type: number, ...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([number(type, 1), number(0x0303, 2), vector(2, ...parts)]);
const message = (type: number, ...parts: readonly Buffer[]): Buffer => Buffer.concat([number(type, 1), vector(3, ...parts)]);
const serverHello = (suite: number, extra: Buffer = Buffer.alloc(0), version = 0x0303): Buffer =>
  message(
    messages.serverHello,
    number(version, 2),
    random,
    vector(1, random),
    number(suite, 2),
    Buffer.from([0]),
    extra.length > 0 ? vector(2, extra) : extra,
  );
const extension = (code: number, data: Buffer): Buffer => Buffer.concat([number(code, 2), vector(2, data)]);

/** What a hello says, read back. */
function readBack(hello: Buffer): { version: number; codes: number[]; methods: number[]; extra: Map<number, Reader> } {
  const body = read(read(hello.subarray(9)).rest());
  const version = body.number(2);
  body.bytes(32);
  body.vector(1);
  const list = body.vector(2);
  const codes: number[] = [];
  while (list.left > 0) codes.push(list.number(2));
  const methods = [...body.vector(1).rest()];
  const extra = new Map<number, Reader>();
  if (body.left > 0) for (const all = body.vector(2); all.left > 0; ) extra.set(all.number(2), all.vector(2));
  expect(body.left).toBe(0);
  return { version, codes, methods, extra };
}

describe('the hello of a client', () => {
  test('TLS 1.2 carries the version, the suites, the name and the signal for secure renegotiation', () => {
    const { version, codes, methods, extra } = readBack(
      clientHello({ version: 'TLS 1.2', suites: olderSuites, random, servername: 'kingdom77.test' }),
    );
    expect(version).toBe(0x0303);
    expect(codes).toEqual([...olderSuites.map(({ code }) => code), signals.renegotiation]);
    expect(methods).toEqual([0]);
    expect(extra.get(extensions.serverName)?.rest().toString('latin1')).toContain('kingdom77.test');
    expect(extra.has(extensions.signatureAlgorithms)).toBe(true);
    expect(extra.has(extensions.supportedVersions)).toBe(false);
  });

  test('TLS 1.3 says its version in an extension and carries the half that it was given', () => {
    const key = Buffer.alloc(32, 9);
    const { version, codes, extra } = readBack(clientHello({ version: 'TLS 1.3', suites: tls13Suites, random, share: { group: 29, key } }));
    expect(version).toBe(0x0303);
    expect(codes).toEqual(tls13Suites.map(({ code }) => code));
    expect(extra.get(extensions.supportedVersions)?.rest()).toEqual(Buffer.from([2, 3, 4]));
    expect(extra.get(extensions.keyShare)?.vector(2).rest()).toEqual(Buffer.concat([Buffer.from([0, 29, 0, 32]), key]));
  });

  test('SSL 3 has no extensions, addresses are not asked for, compression and fallback are said when wanted', () => {
    expect(readBack(clientHello({ version: 'SSL 3', suites: earlySuites, random, servername: 'a.test' })).extra.size).toBe(0);
    const { extra } = readBack(clientHello({ version: 'TLS 1.2', suites: olderSuites, random, servername: '127.0.0.1' }));
    expect(extra.has(extensions.serverName)).toBe(false);
    const { methods, codes } = readBack(
      clientHello({ version: 'TLS 1.0', suites: earlySuites, random, compression: true, fallback: true }),
    );
    expect(methods).toEqual([1, 0]);
    expect(codes.slice(-2)).toEqual([signals.renegotiation, signals.fallback]);
  });

  test('SSL 2 has a shape of its own', () => {
    const hello = clientHello({ version: 'SSL 2', suites: ssl2Suites, random });
    expect(hello.readUInt16BE(0)).toBe(0x8000 | (hello.length - 2));
    expect([...hello.subarray(2, 5)]).toEqual([1, 0, 2]);
    expect(hello.readUInt16BE(5)).toBe(ssl2Suites.length * 3);
  });
});

describe('the answer of a server', () => {
  test('a whole flight of TLS 1.2 gives suite, chain, group and what else it carries', () => {
    const flight = [
      serverHello(0xc02f, extension(extensions.renegotiationInfo, Buffer.from([0]))),
      message(messages.certificate, vector(3, vector(3, Buffer.from('leaf')), vector(3, Buffer.from('above')))),
      message(messages.certificateStatus, Buffer.from([1]), vector(3, Buffer.from('ocsp'))),
      message(messages.serverKeyExchange, Buffer.from([3, 0, 23]), vector(1, Buffer.alloc(65)), Buffer.alloc(8)),
      message(messages.certificateRequest, Buffer.alloc(4)),
      message(messages.serverHelloDone),
    ];
    const answer = readAnswer(Buffer.concat(flight.map((one) => record(content.handshake, one))));
    expect(answer).toMatchObject({
      kind: 'hello',
      whole: true,
      clientCertificate: true,
      hello: { version: versionCodes['TLS 1.2'], suite: { name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' } },
      exchange: { kind: 'ECDHE', group: 'P-256', bits: 256, rsaBits: 3072 },
    });
    expect(answer).toMatchObject({ certificates: [Buffer.from('leaf'), Buffer.from('above')], ocsp: Buffer.from('ocsp') });
    expect(readAnswer(record(content.handshake, ...flight))).toEqual(answer);
  });

  test('a message may be spread over records, and it is not whole until all of them are there', () => {
    const long = message(messages.certificate, vector(3, vector(3, Buffer.alloc(300, 1))));
    const parts = [
      record(content.handshake, serverHello(0x002f), long.subarray(0, 100)),
      record(content.handshake, long.subarray(100), message(messages.serverHelloDone)),
    ];
    expect(readAnswer(parts[0] ?? Buffer.alloc(0))).toMatchObject({ kind: 'hello', certificates: [], whole: false });
    expect(readAnswer(Buffer.concat(parts))).toMatchObject({
      kind: 'hello',
      certificates: [Buffer.alloc(300, 1)],
      whole: true,
      exchange: { kind: 'RSA' },
    });
  });

  test('Diffie-Hellman is as large as its modulus, leading zeros left out', () => {
    const modulus = Buffer.concat([Buffer.from([0, 0]), Buffer.alloc(64, 0xff)]);
    const exchange = message(messages.serverKeyExchange, vector(2, modulus), vector(2, Buffer.from([2])), vector(2, Buffer.alloc(64)));
    expect(readAnswer(record(content.handshake, serverHello(0x0033), exchange))).toMatchObject({ exchange: { kind: 'DHE', bits: 512 } });
    expect(bitLength(Buffer.from([0, 1, 0]))).toBe(9);
    expect(bitLength(Buffer.alloc(3))).toBe(0);
  });

  test('TLS 1.3 names version and group in extensions, also when it wants another hello', () => {
    const retry = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
    const extra = Buffer.concat([
      extension(extensions.supportedVersions, numbers([0x0304])),
      extension(extensions.keyShare, numbers([24])),
    ]);
    const hello = serverHello(0x1301, extra);
    retry.copy(hello, 6);
    expect(readAnswer(record(content.handshake, hello))).toMatchObject({
      kind: 'hello',
      whole: true,
      hello: { version: 0x0304, retry: true, group: 24, share: undefined },
      exchange: { kind: 'ECDHE', group: 'P-384', bits: 384 },
    });
  });

  test('alerts have names; warnings do not end a handshake, a farewell does', () => {
    expect(readAnswer(record(content.alert, Buffer.from([2, 40])))).toEqual({ kind: 'alert', alert: 'handshake_failure', whole: true });
    expect(readAnswer(record(content.alert, Buffer.from([2, 222])))).toMatchObject({ alert: 'alert 222' });
    expect(readAnswer(record(content.alert, Buffer.from([1, 0])))).toMatchObject({ alert: 'close_notify' });
    const warned = Buffer.concat([record(content.alert, Buffer.from([1, 112])), record(content.handshake, serverHello(0x002f))]);
    expect(readAnswer(warned)).toMatchObject({ kind: 'hello', whole: false });
  });

  test('what is no TLS is told with its first line', () => {
    expect(readAnswer(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))).toEqual({
      kind: 'foreign',
      start: 'HTTP/1.1 400 Bad Request',
      whole: true,
    });
    expect(readAnswer(Buffer.from('\u0001\u0002\u001b[31mred'))).toMatchObject({ kind: 'foreign', start: '...[31mred' });
    expect(readAnswer(Buffer.from([22, 3, 1]))).toEqual({ kind: 'nothing', whole: false });
    expect(readAnswer(Buffer.from('220 '))).toMatchObject({ kind: 'foreign' });
  });

  test('SSL 2 lists all of its ciphers at once', () => {
    const certificate = Buffer.from('certificate');
    const ciphers = Buffer.concat([number(0x010080, 3), number(0x0700c0, 3)]);
    const sizes = [number(certificate.length, 2), number(ciphers.length, 2), number(2, 2)];
    const body = Buffer.concat([Buffer.from([4, 0, 1, 0, 2]), ...sizes, certificate, ciphers, Buffer.from([1, 2])]);
    const answer = readAnswer(Buffer.concat([number(0x8000 | body.length, 2), body]));
    expect(answer).toMatchObject({ kind: 'hello', certificates: [certificate], hello: { version: 2 } });
    expect(answer.kind === 'hello' && [...answer.hello.extensions.keys()]).toEqual([0x010080, 0x0700c0]);
  });
});

describe('whatever comes back', () => {
  const flight = record(
    content.handshake,
    serverHello(0xc030, extension(extensions.timestamps, Buffer.from([0, 0]))),
    message(messages.certificate, vector(3, vector(3, Buffer.alloc(40, 1)))),
    message(messages.serverKeyExchange, Buffer.from([3, 0, 29]), vector(1, Buffer.alloc(32)), Buffer.alloc(8)),
    message(messages.serverHelloDone),
  );
  const kinds: readonly Answer['kind'][] = ['hello', 'alert', 'foreign', 'nothing'];

  test('noise is read as something and never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => kinds.includes(readAnswer(Buffer.from(noise)).kind)));
  });

  test('noise inside a record, a message or a hello neither', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(20, 21, 22, 23),
        fc.integer({ min: 0, max: 25 }),
        (noise, type, kind) => {
          const bytes = Buffer.from(noise);
          return [
            record(type, bytes),
            record(content.handshake, message(kind, bytes)),
            record(content.handshake, serverHello(0xc030), message(kind, bytes)),
            record(content.handshake, serverHello(0x0033, bytes)),
            Buffer.concat([number(0x8000 | bytes.length, 2), Buffer.from([4, 0, 1, 0, 2]), bytes]),
          ].every((one) => kinds.includes(readAnswer(one).kind));
        },
      ),
    );
  });

  test('a flight that is cut anywhere gives less, never something else', () => {
    for (let size = 0; size < flight.length; size++) {
      const answer = readAnswer(flight.subarray(0, size));
      expect(answer).toEqual({ kind: 'nothing', whole: false });
    }
    expect(readAnswer(flight)).toMatchObject({ kind: 'hello', whole: true });
  });

  test('a flight with one byte changed is read as something', () => {
    fc.assert(
      fc.property(fc.nat({ max: flight.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const changed = Buffer.from(flight);
        changed[at] = byte;
        return kinds.includes(readAnswer(changed).kind);
      }),
    );
  });

  test('so is noise in the sealed flight of TLS 1.3', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(8, 11, 13), (noise, type) => {
        readFlight(Buffer.from(noise));
        readFlight(message(type, Buffer.from(noise)));
        return true;
      }),
    );
  });
});

describe('bytes', () => {
  test('reading past the end says so and nothing else', () => {
    const bytes = read(Buffer.from([0, 5, 1]));
    expect(() => bytes.vector(2)).toThrow(Truncated);
    expect(() => read(Buffer.alloc(0)).number(1)).toThrow('1 more bytes expected, 0 left');
  });

  test('a vector is read within its own bounds', () => {
    const inner = read(Buffer.from([2, 1, 2, 3])).vector(1);
    expect(inner.left).toBe(2);
    expect(() => inner.bytes(3)).toThrow(Truncated);
  });
});

describe('suites', () => {
  test('names tell what a suite is made of', () => {
    expect(suiteWith(0xc02f)).toMatchObject({ exchange: 'ECDHE', authentication: 'RSA', bits: 128, aead: true, forwardSecrecy: true });
    expect(suiteWith(0x000a)).toMatchObject({ exchange: 'RSA', bits: 112, aead: false, forwardSecrecy: false });
    expect(suiteWith(0x0034)).toMatchObject({ name: 'TLS_DH_anon_WITH_AES_128_CBC_SHA', authentication: 'none', exchange: 'DHE' });
    expect(suiteWith(0x0003)).toMatchObject({ exportGrade: true, bits: 40 });
    expect(suiteWith(0x0031)).toMatchObject({ name: 'TLS_DH_RSA_WITH_AES_128_CBC_SHA', exchange: 'DH', forwardSecrecy: false });
    expect(suiteWith(0x1303)).toMatchObject({ authentication: 'any', bits: 256, aead: true, forwardSecrecy: true });
    expect(suiteWith(0x0002)).toMatchObject({ bits: 0 });
  });

  test('spot checks against the registry of IANA', () => {
    const registered: Record<number, string> = {
      4: 'TLS_RSA_WITH_RC4_128_MD5',
      22: 'TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA',
      24: 'TLS_DH_anon_WITH_RC4_128_MD5',
      107: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256',
      150: 'TLS_RSA_WITH_SEED_CBC_SHA',
      167: 'TLS_DH_anon_WITH_AES_256_GCM_SHA384',
      197: 'TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256',
      49169: 'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
      49177: 'TLS_ECDH_anon_WITH_AES_256_CBC_SHA',
      49202: 'TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384',
      49249: 'TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384',
      49291: 'TLS_ECDHE_RSA_WITH_CAMELLIA_256_GCM_SHA384',
      49315: 'TLS_DHE_RSA_WITH_AES_256_CCM_8',
      52394: 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    };
    for (const [code, name] of Object.entries(registered)) expect(suiteWith(Number(code)).name).toBe(name);
    expect(new Set(olderSuites.map(({ code }) => code)).size).toBe(olderSuites.length);
  });

  test('a number that nobody knows still has a name', () => {
    expect(suiteWith(0xfafa)).toMatchObject({ name: 'unknown 0xFAFA', id: '0xFAFA' });
  });
});
