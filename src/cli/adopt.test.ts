/**
 * `k77 adopt` as a script meets it, in a rehearsal that was empty: nothing is recorded before a yes, a yes takes only what is certain, and what somebody says counts.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exits } from '../core/errors.ts';

const root = join(import.meta.dirname, '..', '..');
const shop = mkdtempSync(join(tmpdir(), 'k77-adopt-cli-'));
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(STRIPE_|K77_|npm_|FORCE_COLOR)/.test(name)));

interface Document {
  recorded: boolean;
  writes: number;
  scene?: { made: number };
  found: { survey: string; state: string; matches: { id: string; name: string; confidence: string; chosen: boolean }[] }[];
  open: { survey: string; decide: string[] }[];
  answers: Record<string, string>;
  gaps: { summary: Record<string, number>; tasks: { task: string; changes: { path: string; has?: number; of?: number }[] }[] };
  next: string;
}

function k77(words: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'k77.js'), ...words], {
    cwd: shop,
    encoding: 'utf8',
    env: { ...bare, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

const adopt = (...words: string[]): { status: number | null; said: Document } => {
  const { status, stdout, stderr } = k77(['adopt', '--sandbox', '--json', ...words]);
  expect(stdout, stderr).not.toBe('');
  return { status, said: JSON.parse(stdout) as Document };
};
const kept = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(shop, '.k77/sandbox', name), 'utf8')) as Record<string, unknown>;

beforeAll(() => {
  execFileSync(process.execPath, [join(root, '.ci', 'prepare.mjs')], { stdio: 'inherit' });
}, 120_000);
afterAll(() => {
  k77(['sandbox', 'stop']);
});

test('nobody is there and nothing was said: every missing answer at once; and a survey that does not exist is named', () => {
  const { status, stderr } = k77(['adopt']);
  expect([status, stderr]).toEqual([exits.inputNeeded, expect.stringMatching(/--set project=….*\n.*--set domain=…/)]);
  expect(k77(['adopt', '--take', 'stripe.webhok=we_1']).stderr).toContain('stripe.webhook');
});

test('from an empty rehearsal to one that knows what was made by hand', { timeout: 120_000 }, () => {
  const first = adopt();
  expect([first.status, first.said.recorded, first.said.writes]).toEqual([exits.changesPending, false, 0]);
  expect(first.said.scene?.made).toBeGreaterThanOrEqual(40);
  expect(first.said.gaps.tasks.find(({ task }) => task === 'stripe.webhook')?.changes).toMatchObject([{ path: 'events', has: 7, of: 19 }]);
  for (const path of ['answers.json', 'values.json', 'journal.ndjson', 'credentials'])
    expect(existsSync(join(shop, '.k77/sandbox', path)), path).toBe(false);

  const certain = adopt('--yes');
  expect([certain.status, certain.said.recorded, certain.said.scene]).toEqual([exits.changesPending, true, undefined]);
  expect(certain.said.open.map(({ survey }) => survey)).toEqual(
    expect.arrayContaining(['stripe.products/monthly', 'stripe.products/yearly', 'stripe.prices/monthly', 'stripe.prices/yearly']),
  );
  expect(kept('answers.json')).toMatchObject({
    project: 'Kingdom-77',
    clusterName: 'Cluster0',
    redisCacheName: 'bot-cache',
    databaseUser: 'botuser',
  });
  expect(kept('answers.json')).not.toHaveProperty('stripeMonthlyProduct');

  const product = first.said.found.find(({ survey }) => survey === 'stripe.products/monthly')?.matches[0]?.id ?? '';
  const said = adopt('--yes', '--take', `stripe.products/monthly=${product}`, '--take', `stripe.products/yearly=${product}`);
  expect([said.status, said.said.recorded, said.said.open]).toEqual([exits.proven, true, []]);
  expect(kept('answers.json')).toMatchObject({
    stripeMonthlyProduct: product,
    stripeYearlyProduct: product,
    monthlyPrice: '7.99',
    yearlyPrice: '79',
  });

  const again = adopt('--yes');
  expect([again.status, again.said.recorded, again.said.answers]).toEqual([exits.proven, false, {}]);
  expect(again.said.next).toContain('everything found is recorded already');

  const { stdout } = k77(['plan', '6.1', '6.2', '--sandbox', '--json']);
  const { planned } = JSON.parse(stdout) as { planned: { task: string; action: string }[] };
  expect(planned.find(({ task }) => task === 'atlas.cluster')?.action).toBe('unchanged');
  const files = ['answers.json', 'values.json', 'journal.ndjson']
    .map((path) => readFileSync(join(shop, '.k77/sandbox', path), 'utf8'))
    .join('\n');
  expect(files).not.toMatch(/whsec_|SuperSecret123/);
});
