/** Variables at a host, seen from what is wanted: what it shows, what it never shows again, and what is somebody else's. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { diff } from '../../core/change.ts';
import type { HostVariable } from '../../core/host.ts';
import { Secret } from '../../core/secret.ts';
import { memoryIn, memoryOf, missingFrom, seenAmong } from './hosted-variables.ts';
import type { VariableSet } from './variable-set.ts';

const context = { fingerprint: (secret: Secret) => createHash('sha256').update(`key ${secret.reveal()}`).digest('hex') };
const same = (a: Secret, b: Secret): boolean => context.fingerprint(a) === context.fingerprint(b);
const set = (values: Record<string, string>): VariableSet =>
  Object.fromEntries(Object.entries(values).map(([name, text]) => [name, new Secret(name, text)]));
const shown = (name: string, value: string): HostVariable => ({ name, value: new Secret(name, value), target: 'production' });
const hidden = (name: string, updatedAt?: string): HostVariable => ({ name, target: 'production', ...(updatedAt ? { updatedAt } : {}) });
const wanted = set({ A: 'one', B: 'two' });
const changes = (there: readonly HostVariable[], memory = {}): string[] =>
  diff({ set: wanted, stale: [] }, seenAmong(context, there, wanted, memory), same).map(({ path }) => path);

describe('values that the host shows', () => {
  test('are compared as they are, each by its name', () => {
    expect(changes([shown('A', 'one'), shown('B', 'two')])).toEqual([]);
    expect(changes([shown('A', 'other')])).toEqual(['set.A', 'set.B']);
  });

  test('are told by their names alone', () => {
    const seen = seenAmong(context, [shown('A', 'very secret')], wanted, {});
    expect(JSON.stringify(diff({ set: wanted }, seen, same))).not.toMatch(/very secret|"one"/);
  });
});

describe('values that it never shows again', () => {
  const there = [hidden('A', '2026-01-01'), hidden('B', '2026-01-01')];
  const memory = memoryOf(context, there, wanted);

  test('are the wanted ones when k77 set them and nobody changed them since', () => {
    expect(changes(there, memory)).toEqual([]);
  });

  test('are unknowable when somebody changed them since, and said to be so', () => {
    const later = [hidden('A', '2026-02-02'), hidden('B', '2026-01-01')];
    expect(changes(later, memory)).toEqual(['set.A']);
    expect(String(seenAmong(context, later, wanted, memory).set.A)).toContain('changed outside of k77');
  });

  test('are unknowable when k77 never set them', () => expect(changes(there)).toEqual(['set.A', 'set.B']));

  test('are earlier ones when another value is wanted now', () => {
    const other = set({ A: 'new', B: 'two' });
    const found = diff({ set: other }, seenAmong(context, there, other, memory), same);
    expect(found.map(({ path }) => path)).toEqual(['set.A']);
  });

  test('are known again where the host tells no times', () => {
    const silent = [hidden('A'), hidden('B')];
    expect(changes(silent, memoryOf(context, silent, wanted))).toEqual([]);
  });

  test('are remembered without their text', () => {
    const text = JSON.stringify(memory);
    expect(text).not.toMatch(/one|two/);
    expect(memoryIn(text)).toEqual(memory);
    expect(memoryIn('{broken')).toEqual({});
  });
});

describe('other variables', () => {
  test('of somebody else are named and never wanted gone', () => {
    const seen = seenAmong(context, [shown('A', 'one'), shown('B', 'two'), shown('THEIRS', 'x')], wanted, {});
    expect([seen.foreign, seen.stale]).toEqual([['THEIRS'], []]);
    expect(changes([shown('A', 'one'), shown('B', 'two'), shown('THEIRS', 'x')])).toEqual([]);
  });

  test('that k77 set once and that nothing reads any more are taken away', () => {
    const there = [shown('A', 'one'), shown('B', 'two'), shown('OLD', 'x')];
    const seen = seenAmong(context, there, wanted, { OLD: { of: 'print' } });
    expect([seen.foreign, seen.stale]).toEqual([[], ['OLD']]);
    expect(changes(there, { OLD: { of: 'print' } })).toEqual(['stale']);
  });
});

test('only what differs is written', () => {
  const have = seenAmong(context, [shown('A', 'one'), shown('B', 'old')], wanted, {});
  expect(Object.keys(missingFrom(context, { set: wanted, stale: [] }, have))).toEqual(['B']);
  expect(Object.keys(missingFrom(context, { set: wanted, stale: [] }, undefined))).toEqual(['A', 'B']);
  // A difference that the operator accepted is wanted no more.
  expect(Object.keys(missingFrom(context, { set: { ...wanted, B: undefined }, stale: [] }, have))).toEqual([]);
});
