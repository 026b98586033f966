import { expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { check } from '../core/check.ts';
import { tasksBehind } from '../engine/verify-fix.ts';
import { captured, look } from './io-double.ts';
import { columns } from './text.ts';
import { allowed, allowLines, withoutLeave } from './verify-allow.ts';

const probe = async () => ({ state: 'unknown', why: '' }) as const;
const declared = { section: 'Payments', phase: '6.1', guide: [], weight: 'blocker', uses: [], needs: [], probe } as const;
const reads = check({ ...declared, id: 'reads', title: 'It reads' });
const writes = check({ ...declared, id: 'writes', title: 'It can write', touches: 'test data', makes: 'one document; deleted at once' });
const loads = check({ ...declared, id: 'loads', title: 'It holds', lane: 'load', makes: '100 users for a minute' });
const checks = [reads, writes, loads];

test('every check that writes or loads says what it makes, for whoever is asked to allow it', () => {
  const silent = catalogue.checks.filter(({ touches, lane, makes }) => (touches !== undefined || lane === 'load') && !makes);
  expect(silent.map(({ id }) => id)).toEqual([]);
});

test('every task that a check names as its remedy exists', () => {
  const tasks = new Set(catalogue.phases.flatMap((phase) => phase.tasks.map(({ id }) => id)));
  const named = catalogue.checks.flatMap(tasksBehind);
  expect(named.filter((id) => !tasks.has(id))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});

test('in a rehearsal nobody is asked and everything is allowed', async () => {
  expect(await allowed(captured({}).io, { environment: 'sandbox', given: [], yes: false, checks })).toBeUndefined();
});

test('without a terminal only --allow allows anything; --yes stands for nobody', async () => {
  const about = { environment: 'production', checks } as const;
  const { io } = captured({ json: true });
  expect(await allowed(io, { ...about, given: [], yes: true })).toEqual([]);
  expect(await allowed(io, { ...about, given: ['test-data'], yes: false })).toEqual(['test-data']);
  expect(await allowed(io, { ...about, given: ['load', 'test-data'], yes: true })).toEqual(['test-data', 'load']);
});

test('in a terminal --yes and "nothing" keep it from asking, and allow nothing', async () => {
  const about = { environment: 'production', checks } as const;
  const io = { ...captured({}).io, mode: 'terminal' } as const;
  expect(await allowed(io, { ...about, given: [], yes: true })).toEqual([]);
  expect(await allowed(io, { ...about, given: ['nothing'], yes: false })).toEqual([]);
  expect(await allowed(io, { ...about, given: [], yes: false, checks: [reads] })).toEqual([]);
});

test('the question lists what each check makes and takes back', () => {
  expect(allowLines(look(80), 'test-data', [writes])).toEqual([
    '',
    '  1 check would write test data of its own:',
    '    · It can write',
    '      one document; deleted at once',
    '',
  ]);
  for (const line of allowLines(look(60), 'load', catalogue.checks)) expect(columns(line), line).toBeLessThanOrEqual(60);
});

test('"nothing" leaves out what would need leave', () => {
  expect(withoutLeave(checks, 'production')).toEqual([reads]);
});
