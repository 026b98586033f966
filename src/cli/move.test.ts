/** `k77 move` as it is typed and told: what is refused before anything starts, the plan, and the end with its times. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exits, OperatorError } from '../core/errors.ts';
import type { Moved, MovePlan } from '../engine/move.ts';
import { commandLine } from './command-line.ts';
import type { Look } from './io.ts';
import { lookOf } from './io.ts';
import { captured } from './io-double.ts';
import { moveDocument, moveEndLines, movePlanLines } from './render-move.ts';

const look: Look = { ...lookOf({ env: { NO_COLOR: '1', LANG: 'en_US.UTF-8' } }, { isTTY: false }), flag: ' --sandbox' };
const commands = { again: 'k77 move api render --sandbox', here: 'k77 move api --sandbox', deploy: 'k77 deploy --sandbox' };
const stage = (id: 'prepare' | 'switch', outcome: 'done' | 'failed' | 'stopped') =>
  ({ id, title: `Stage ${id}`, seconds: 12.3, waitedSeconds: id === 'switch' ? 4 : 0, tasks: [], outcome }) as const;
const moved: Moved = {
  exit: exits.proven,
  service: 'api',
  from: 'railway',
  to: 'render',
  state: 'moved',
  stages: [stage('prepare', 'done'), stage('switch', 'done')],
  seen: { looks: 9, failed: 2, longestGapSeconds: 3, by: { old: 3, new: 4, unknown: 0 }, saw: ['tls (EPROTO)'] },
  findings: [],
  errors: [],
  writes: 15,
};
const text = (lines: readonly string[]): string => lines.join('\n').replaceAll(/\s+/g, ' ');

describe('what is typed', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'k77-move-'));
  });
  afterAll(() => rm(dir, { recursive: true }));
  const typed = async (...words: string[]): Promise<[number, string]> => {
    const { host, stderr } = captured({}, ['move', ...words, '--dir', dir, '--sandbox']);
    return [await commandLine(host), stderr()];
  };

  test.each([
    ['another service', ['website', 'render'], /one of bot, worker, api, dashboard/],
    ['a host that is misspelt', ['api', 'rendr'], /did you mean render\?/],
    ['no host', ['api'], /name a host \(railway, render, .*or return with --back/],
    ['nothing', [], /missing required argument 'service'/],
  ] as const)('%s is refused before anything starts', async (_what, words, said) => {
    const [exit, told] = await typed(...words);
    expect([exit, told]).toEqual([exits.usage, expect.stringMatching(said)]);
    expect(await readdir(dir)).toEqual([]);
  });
});

test('the plan tells the stages, the money, what users notice and how to return', () => {
  const plan: MovePlan = {
    service: 'api',
    title: 'API',
    from: 'Railway',
    to: 'Render',
    how: 'anew',
    plan: { planned: [], accounts: [] },
    stages: [{ id: 'prepare', title: 'Prepare it' }],
    outlook: { fromCents: 600, toCents: 700, users: ['some wait'], notes: ['k77 move api --back returns'] },
    unseen: ['Railway does not answer'],
  };
  const told = text(movePlanLines(look, plan));
  for (const part of [
    'Move the API from Railway to Render',
    '1. Prepare it',
    '$6 a month at Railway',
    'users: some wait',
    'Railway does not answer',
  ])
    expect(told).toContain(part);
  expect(text(movePlanLines(look, { ...plan, how: 'back' }))).toContain('Bring the API from Railway back to Render');
});

describe('the end', () => {
  test('tells every stage with its seconds, what users saw, and the way back', () => {
    const told = text(moveEndLines(look, moved, commands));
    for (const part of [
      'Stage switch 12.3 s (4.0 s waiting)',
      '9 times, 2 failed (tls (EPROTO)), longest gap 3 s; answered 3 by the old one, 4 by the new one',
      '24.6 s in all · 15 vendor writes',
      'Your privacy policy names its hosts: k77 deploy --sandbox lets it follow.',
      'Back: k77 move api --sandbox --back',
    ])
      expect(told).toContain(part);
    expect(moveDocument(moved)).toMatchObject({
      seconds: 24.6,
      stages: [{ id: 'prepare', seconds: 12.3 }, { id: 'switch' }],
      seen: { longestGapSeconds: 3 },
    });
  });

  test('of a move that was cut off tells who serves, how it goes on, and how it is left', () => {
    const cut: Moved = { ...moved, exit: exits.interrupted, state: 'under way', stages: [stage('prepare', 'stopped')] };
    const told = text(moveEndLines(look, cut, commands));
    expect(told).toContain('stopped at "Stage prepare"; the API at Railway serves. Go on: k77 move api render --sandbox');
    expect(told).toContain('leave it at Railway: k77 move api --sandbox railway');
    const late = { ...cut, state: 'settling', errors: [new OperatorError({ what: 'x', fix: 'y' })] } as Moved;
    expect(text(moveEndLines(look, late, commands))).toContain('the API at Render serves already');
  });
});
