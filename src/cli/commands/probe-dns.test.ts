import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exits } from '../../core/errors.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import type { DnsProbe } from '../../probes/dns/dns.ts';
import { type NameSystem, openNameSystem } from '../../sandbox/names/open.ts';
import { captured } from '../io-double.ts';
import { run } from './probe-dns.ts';

let names: NameSystem;
let folder: string;
const ns = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'];
beforeAll(async () => {
  names = await openNameSystem({ clock: systemClock, random: systemRandom });
  await names.set({
    zones: [
      {
        name: 'shop.test',
        nameservers: ns,
        records: [
          { type: 'A', name: 'shop.test', value: '203.0.113.7' },
          { type: 'TXT', name: 'shop.test', value: 'x'.repeat(900) },
        ],
      },
    ],
    delegations: [{ domain: 'shop.test', nameservers: ns }],
  });
  folder = await mkdtemp(join(tmpdir(), 'k77-probe-dns-'));
  await writeFile(join(folder, 'edge.json'), JSON.stringify({ edge: { routes: names.routes(), dns: names.resolver } }));
});
afterAll(async () => {
  await names.close();
  await rm(folder, { recursive: true });
});

const usual = { sandbox: false, env: 'production', yes: false, json: false, events: false, verbose: false } as const;
async function probe(given: { target?: string; type?: string; server?: string[]; json?: boolean }) {
  const options = { ...usual, dir: folder, ...given };
  const seen = captured(options, [], { K77_EDGE: join(folder, 'edge.json') });
  const exit = await run(options, seen.io);
  return { exit, stdout: seen.stdout(), stderr: seen.stderr() };
}

describe('k77 probe dns', () => {
  test('tells a person what every side says, within 100 columns', async () => {
    const { exit, stdout } = await probe({ target: 'Shop.test.' });
    expect(exit).toBe(exits.proven);
    for (const text of [
      'shop.test A',
      'delegated by test',
      'parent and zone name the same servers',
      'bob.ns.cloudflare.com',
      '203.0.113.7',
      '208.67.222.222',
      'DNSSEC           unsigned',
    ])
      expect(stdout).toContain(text);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('tells a program everything, and only that', async () => {
    const { stdout } = await probe({ target: 'shop.test', json: true });
    const seen = JSON.parse(stdout) as DnsProbe;
    expect(seen).toMatchObject({
      name: 'shop.test',
      type: 'A',
      zone: { name: 'shop.test', delegationAgrees: true },
      resolvers: [{ server: '1.1.1.1', udp: { values: ['203.0.113.7'] } }, {}, {}, {}],
    });
  });

  test('asks only the server that is named', async () => {
    const { stdout } = await probe({ target: 'shop.test', type: 'txt', server: [names.resolver] });
    expect(stdout).toContain(names.resolver);
    expect(stdout).not.toContain('1.1.1.1');
    expect(stdout).not.toContain('x'.repeat(101));
  });

  test('fails when nobody answers', async () => {
    const { exit, stdout } = await probe({ target: 'shop.test', server: ['127.0.0.1:1'] });
    expect(exit).toBe(exits.failed);
    expect(stdout).toMatch(/closes the door/);
  });

  test.each([
    [{}],
    [{ target: 'a..b' }],
    [{ target: '1.1.1.1' }],
    [{ target: `${'a'.repeat(64)}.test` }],
    [{ target: 'a.test', type: 'NOPE' }],
    [{ target: 'a.test', server: ['localhost'] }],
  ])('refuses %j with a remedy', async (given) => {
    await expect(probe(given)).rejects.toMatchObject({ exit: exits.usage, fix: expect.stringMatching(/\w/) });
  });
});
