import { createServer, type Server } from 'node:net';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openZoo, type Zoo, type ZooRequest } from '../proof/http-zoo/serve.ts';
import { systemClock } from './clock.ts';
import { realNetwork } from './network.ts';
import { askWeb, headerValue, headerValues, type WebRequest } from './web.ts';

const text = 'a page that says the same again and again. '.repeat(100);
/** OpenSSL tells the difference by whether the stranger bears the name of the authority. */
const byStranger: unknown = expect.stringMatching(/^(CERT_SIGNATURE_FAILURE|UNABLE_TO_\w+)$/);
const seen: ZooRequest[] = [];
let zoo: Zoo;
beforeAll(async () => {
  zoo = await openZoo({
    'plain.test': {
      https: (request) => {
        seen.push(request);
        return {
          headers: [
            ['X-Twice', 'one'],
            ['set-cookie', 'a=1'],
            ['x-twice', 'two'],
            ['Set-Cookie', 'b=2'],
            ['content-type', 'text/plain'],
          ],
          body: text,
        };
      },
      http: () => ({ status: 301, headers: [['location', 'https://plain.test/']] }),
    },
    'latin.test': {
      http: () => ({ headers: [['content-type', 'text/html; charset=iso-8859-1']], body: Uint8Array.of(0x63, 0x61, 0x66, 0xe9) }),
    },
    'gzip.test': { http: () => ({ headers: [['content-encoding', 'gzip']], body: gzipSync(text) }) },
    'brotli.test': { http: () => ({ headers: [['content-encoding', 'br']], body: brotliCompressSync(text) }) },
    'zstd.test': { http: () => ({ headers: [['content-encoding', 'zstd']], body: zstdCompressSync(text) }) },
    'bomb.test': { http: () => ({ headers: [['content-encoding', 'gzip']], body: gzipSync(Buffer.alloc(50_000_000)) }) },
    'reset.test': { http: () => 'reset', https: () => 'reset' },
    'silent.test': { http: () => 'silence' },
    'closed.test': {},
    'stranger.test': { https: () => ({ body: 'hello' }), certificate: 'stranger' },
    'wrong.test': { https: () => ({ body: 'hello' }), certificate: 'wrong-name' },
    'expired.test': { https: () => ({ body: 'hello' }), certificate: 'expired' },
  });
});
afterAll(() => zoo.close());

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const ask = (url: string, about: Partial<WebRequest> = {}) =>
  askWeb(url, { clock: systemClock, timeoutMs: 3_000, network: zoo.network, ...about });
const answered = async (url: string, about: Partial<WebRequest> = {}) => {
  const outcome = await ask(url, about);
  if (outcome.state === 'failed') throw new Error(`${outcome.failure} ${outcome.code}`);
  return outcome;
};

describe('an answer', () => {
  test('comes with every header as it was sent, repeated ones repeated', async () => {
    const { headers, status, body, bytes, cut } = await answered('https://plain.test/x?y=1#fragment');
    expect({ status, body: body.length, bytes, cut }).toEqual({ status: 200, body: text.length, bytes: text.length, cut: false });
    expect(headers.slice(0, 4)).toEqual([
      ['X-Twice', 'one'],
      ['set-cookie', 'a=1'],
      ['x-twice', 'two'],
      ['Set-Cookie', 'b=2'],
    ]);
    expect(headerValues(headers, 'SET-COOKIE')).toEqual(['a=1', 'b=2']);
    expect(headerValue(headers, 'x-twice')).toBe('one, two');
    expect(headerValue(headers, 'absent')).toBeUndefined();
  });

  test('is asked for under the canonical name, without the fragment', async () => {
    seen.length = 0;
    await answered('https://plain.test/x?y=1#fragment', { headers: { 'x-mine': 'yes' } });
    expect(seen[0]?.headers).toMatchObject({ host: 'plain.test', 'x-mine': 'yes' });
    expect(seen[0]?.url.pathname + (seen[0]?.url.search ?? '')).toBe('/x?y=1');
  });

  test('is timed by phase, and the phases make the total', async () => {
    const { timings, tls, remote } = await answered('https://plain.test/');
    const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = timings;
    expect(dnsMs).toBe(0);
    expect(Math.min(connectMs, tlsMs, firstByteMs)).toBeGreaterThan(0);
    expect(totalMs).toBeGreaterThanOrEqual(Math.floor(connectMs + tlsMs + firstByteMs));
    expect(tls).toEqual({ protocol: 'TLSv1.3' });
    expect(remote).toBe(zoo.routes['plain.test:443']);
  });

  test('that redirects is an answer like any other', async () => {
    expect((await answered('http://plain.test/')).status).toBe(301);
  });

  test('is cut at the limit', async () => {
    const { body, bytes, cut } = await answered('https://plain.test/', { maxBytes: 100 });
    expect([body.length, bytes, cut]).toEqual([100, 100, true]);
  });

  test.each(['gzip', 'brotli', 'zstd'])('that is packed with %s is unpacked, and both sizes are told', async (packed) => {
    const { body, bytes, cut } = await answered(`http://${packed}.test/`);
    expect([body, cut]).toEqual([text, false]);
    expect(bytes).toBeLessThan(text.length / 10);
  });

  test('that unpacks to far more than the limit is not unpacked', async () => {
    const { body, cut } = await answered('http://bomb.test/');
    expect([body, cut]).toEqual(['', true]);
  });

  test('is read in the character set that it names', async () => {
    expect((await answered('http://latin.test/')).body).toBe('café');
  });
});

