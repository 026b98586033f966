import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openFiles } from '../ports/files.ts';
import { readAnswers, rehearsed, writeAccount, writeAnswer } from './answers.ts';

const home = mkdtempSync(join(tmpdir(), 'k77-answers-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function workspace(files: Record<string, string> = {}) {
  const root = mkdtempSync(join(home, 'root-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, files: openFiles(root), text: (path: string) => readFileSync(join(root, path), 'utf8') };
}

describe('answers', () => {
  test('text, numbers and booleans are answers; nothing there is no answer', async () => {
    const { files } = workspace({
      'k77.json': '{ "project": "My Bot", "monthlyPrice": 9.99, "taxCollection": false, "refundFullDays": 7 }',
    });
    expect((await readAnswers(files, 'production')).values).toEqual({
      project: 'My Bot',
      monthlyPrice: '9.99',
      taxCollection: 'no',
      refundFullDays: '7',
    });
    expect((await readAnswers(workspace().files, 'production')).values).toEqual({});
  });

  test('malformed JSON is told with path, line, column, reason and remedy', async () => {
    const { files, root } = workspace({ 'k77.json': '{\n  "project": "My Bot",\n  "domain": kingdom77.com\n}\n' });
    await expect(readAnswers(files, 'production')).rejects.toMatchObject({
      name: 'OperatorError',
      what: `${root}/k77.json:3:13 is not valid JSON: kingdom77.com needs double quotes.`,
      fix: expect.stringContaining('line 3, column 13'),
    });
  });

  test.each([
    ['{ "monthlyPrice": [9.99] }', ':1:19: "monthlyPrice" must be text, a number or true/false, not a list.'],
    ['{ "project": null }', ':1:14: "project" must be text, a number or true/false, not null.'],
    ['["project"]', ': the file must hold an object of answers, not a list.'],
    ['{ "accounts": { "strip": { "account": "acct_1", "mode": "test" } } }', ':1:26: no vendor is called "strip".'],
    [
      '{ "accounts": { "stripe": { "account": "acct_1", "mode": "prod" } } }',
      ':1:27: "accounts.stripe.mode" must be "live", "test" or "none", not "prod".',
    ],
    ['{ "accounts": "acct_1" }', ':1:15: "accounts" must be an object, not "acct_1".'],
  ])('%s is refused', async (text, why) => {
    const { files, root } = workspace({ 'k77.json': text });
    await expect(readAnswers(files, 'production')).rejects.toMatchObject({ name: 'OperatorError', what: `${root}/k77.json${why}` });
  });

  test.each(['{ "STRIPE_SECRET_KEY": "sk_live_abc" }', '{ "STRIPE_PUBLISHABLE_KEY": "sk_live_abc" }', '{ "JWT_SECRET": "x" }'])(
    'a secret in k77.json is refused and not shown: %s',
    async (text) => {
      const { files } = workspace({ 'k77.json': text });
      const refused = await readAnswers(files, 'production').catch((error: unknown) => error);
      expect(refused).toMatchObject({ name: 'OperatorError', what: expect.stringContaining('is a secret') });
      expect(JSON.stringify(refused)).not.toContain('sk_live_abc');
    },
  );

  test('an unknown field is kept and reported with what may be meant', async () => {
    const { files, text } = workspace({ 'k77.json': '{ "domian": "a.com", "note": {"mine": [1]} }' });
    const { notices } = await readAnswers(files, 'production');
    expect(notices[0]).toContain(':1:13: k77 does not know "domian" and leaves it as it is. Did you mean "domain"?');
    expect(notices[1]).toContain('"note"');
    await writeAnswer(files, 'production', 'project', 'My Bot', 'https://example.com/schema.json');
    expect(JSON.parse(text('k77.json'))).toEqual({
      $schema: 'https://example.com/schema.json',
      domian: 'a.com',
      note: { mine: [1] },
      project: 'My Bot',
    });
  });

  test('writing keeps the spelling of an answer that stays the same, and removes with undefined', async () => {
    const { files, text } = workspace({ 'k77.json': '{\n  "monthlyPrice": 9.99,\n  "project": "A"\n}\n' });
    await writeAnswer(files, 'production', 'monthlyPrice', '9.99');
    expect(text('k77.json')).toBe('{\n  "monthlyPrice": 9.99,\n  "project": "A"\n}\n');
    await writeAnswer(files, 'production', 'project', undefined);
    expect(text('k77.json')).toBe('{\n  "monthlyPrice": 9.99\n}\n');
  });

  test('accounts are pinned per environment', async () => {
    const { files } = workspace({ 'k77.json': '{ "project": "A" }' });
    await writeAccount(files, 'production', 'stripe', { account: 'acct_1', mode: 'live', name: 'Kingdom' });
    await writeAccount(files, 'staging', 'stripe', { account: 'acct_2', mode: 'test' });
    expect((await readAnswers(files, 'production')).accounts).toEqual({ stripe: { account: 'acct_1', mode: 'live', name: 'Kingdom' } });
    expect((await readAnswers(files, 'staging')).accounts).toEqual({ stripe: { account: 'acct_2', mode: 'test' } });
    expect((await readAnswers(files, 'sandbox')).accounts).toEqual({});
  });
});

describe('the answers of a rehearsal', () => {
  test('lie over those of k77.json and never change it', async () => {
    const { files, text, root } = workspace({
      'k77.json': '{ "project": "A", "domain": "shop.example.com", "STRIPE_PUBLISHABLE_KEY": "pk_live_x" }',
    });
    const before = text('k77.json');
    await writeAnswer(files, 'sandbox', 'project', 'B', 'https://example.com/schema.json');
    expect((await readAnswers(files, 'sandbox')).values).toEqual({ project: 'B', domain: 'shop.example.test' });
    expect(text('k77.json')).toBe(before);
    expect(text('.k77/sandbox/answers.json')).toBe('{\n  "project": "B"\n}\n');
    expect(existsSync(join(root, '.k77/staging'))).toBe(false);
    expect((await readAnswers(files, 'staging')).values).toEqual({ project: 'A', domain: 'shop.example.com' });
  });

  test('speak of a domain that does not exist', () => {
    expect(['example.com', 'kingdom77.com', 'kingdom77.test'].map(rehearsed)).toEqual(['example.test', 'kingdom77.test', 'kingdom77.test']);
  });
});
