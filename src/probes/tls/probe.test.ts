/** The probe against every animal of the zoo, and what it does when there is no answer, too many answers, or no patience. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { edgeNetwork } from '../../ports/network.ts';
import { freePort } from '../../ports/tcp-connect.ts';
import { animals } from '../../proof/tls-zoo/animals.ts';
import { type Cage, caged } from '../../proof/tls-zoo/cage.ts';
import { openZoo, type Zoo } from '../../proof/tls-zoo/zoo.ts';
import { gradeOf } from './grade.ts';
import { turnstile } from './line.ts';
import { probeTls } from './probe.ts';
import type { TlsSeen } from './seen.ts';

let zoo: Zoo;
beforeAll(async () => {
  zoo = await openZoo(systemClock.now());
});
afterAll(() => zoo.close());

const kept = new Map<string, Promise<TlsSeen>>();
/** Each animal is looked at once. */
function look(name: string): Promise<TlsSeen> {
  const asked = animals.find((animal) => animal.name === name)?.asked ?? '';
  const seen =
    kept.get(name) ??
    zoo
      .port(name)
      .then((port) => probeTls({ host: '127.0.0.1', port, servername: asked }, { clock: systemClock, timeoutMs: 3000, ca: zoo.ca }));
  kept.set(name, seen);
  return seen;
}
const suitesOf = (seen: TlsSeen, version: string): string[] =>
  seen.protocols.find((protocol) => protocol.version === version)?.suites.map(({ name }) => name) ?? [];

describe('every animal shows what it is', () => {
  test('there are at least forty, each with a name of its own', () => {
    expect(new Set(animals.map(({ name }) => name)).size).toBe(animals.length);
    expect(animals.length).toBeGreaterThanOrEqual(40);
  });

  test.each(animals.map((animal) => [animal.name, animal.trait, animal] as const))('%s: %s', async (name, _trait, animal) => {
    const seen = await look(name);
    const grade = gradeOf(seen);
    expect(seen.state, seen.why).toBe(animal.state);
    expect(seen.protocols.filter(({ offered }) => offered).map(({ version }) => version)).toEqual(animal.versions);
    expect(grade?.letter, JSON.stringify(grade?.caps)).toBe(animal.letter);
    expect(grade?.caps.map(({ id }) => id) ?? []).toEqual(expect.arrayContaining([...animal.caps]));
    expect(seen.connections).toBeLessThan(120);
  });

  test('OpenSSL says the same of every chain as we do', async () => {
    for (const { name, state } of animals.filter((animal) => animal.state === 'tls')) {
      const { chain } = await look(name);
      expect(state).toBe('tls');
      if (chain?.openssl === undefined) continue;
      expect(chain.openssl === 'ok', `${name}: ${chain.openssl}`).toBe(chain.trusted && !chain.expired && !chain.notYetValid);
    }
  });
});

