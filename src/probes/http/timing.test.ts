import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { openZoo, type Zoo, type ZooRequest } from '../../proof/http-zoo/serve.ts';
import { probeCompression } from './compression.ts';
import { probeTiming } from './timing.ts';

const text = 'what a page says, over and over. '.repeat(200);
const packers = { br: brotliCompressSync, zstd: zstdCompressSync, gzip: gzipSync } as const;
/** The first of these that the client takes. */
const packing =
  (codings: readonly (keyof typeof packers)[], vary = true) =>
  ({ headers }: ZooRequest) => {
    const taken = String(headers['accept-encoding'] ?? '').split(/,\s*/);
    const coding = codings.find((name) => taken.includes(name));
    const shared = vary ? [['vary', 'Accept-Encoding'] as const] : [];
    return coding
      ? { headers: [['content-type', 'text/html'] as const, ['content-encoding', coding] as const, ...shared], body: packers[coding](text) }
      : { headers: [['content-type', 'text/html'] as const, ...shared], body: text };
  };

let zoo: Zoo;
let folder: string;
let calls = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'k77-timing-'));
  zoo = await openZoo({
    'modern.test': { https: packing(['br', 'gzip']) },
    'all.test': { https: packing(['zstd', 'br', 'gzip']) },
    'old.test': { https: packing(['gzip'], false) },
    'plain.test': { https: packing([]) },
    'shaky.test': { https: () => (++calls % 4 === 0 ? 'reset' : calls % 4 === 1 ? { status: 503 } : { body: 'fine' }) },
    'closed.test': {},
  });
  writeFileSync(join(folder, 'ca.pem'), zoo.ca);
});
afterAll(async () => {
  await zoo.close();
  rmSync(folder, { recursive: true, force: true });
});

const about = () => ({ clock: systemClock, timeoutMs: 3_000, network: zoo.network });

describe('timing', () => {
  test('every phase is told over all samples, with median and p95', async () => {
    const seen = await probeTiming('https://plain.test/', { ...about(), samples: 8 });
    expect(seen).toMatchObject({ asked: 8, statuses: { 200: 8 }, failures: {} });
    for (const phase of [seen.connect, seen.tls, seen.firstByte, seen.total]) {
      expect(phase.samples).toBe(8);
      expect(phase.medianMs).toBeGreaterThan(0);
      expect(phase.medianMs).toBeLessThanOrEqual(phase.p95Ms);
    }
    expect(seen.dns.worstMs).toBe(0);
    expect(seen.total.medianMs).toBeGreaterThanOrEqual(Math.max(seen.tls.medianMs, seen.firstByte.medianMs));
  });

  test('failures are counted by kind and never timed', async () => {
    const seen = await probeTiming('https://shaky.test/', { ...about(), samples: 8 });
    expect(seen).toMatchObject({ asked: 8, statuses: { 200: 4, 503: 2 }, failures: { reset: 2 } });
    expect(seen.total.samples).toBe(6);
    expect(await probeTiming('https://closed.test/', { ...about(), samples: 2 })).toMatchObject({
      failures: { refused: 2 },
      total: { samples: 0 },
    });
  });

  test('is of the same size as what curl measures', async () => {
    const ours = (await probeTiming('https://plain.test/', { ...about(), samples: 7 })).total.medianMs;
    const times: number[] = [];
    for (let nth = 0; nth < 7; nth++) times.push(await curlTotal());
    const theirs = times.sort((a, b) => a - b)[3] ?? 0;
    // Two programs on a busy machine: a wrong unit or a wrong phase would be off by far more.
    expect(ours / theirs).toBeGreaterThan(0.02);
    expect(ours / theirs).toBeLessThan(20);
  });
});

describe('compression', () => {
  test.each([
    ['modern.test', { chosen: 'br', varies: true }, ['br', 'gzip']],
    ['all.test', { chosen: 'zstd', varies: true }, ['br', 'zstd', 'gzip']],
    ['old.test', { chosen: 'gzip', varies: false }, ['gzip']],
    ['plain.test', { chosen: 'none', varies: true }, []],
  ])('%s', async (host, expected, codings) => {
    const seen = await probeCompression(`https://${host}/`, about());
    expect(seen).toMatchObject({ ...expected, status: 200, contentType: 'text/html', plainBytes: text.length });
    expect(seen.offered.map(({ coding }) => coding)).toEqual(codings);
    for (const { coding, bytes, saved } of seen.offered) {
      expect(bytes).toBe(packers[coding](text).length);
      expect(saved).toBeCloseTo(1 - bytes / text.length, 2);
    }
  });

  test('a server that does not answer packs nothing', async () => {
    expect(await probeCompression('https://closed.test/', about())).toMatchObject({ chosen: 'none', plainBytes: 0, offered: [] });
  });
});

/** Milliseconds. */
async function curlTotal(): Promise<number> {
  const at = `plain.test:443:${zoo.routes['plain.test:443']}`;
  const args = [
    '-sS',
    '-o',
    '/dev/null',
    '-w',
    '%{time_total}',
    '--cacert',
    join(folder, 'ca.pem'),
    '--connect-to',
    at,
    'https://plain.test/',
  ];
  return Number((await promisify(execFile)('curl', args)).stdout) * 1000;
}
