import { describe, expect, test } from 'vitest';
import { diff, stable } from './change.ts';
import { Secret } from './secret.ts';

describe('diff', () => {
  test('counts only what is wanted, at every depth', () => {
    expect(diff({ a: 1, b: { c: 'x' } }, { a: 1, b: { c: 'x', d: 9 }, e: 2 })).toEqual([]);
    expect(diff({ b: { c: 'x' } }, { b: { c: 'y' } })).toEqual([{ path: 'b.c', from: 'y', to: 'x' }]);
  });

  test('names each wanted property of what is absent', () => {
    expect(diff({ a: 1, b: { c: 2 } }, undefined)).toEqual([
      { path: 'a', from: undefined, to: 1 },
      { path: 'b.c', from: undefined, to: 2 },
    ]);
  });

  test('takes lists as sets', () => {
    expect(diff({ events: ['a', 'b'] }, { events: ['b', 'a'] })).toEqual([]);
    expect(diff({ events: ['a', 'b'] }, { events: ['a', 'a'] })).toHaveLength(1);
    expect(diff({ events: [] }, { events: ['a'] })).toEqual([{ path: 'events', from: ['a'], to: [] }]);
  });

  test('leaves unmanaged what is wanted undefined, and wants null absent', () => {
    expect(diff({ a: undefined }, { a: 5 })).toEqual([]);
    expect(diff({ a: null }, {})).toEqual([]);
    expect(diff({ a: null }, { a: 5 })).toHaveLength(1);
  });

  test('compares secrets by fingerprint and shows neither', () => {
    const [one, other] = [new Secret('KEY', 'sk_test_one_1234'), new Secret('KEY', 'sk_test_two_1234')];
    const same = (a: Secret, b: Secret): boolean => a.reveal() === b.reveal();
    expect(diff({ key: one }, { key: new Secret('KEY', 'sk_test_one_1234') }, same)).toEqual([]);
    const changes = diff({ key: one }, { key: other }, same);
    expect(changes).toHaveLength(1);
    expect(JSON.stringify(changes)).not.toContain('1234');
  });
});

test('stable writes equal values as equal text, whatever the order of keys', () => {
  expect(stable({ b: 1, a: { d: 2, c: 3 } })).toBe(stable({ a: { c: 3, d: 2 }, b: 1 }));
  expect(stable([2, 1])).not.toBe(stable([1, 2]));
});
