/** `k77 probe tls` as it is typed: what it takes, what it shows, how it leaves. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { freePort } from '../../ports/tcp-connect.ts';
import { openNodeServer } from '../../proof/tls-zoo/node-server.ts';
import { openPapers } from '../../proof/tls-zoo/papers.ts';
import { openZoo, type Zoo } from '../../proof/tls-zoo/zoo.ts';
import { commandLine } from '../command-line.ts';
import { captured } from '../io-double.ts';

let zoo: Zoo;
beforeAll(async () => {
  zoo = await openZoo(systemClock.now());
});
afterAll(() => zoo.close());

async function typed(...words: readonly string[]) {
  const double = captured({}, ['probe', 'tls', ...words], { NO_COLOR: '1' });
  const exit = await commandLine(double.host);
  return { exit, out: double.stdout(), err: double.stderr() };
}

describe('a server that is there', () => {
  test('--json prints what was seen with the grade, and leaves with 0', async () => {
    const port = await zoo.port('rsa-2048');
    const { exit, out } = await typed(`127.0.0.1:${port}`, '--servername', 'kingdom77.test', '--ca', zoo.caFile, '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      state: 'tls',
      servername: 'kingdom77.test',
      chain: { trusted: true, openssl: 'ok' },
      names: { matches: true },
      grade: { letter: 'A+', guide: expect.stringContaining('2009r') },
    });
  });

  test('lines show the local grade with the reason for every cap', async () => {
    const port = await zoo.port('expired');
    const { exit, out } = await typed(`https://127.0.0.1:${port}/path`, '--servername', 'kingdom77.test', '--ca', zoo.caFile);
    expect(exit).toBe(0);
    expect(out).toContain('local grade T, A+ if trust were in order');
    expect(out).toMatch(/T\s+the certificate was valid until 20/);
    expect(out).toContain('TLS_AES_256_GCM_SHA384');
    expect(out.split('\n').every((line) => line.length <= 100)).toBe(true);
  });
});

test('what a server says never reaches the terminal as a command to it', async () => {
  const papers = await openPapers(systemClock.now());
  const cage = await openNodeServer({ paper: await papers.leaf({ names: ['a.test', 'red\u001b[31m.test'] }) });
  const { out } = await typed(`127.0.0.1:${cage.port}`, '--servername', 'b.test');
  expect(out).toContain('red.[31m.test');
  expect(out).not.toContain('\u001b');
  await cage.close();
});

describe('a server that is not', () => {
  test('is told with its state, and leaves with 1', async () => {
    const { exit, out } = await typed(`127.0.0.1:${await freePort()}`, '--json');
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ state: 'refused', protocols: expect.any(Array) });
    const plain = await typed(`127.0.0.1:${await zoo.port('plain-http')}`);
    expect(plain.exit).toBe(1);
    expect(plain.out).toContain('no-tls: answered: HTTP/1.1 400 Bad Request');
  });
});

describe('what cannot be meant', () => {
  test.each([
    [[], 'no server to measure'],
    [['user@host'], '"user@host" is no server'],
    [['host:99999'], '"host:99999" is no server'],
    [['127.0.0.1', '--ca', join('nowhere', 'ca.pem')], 'there is no'],
  ])('%j is refused with 64', async (words, what) => {
    const { exit, err } = await typed(...words);
    expect(exit).toBe(64);
    expect(err).toContain(what);
  });

  test('a file without certificates is none', async () => {
    const { exit, err } = await typed('127.0.0.1', '--ca', import.meta.filename);
    expect(exit).toBe(64);
    expect(err).toContain('holds no certificate');
  });
});