describe('traits in detail', () => {
  test('suites come in the order of the server, or of the client where it lets the client choose', async () => {
    const seen = await look('modern-p256');
    expect(suitesOf(seen, 'TLS 1.2')).toEqual([
      'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    ]);
    expect(seen.protocols.find(({ version }) => version === 'TLS 1.2')?.preference).toBe('server');
    expect((await look('clients-order')).protocols.find(({ version }) => version === 'TLS 1.2')?.preference).toBe('client');
  });

  test('groups and the strength of the exchange', async () => {
    expect((await look('tls13-p384-only')).features?.groups['TLS 1.3']).toEqual(['P-384']);
    expect((await look('rsa-2048')).features?.groups['TLS 1.2']).toContain('X25519');
    expect((await look('dhe-1024')).protocols[4]?.suites[0]?.keyExchange).toMatchObject({ kind: 'DHE', bits: 1024 });
    expect((await look('dhe-2048')).protocols[4]?.suites[0]?.keyExchange).toMatchObject({ kind: 'DHE', bits: 2048 });
    expect((await look('no-forward-secrecy')).forwardSecrecy).toEqual({ suites: 0, of: 2, preferred: false });
  });

  test('certificates are read with TLS 1.3 alone, also without X25519', async () => {
    for (const name of ['tls13-only', 'tls13-p384-only'])
      expect((await look(name)).chain, name).toMatchObject({ trusted: true, leaf: { subject: 'CN=kingdom77.test' }, openssl: 'ok' });
  });

  test('the chain as it was sent', async () => {
    expect((await look('wrong-order')).chain).toMatchObject({ ordered: false, trusted: true, anchorSent: true });
    expect((await look('full-chain')).chain).toMatchObject({ ordered: true, trusted: true, extra: 0, incomplete: false });
    expect((await look('missing-intermediate')).chain).toMatchObject({ trusted: false, incomplete: true });
    expect((await look('self-signed')).chain).toMatchObject({ selfSigned: true, openssl: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect((await look('expired')).chain).toMatchObject({ expired: true, trusted: true, daysLeft: -10, openssl: 'CERT_HAS_EXPIRED' });
  });

  test('stapling, timestamps, HSTS, redirects, ALPN', async () => {
    expect((await look('ocsp-good')).stapling).toMatchObject({ stapled: true, status: 'good', current: true });
    expect((await look('timestamps')).transparency).toEqual({ certificate: 2, handshake: 0 });
    expect((await look('broken-hsts')).http?.hsts).toMatchObject({ header: 'includeSubDomains', valid: false });
    expect((await look('redirect-loop')).http).toMatchObject({ status: 301, location: 'https://kingdom77.test/' });
    expect((await look('http2-only')).features?.alpn).toEqual(['h2']);
    expect((await look('http2-only')).httpWhy).toBe('it speaks HTTP/2 alone');
  });

  test('another certificate without the name, a certificate demanded of the client', async () => {
    expect((await look('sni')).features?.withoutSni).toBe('other');
    expect((await look('rsa-2048')).features?.withoutSni).toBe('same');
    expect((await look('client-certificate')).features?.clientCertificate).toBe(true);
    expect((await look('rsa-2048')).features?.clientCertificate).toBe(false);
  });

  test('renegotiation, fallback and compression', async () => {
    expect((await look('tls13-only')).features).toMatchObject({ secureRenegotiation: undefined, fallbackScsv: undefined });
    expect((await look('old-and-new')).features).toMatchObject({ secureRenegotiation: true, fallbackScsv: true, compression: false });
    expect((await look('triple-des')).features).toMatchObject({ secureRenegotiation: true, fallbackScsv: true });
    expect((await look('logjam')).features).toMatchObject({ secureRenegotiation: false });
    expect((await look('crime')).features).toMatchObject({ compression: true });
  });
});

describe('where there is no TLS', () => {
  test('nobody listens', async () => {
    const seen = await probeTls({ host: '127.0.0.1', port: await freePort() }, { clock: systemClock, timeoutMs: 1000 });
    expect(seen).toMatchObject({ state: 'refused', chain: undefined });
    expect(seen.why).toContain('ECONNREFUSED');
    expect(seen.connections).toBe(2);
  });

  test('no such name', async () => {
    const seen = await probeTls({ host: 'nobody.invalid' }, { clock: systemClock, timeoutMs: 5000 });
    expect(['unreachable', 'no-answer']).toContain(seen.state);
  });

  test('HTTP on the port is told with its first line', async () => {
    expect((await look('plain-http')).why).toBe('answered: HTTP/1.1 400 Bad Request');
    expect((await look('garbage')).why).toBe('answered: SSH-2.0-zoo');
    expect((await look('refuses-all')).why).toBe('refused every hello: unrecognized_name');
  });

  test('silence ends with the time that was given', async () => {
    const silent = await caged(createServer(() => undefined));
    const start = systemClock.tick();
    const seen = await probeTls({ host: '127.0.0.1', port: silent.port }, { clock: systemClock, timeoutMs: 300 });
    expect(seen.state).toBe('no-answer');
    expect(systemClock.tick() - start).toBeLessThan(2000);
    await silent.close();
  });

  test('old hellos that are dropped without a word do not hold up the rest', async () => {
    const picky = await caged(
      createServer((socket) => {
        socket.once('data', (hello) => {
          if (hello[0] === 22 && hello.readUInt16BE(9) === 0x0303) socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]));
        });
      }),
    );
    const start = systemClock.tick();
    const seen = await probeTls({ host: '127.0.0.1', port: picky.port }, { clock: systemClock, timeoutMs: 20_000 });
    expect(seen).toMatchObject({ state: 'no-agreement', protocols: { 0: { why: 'no-answer' }, 4: { why: 'handshake_failure' } } });
    expect(systemClock.tick() - start).toBeLessThan(5000);
    await picky.close();
  });

  test('a server that sends for ever and says nothing is left', async () => {
    const flood = await caged(
      createServer((socket) => {
        const record = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(0x4000)]);
        const pour = (): void => {
          while (!socket.destroyed && socket.write(record));
        };
        socket.on('drain', pour);
        pour();
      }),
    );
    const seen = await probeTls({ host: '127.0.0.1', port: flood.port }, { clock: systemClock, timeoutMs: 2000 });
    expect(seen.state).toBe('no-tls');
    await flood.close();
  });
});

