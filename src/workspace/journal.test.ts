import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Entry, Recorded } from '../core/journal.ts';
import { Redactor, Secret } from '../core/secret.ts';
import { systemClock as clock } from '../ports/clock.ts';
import { openFiles } from '../ports/files.ts';
import { openJournal, repairJournal } from './journal.ts';

const home = mkdtempSync(join(tmpdir(), 'k77-journal-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const path = '.k77/production/journal.ndjson';
const done = (task: string): Entry => ({ kind: 'task-done', task });
const intent = (task: string, id: string): Entry => ({
  kind: 'intent',
  task,
  vendor: 'stripe',
  method: 'POST',
  path: '/v1/products',
  request: id,
  idempotencyKey: id,
});

function place() {
  const root = mkdtempSync(join(home, 'root-'));
  const file = join(root, path);
  const open = (more: Partial<Parameters<typeof openJournal>[0]> = {}) =>
    openJournal({ root, path, clock, redactor: new Redactor(), ...more });
  return { root, file, open, lines: () => readFileSync(file, 'utf8').split('\n').slice(0, -1) };
}

async function written(entries: readonly Entry[]) {
  const at = place();
  const journal = await at.open();
  for (const entry of entries) await journal.append(entry);
  await journal.close();
  return at;
}

describe('the journal', () => {
  test('is not created by opening it', async () => {
    const { root, open } = place();
    expect((await open()).entries()).toEqual([]);
    expect(existsSync(join(root, '.k77'))).toBe(false);
  });

  test('keeps the order of calls made at once, chained and 0600, and reads back the same', async () => {
    const { file, open, lines } = place();
    const journal = await open();
    const recorded = await Promise.all(['a', 'b', 'c', 'd'].map((task) => journal.append(done(task))));
    expect(recorded.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(recorded.slice(1).map(({ prev }) => prev)).toEqual(recorded.slice(0, -1).map(({ hash }) => hash));
    expect(lines()).toHaveLength(4);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await open()).entries()).toEqual(journal.entries());
    await journal.close();
  });

  test('a second process goes on where the first ended', async () => {
    const { open } = await written([done('a')]);
    const second = await open();
    expect((await second.append(done('b'))).seq).toBe(2);
    await second.close();
    expect((await open()).entries().map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('tells what is in flight: intents since the task was last done', async () => {
    const { open } = await written([
      intent('a', '1'),
      done('a'),
      intent('a', '2'),
      intent('b', '3'),
      { kind: 'outcome', task: 'a', intent: 3, status: 200 },
    ]);
    const journal = await open();
    expect(journal.inFlight('a').map(({ request }) => request)).toEqual(['2']);
    expect(journal.inFlight('b').map(({ request }) => request)).toEqual(['3']);
    expect(journal.inFlight('c')).toEqual([]);
  });

  test('calls the hook when a record is on disk, and not before', async () => {
    const { open, lines } = place();
    const seen: string[] = [];
    const journal = await open({ onAppend: (recorded: Recorded) => void seen.push(`${recorded.seq} of ${lines().length}`) });
    await Promise.all([journal.append(done('a')), journal.append(done('b'))]);
    expect(seen).toEqual(['1 of 1', '2 of 2']);
    await journal.close();
  });
});

describe('a torn tail', () => {
  test.each([
    ['half a line', '{"seq":3,"at":"20'],
    ['half of a letter', Buffer.from('{"ü').subarray(0, 3)],
    ['zeros with a line break, as a power cut leaves them', `${'\0'.repeat(40)}\n`],
  ])('of %s is cut off by the first append, and the journal says so', async (_, tail) => {
    const { file, open, lines } = await written([done('a'), done('b')]);
    appendFileSync(file, tail);
    const before = readFileSync(file);
    const journal = await open();
    expect(journal.torn).toContain(`${Buffer.byteLength(tail)} bytes`);
    expect(journal.entries()).toHaveLength(2);
    expect(readFileSync(file)).toEqual(before);
    await journal.append(done('c'));
    await journal.close();
    expect(lines().map((line) => JSON.parse(line).kind)).toEqual(['task-done', 'task-done', 'repaired', 'task-done']);
    const again = await open();
    expect([again.torn, again.entries().length]).toEqual([undefined, 4]);
  });
});

describe('a broken chain', () => {
  const breaks: [string, (lines: string[]) => string[]][] = [
    ['a changed record', (lines) => lines.map((line, index) => (index === 1 ? line.replace('"b"', '"x"') : line))],
    ['a changed last record', (lines) => lines.map((line, index) => (index === 2 ? line.replace('"c"', '"x"') : line))],
    ['a removed record', (lines) => lines.filter((_, index) => index !== 1)],
    ['a removed first record', (lines) => lines.slice(1)],
    ['two records that changed places', ([a = '', b = '', c = '']) => [a, c, b]],
    ['a line that is no JSON', ([a = '', b = '', c = '']) => [a, 'hello', b, c]],
    ['an empty line', ([a = '', b = '', c = '']) => [a, '', b, c]],
  ];

  test.each(breaks)('by %s stops with the command that repairs it', async (_, edit) => {
    const { file, open, lines } = await written([done('a'), done('b'), done('c')]);
    writeFileSync(file, `${edit(lines()).join('\n')}\n`);
    await expect(open()).rejects.toMatchObject({
      name: 'OperatorError',
      what: expect.stringMatching(/journal\.ndjson:\d: the journal's chain is broken/),
      fix: expect.stringContaining('k77 doctor --repair-journal'),
    });
  });

  test('is repaired by putting the file aside whole and beginning a new one that says so', async () => {
    const { root, file, open, lines } = await written([done('a'), done('b')]);
    writeFileSync(file, `${lines()[1]}\n`);
    const before = readFileSync(file, 'utf8');
    const archive = await repairJournal({ files: openFiles(root), path, clock, why: 'asked by the operator' });
    expect(readFileSync(join(root, archive ?? ''), 'utf8')).toBe(before);
    const journal = await open();
    expect(journal.entries()).toMatchObject([{ seq: 1, kind: 'repaired', archive, why: 'asked by the operator' }]);
    await journal.append(done('c'));
    await journal.close();
    expect((await open()).entries()).toHaveLength(2);
    expect(readdirSync(join(root, '.k77/production'))).toHaveLength(2);
  });

  test('without a journal there is nothing to repair', async () => {
    const { root } = place();
    expect(await repairJournal({ files: openFiles(root), path, clock, why: 'x' })).toBeUndefined();
    expect(existsSync(join(root, '.k77'))).toBe(false);
  });
});

describe('a secret', () => {
  const redactor = new Redactor();
  redactor.learn(new Secret('STRIPE_SECRET_KEY', 'sk_test_"quoted"_0123456789'));

  test('never reaches the journal, wherever in an entry it is', async () => {
    const { file, open } = place();
    const journal = await open({ redactor });
    await journal.append({ kind: 'task-failed', task: 'a', error: 'refused: sk_test_"quoted"_0123456789' });
    await journal.append({
      kind: 'task-started',
      task: 'a',
      action: 'create',
      changes: [{ path: 'x', from: undefined, to: { deep: ['sk_test_"quoted"_0123456789', new Secret('OTHER', 'not learnt yet')] } }],
    });
    await journal.close();
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('refused: ‹STRIPE_SECRET_KEY›');
    expect(text).toContain('‹OTHER›');
    expect(text).not.toContain('0123456789');
    expect(text).not.toContain('not learnt');
    expect((await open({ redactor })).entries()).toHaveLength(2);
  });

  test('in the name of a field is a bug, and nothing is written', async () => {
    const { file, open } = place();
    const journal = await open({ redactor });
    const entry: Entry = {
      kind: 'task-started',
      task: 'a',
      action: 'x',
      changes: [{ path: '', from: 1, to: { 'sk_test_"quoted"_0123456789': 1 } }],
    };
    await expect(journal.append(entry)).rejects.toThrow('holds a secret in a field name');
    expect(existsSync(file)).toBe(false);
    await journal.append(done('b'));
    await journal.close();
    expect((await open()).entries()).toMatchObject([{ seq: 1, task: 'b' }]);
  });
});
