/**
 * `k77 cost` as it is typed, in a folder of its own; nothing is sent anywhere.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { inputsOf } from '../costs/fixture.ts';
import { prices202611 } from '../costs/prices.ts';
import { prices202511 } from '../costs/prices-2025-11.ts';
import { costReport } from '../costs/report.ts';
import { commandLine } from './command-line.ts';
import type { Host } from './io.ts';
import { captured, look } from './io-double.ts';
import { costLines } from './render-cost.ts';
import { chartLines } from './render-cost-chart.ts';
import { priceLines } from './render-cost-prices.ts';
import { costPage } from './report/cost-page.ts';
import { columns } from './text.ts';

const here = (): string => mkdtempSync(join(tmpdir(), 'k77-cost-'));

async function k77(words: readonly string[], cwd = here(), env: Host['env'] = {}) {
  const { host, stdout, stderr } = captured({}, words, env);
  const exit = await commandLine({ ...host, cwd: () => cwd });
  return { exit, stdout: stdout(), stderr: stderr(), cwd };
}

interface Document {
  total: number;
  profit: number;
  breakEvenSubscribers: number;
  payments: { perCharge: { monthly: { net: number } } };
  inputs: { servers: number; country: string; readings: { name: string; how: string; value: number; from: string }[] };
  compare: { host: string; total: number; changes: unknown[] }[];
  catalogue: { name: string };
  categories: { category: string; usd: number; items: { how: string; usd: number }[] }[];
  triggers: { now: { id: string }[]; next: unknown[]; unmeasured: unknown[] };
  guide: { guide: { total: number }; today: { total: number }; differences: { why: string }[] }[];
  warnings: string[];
  error?: { what: string; exit: number };
}
const document = async (words: readonly string[], cwd?: string): Promise<Document> =>
  JSON.parse((await k77(['cost', '--json', ...words], cwd)).stdout) as Document;

describe('k77 cost', () => {
  test.each([
    ['small', 35.28, 58.02, 4],
    ['medium', 99.03, 367.47, 11],
    ['large', 221.13, 1644.87, 24],
  ])('--preset %s prints one JSON document', async (preset, total, profit, breaks) => {
    const found = await document(['--preset', preset]);
    expect([found.total, found.profit, found.breakEvenSubscribers, found.payments.perCharge.monthly.net]).toEqual([
      total,
      profit,
      breaks,
      9.33,
    ]);
    expect(found.categories.map(({ category }) => category)).toEqual(['Hosting', 'Data', 'Domain', 'Monitoring']);
    expect(found.guide.map(({ guide }) => guide.total)).toEqual([15.25, 86.25, 129.25]);
    expect(found.triggers.unmeasured.length).toBeGreaterThan(0);
  });

  test.each([
    ['small', 15.25, 78.75],
    ['medium', 86.25, 383.75],
    ['large', 129.25, 1750.75],
  ])("--prices 2025-11 --preset %s gives the guide's own figures", async (preset, total, profit) => {
    const found = await document(['--prices', '2025-11', '--preset', preset]);
    expect([found.total, found.profit, found.payments.perCharge.monthly.net]).toEqual([total, profit, 9.4]);
    expect(found.guide.map(({ today }) => today.total)).toEqual([35.28, 99.03, 221.13]);
    expect(found.warnings.join()).toContain('older than 90 days');
  });

  test('flags win over a preset, and each number says where it is from', async () => {
    const found = await document(['--preset', 'small', '--subscribers', '25', '--country', 'de', '--yearly-share', '40%']);
    const reading = (name: string) => found.inputs.readings.find((one) => one.name === name);
    expect(reading('servers')).toMatchObject({ value: 100, how: 'declared', from: '--preset small' });
    expect(reading('subscribers')).toMatchObject({ value: 25, how: 'declared', from: '--subscribers' });
    expect(reading('yearlyShare')).toMatchObject({ value: 40 });
    expect(reading('errors')).toMatchObject({ how: 'assumed' });
    expect(found.inputs.country).toBe('DE');
  });

  test('writes nothing into the folder that it looks at', async () => {
    const { cwd, exit } = await k77(['cost', '--preset', 'small']);
    expect([exit, readdirSync(cwd)]).toEqual([0, []]);
  });

  test('reads a usage file and a catalogue', async () => {
    const cwd = here();
    writeFileSync(
      join(cwd, 'usage.json'),
      JSON.stringify({ servers: 100, subscribers: 3, usage: { errors: 6000 }, vendors: { hosting: 'fly' } }),
    );
    const first = await document(['--usage', 'usage.json'], cwd);
    expect(first.categories[3]).toMatchObject({ usd: 29 });
    const prices = JSON.parse((await k77(['cost', 'prices', '--json'])).stdout) as {
      prices: { vendor: string; plan: string; fees: { usd: string }[] }[];
    };
    const team = prices.prices.find(({ vendor, plan }) => vendor === 'sentry' && plan === 'team');
    if (team?.fees[0]) team.fees[0].usd = '31.50';
    writeFileSync(join(cwd, 'prices.json'), JSON.stringify(prices));
    expect((await document(['--usage', 'usage.json', '--prices', 'prices.json'], cwd)).categories[3]).toMatchObject({ usd: 31.5 });
  });

  test('compares hosts and writes a page that needs nothing else', async () => {
    const cwd = here();
    const { exit, stderr, stdout } = await k77(
      ['cost', '--preset', 'medium', '--compare', 'render', '--compare', 'netlify', '--html', 'cost.html', '--json'],
      cwd,
    );
    const found = JSON.parse(stdout) as Document;
    expect(found.compare.map(({ host }) => host)).toEqual(['render', 'netlify']);
    expect([exit, stderr.includes(join(cwd, 'cost.html'))]).toEqual([0, true]);
    const page = readFileSync(join(cwd, 'cost.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>[\s\S]*<svg[\s\S]*<polyline[\s\S]*<polygon[\s\S]*<\/html>\n$/);
    expect(page).not.toMatch(/<script|https?:\/\/|NaN|undefined/);
    expect(page).toContain("default-src 'none'");
  });

  test('prints CSV whose lines add up to its total', async () => {
    const { stdout } = await k77(['cost', '--preset', 'large', '--csv']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(rows[0]).toEqual(['category', 'for', 'vendor', 'plan', 'line', 'quantity', 'unit', 'usd', 'how']);
    const end = rows.findIndex(([category]) => category === 'Total');
    const cents = rows.slice(1, end).map((row) => Math.round(Number(row.at(-2)) * 100));
    expect(cents.reduce((sum, one) => sum + one, 0)).toBe(Math.round(Number(rows[end]?.at(-2)) * 100));
    expect(rows[end]?.at(-2)).toBe('221.13');
  });

  test('a workspace gives its prices and plans, keeps a budget, and status watches it', { timeout: 20_000 }, async () => {
    const cwd = here();
    writeFileSync(
      join(cwd, 'k77.json'),
      JSON.stringify({ project: 'Rook', monthlyPrice: '4.99', databaseTier: 'm10', redisPlan: 'payg', taxCountry: 'US-CA' }),
    );
    const { exit, stdout, stderr } = await k77(['cost', '--servers', '500', '--subscribers', '9', '--budget', '60'], cwd);
    expect([exit, stderr]).toEqual([0, '']);
    for (const said of [
      '4.99 a month leaves',
      'MongoDB Atlas M10',
      'Flex, up to 100 operations/s carries the same load for less',
      'more than your budget of $60.00',
    ])
      expect(flat(stdout)).toContain(said);
    expect(JSON.parse(readFileSync(join(cwd, 'k77.json'), 'utf8'))).toMatchObject({ budget: '60', project: 'Rook' });
    const status = await k77(['status', '--dir', cwd], cwd);
    expect(flat(status.stdout)).toMatch(
      /Budget \$\d+\.\d\d estimated for 500 servers, 9 subscribers \(\d{4}-\d\d-\d\d\) of \$60\.00 a month: \$\d+\.\d\d too much/,
    );
  });
});

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('what will not do', () => {
  test('without a terminal half an answer leaves with 4 and lists the flags for the rest', async () => {
    const { exit, stderr } = await k77(['cost', '--servers', '5']);
    expect(exit).toBe(4);
    for (const way of ['--subscribers <n>', '--commercial no', '--preset small']) expect(stderr).toContain(way);
  });

  test('without a terminal and without any number the small size is assumed, and said to be', async () => {
    const { exit, stdout, stderr } = await k77(['cost', '--json']);
    expect(exit).toBe(0);
    expect(flat(stderr)).toContain('100 Discord servers and 10 paying subscribers are assumed');
    expect(JSON.parse(stdout)).toMatchObject({ inputs: { servers: 100, subscribers: 10 } });
    expect(stdout).not.toContain('"declared"');
    expect((await k77(['cost', '--servers', '5', '--commercial', 'no'])).exit).toBe(0);
  });

  test.each([
    [['--servers', '-5', '--subscribers', '1'], '--servers: "-5" is negative'],
    [['--servers', 'many', '--subscribers', '1'], '--servers: "many" is no number'],
    [['--servers', '1e99', '--subscribers', '1'], '--servers'],
    [['--preset', 'huge'], '"huge" will not do'],
    [['--preset', 'small', '--compare', 'rendr'], 'there is no host "rendr"'],
    [['--preset', 'small', '--country', 'XX'], '"XX"'],
    [['--preset', 'small', '--commercial', 'no'], 'contradicts 10 paying subscribers'],
    [['--preset', 'small', '--prices', '2019-01'], 'there is no catalogue of "2019-01"'],
    [['--preset', 'small', '--prices', 'gone.json'], 'there is no file'],
    [['--preset', 'small', '--usage', 'gone.json'], 'there is no file'],
    [['--preset', 'small', '--budget', '-1'], '--budget: "-1" is no amount'],
    [['--preset', 'small', '--csv', '--json'], '--csv and --json'],
    [['--preset', 'small', '--yearly-share', '300'], '--yearly-share: "300" is no share'],
  ])('%o leaves with 64 and says why', async (words, what) => {
    const { exit, stderr } = await k77(['cost', ...words]);
    expect(exit).toBe(64);
    expect(flat(stderr)).toContain(what);
    expect(stderr).toContain('→');
  });

  test('a catalogue that is no JSON is told with its line, and in one document', async () => {
    const cwd = here();
    writeFileSync(join(cwd, 'p.json'), '{\n  "schema": "x",,\n}');
    const { exit, stdout } = await k77(['cost', '--preset', 'small', '--prices', 'p.json', '--json'], cwd);
    expect([exit, (JSON.parse(stdout) as Document).error]).toEqual([
      64,
      expect.objectContaining({ what: expect.stringContaining('p.json:2:17 is not valid JSON') }),
    ]);
  });
});

describe('at any width', () => {
  const report = (servers: number) =>
    costReport({
      inputs: inputsOf({ servers, subscribers: 1234 }),
      compare: ['render', 'fly', 'netlify', 'railway'],
      history: [],
      budget: 5000,
      now: new Date('2026-11-23T00:00:00Z'),
      today: prices202611,
      measured: [
        {
          name: 'subscribers',
          value: 1234,
          unit: 'subscriptions',
          call: 'GET /v1/subscriptions',
          at: '2026-11-23T00:00:00Z',
          vendor: 'Stripe',
        },
      ],
      missing: ['MongoDB Atlas was not measured: ATLAS_CLIENT_ID is not known'],
    });

  test.each([60, 80, 100])('%i columns are enough, without colours where there are none', (width) => {
    for (const servers of [0, 3000, 12_345_678]) {
      const found = report(servers);
      for (const line of [
        ...costLines(look(width), found, { verbose: true }),
        ...costLines(look(width), found),
        ...chartLines(look(width), found),
        ...priceLines(look(width), prices202611, new Date(found.at)),
        ...priceLines(look(width), prices202511, new Date(found.at)),
      ]) {
        expect(columns(line), line).toBeLessThanOrEqual(width);
        expect(stripVTControlCharacters(line)).toBe(line);
        expect(line).not.toMatch(/NaN|undefined|Infinity|\[object/);
      }
    }
  });

  test('the chart has both curves and the mark where nothing is lost', () => {
    const text = chartLines(look(80), report(3000)).join('\n');
    for (const mark of ['━', '•', '▲', 'breaks even at']) expect(text).toContain(mark);
  });

  test('the page of any size has no broken number', () => {
    for (const servers of [0, 100, 12_345_678]) expect(costPage(report(servers))).not.toMatch(/NaN|undefined|Infinity/);
  });
});