describe('how it asks', () => {
  test('an abort ends it with its own reason', async () => {
    const silent = await caged(createServer(() => undefined));
    const stop = new AbortController();
    const probing = probeTls({ host: '127.0.0.1', port: silent.port }, { clock: systemClock, timeoutMs: 10_000, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(probing).rejects.toThrow('enough');
    await silent.close();
    await expect(probeTls({ host: '127.0.0.1', port: 1 }, { clock: systemClock, timeoutMs: 10, signal: stop.signal })).rejects.toThrow(
      'enough',
    );
  });

  test('the network leads it, and its authority counts', async () => {
    const port = await zoo.port('rsa-2048');
    const network = edgeNetwork({ routes: { 'kingdom77.test:443': `127.0.0.1:${port}` }, dns: undefined, ca: zoo.ca });
    const seen = await probeTls({ host: 'kingdom77.test' }, { clock: systemClock, timeoutMs: 3000, network });
    expect(seen).toMatchObject({ state: 'tls', servername: 'kingdom77.test', address: `127.0.0.1:${port}`, chain: { trusted: true } });
    const untold = await probeTls({ host: '127.0.0.1', port, servername: 'kingdom77.test' }, { clock: systemClock, timeoutMs: 3000 });
    expect(untold.chain).toMatchObject({ trusted: false, openssl: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  test('never more connections at a time than allowed', async () => {
    let [waiting, most] = [0, 0];
    const cage: Cage = await caged(
      createServer((socket) => {
        socket.once('data', () => {
          most = Math.max(most, ++waiting);
          setTimeout(() => {
            waiting--;
            socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]));
          }, 20);
        });
      }),
    );
    await probeTls({ host: '127.0.0.1', port: cage.port }, { clock: systemClock, timeoutMs: 2000, parallel: 2 });
    expect(most).toBe(2);
    await cage.close();
  });

  test('the turnstile lets the next one in also after a failure', async () => {
    const turn = turnstile(1);
    const results = await Promise.allSettled([turn(async () => Promise.reject(new Error('no'))), turn(async () => 'in')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  test('it takes well under a second here', async () => {
    await look('rsa-2048');
    const port = await zoo.port('rsa-2048');
    const start = systemClock.tick();
    await probeTls({ host: '127.0.0.1', port, servername: 'kingdom77.test' }, { clock: systemClock, timeoutMs: 3000, ca: zoo.ca });
    expect(systemClock.tick() - start).toBeLessThan(1000);
  });
});