describe('a failure', () => {
  test.each([
    ['http://closed.test/', 'refused', 'ECONNREFUSED'],
    ['http://reset.test/', 'reset', 'ECONNRESET'],
    ['https://reset.test/', 'reset', 'ECONNRESET'],
    ['https://stranger.test/', 'untrusted', byStranger],
    ['https://wrong.test/', 'untrusted', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['https://expired.test/', 'untrusted', 'CERT_HAS_EXPIRED'],
  ])('%s is %s', async (url, failure, code) => {
    const outcome = await ask(url);
    expect(outcome).toMatchObject({ state: 'failed', url, failure, code });
  });

  test('silence is told when the time is up, also in the middle of an answer', async () => {
    expect(await ask('http://silent.test/', { timeoutMs: 80 })).toMatchObject({ failure: 'silent', code: 'ETIMEDOUT' });
    const port = await raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this', { end: false });
    expect(await ask(`http://127.0.0.1:${port}/`, { timeoutMs: 80 })).toMatchObject({ failure: 'silent', code: 'ETIMEDOUT' });
  });

  test('a body that breaks off is a reset', async () => {
    const port = await raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this', { end: true });
    expect(await ask(`http://127.0.0.1:${port}/`)).toMatchObject({ failure: 'reset' });
  });

  test('something else than HTTP is told from nothing', async () => {
    expect(await ask(`http://127.0.0.1:${await raw('220 mail.test ESMTP\r\n', { end: false })}/`)).toMatchObject({ failure: 'not-http' });
    expect(await ask(`https://127.0.0.1:${await raw('220 mail.test ESMTP\r\n', { end: false })}/`)).toMatchObject({ failure: 'tls' });
  });

  test('a name that leads nowhere', async () => {
    expect(await ask('http://nowhere.invalid/', { network: realNetwork })).toMatchObject({ failure: 'no-name' });
  });

  test('an untrusted certificate can be looked past, and is told then', async () => {
    expect((await answered('https://stranger.test/', { verify: false })).tls?.untrusted).toEqual(byStranger);
    expect((await answered('https://wrong.test/', { verify: false })).tls?.untrusted).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect((await answered('https://expired.test/', { verify: false })).tls?.untrusted).toBe('CERT_HAS_EXPIRED');
    expect((await answered('https://plain.test/', { verify: false })).tls).not.toHaveProperty('untrusted');
  });

  test('an aborted request throws the reason of its signal', async () => {
    const stop = new AbortController();
    const asking = ask('http://silent.test/', { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 30);
    await expect(asking).rejects.toThrow('enough');
    await expect(ask('http://plain.test/', { signal: stop.signal })).rejects.toThrow('enough');
  });

  test('an address that is none of the web is refused', async () => {
    await expect(ask('ftp://plain.test/')).rejects.toThrow(TypeError);
  });
});

/** A server that says this and then nothing more. */
async function raw(says: string, { end }: { end: boolean }): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => (end ? socket.end(says) : socket.write(says)));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as { port: number }).port;
}
