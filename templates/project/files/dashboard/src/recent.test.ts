import { expect, test } from 'vitest';
import { createRecent } from './recent.ts';

let now = 1000;
const clock = { now: () => new Date(now) };

test('what was found out is known until its time is over', () => {
  const recent = createRecent<string>(clock, 10);
  recent.set('a', 'one', 2000);
  expect(recent.get('a')).toBe('one');
  now = 2000;
  expect(recent.get('a')).toBeUndefined();
});

test('the oldest goes when there are too many', () => {
  const recent = createRecent<number>(clock, 2);
  for (const [number, name] of ['a', 'b', 'c'].entries()) recent.set(name, number, now + 1000);
  expect(['a', 'b', 'c'].map((name) => recent.get(name))).toEqual([undefined, 1, 2]);
});

test('what is forgotten is not known', () => {
  const recent = createRecent<number>(clock, 2);
  recent.set('a', 1, now + 1000);
  recent.forget('a');
  expect(recent.get('a')).toBeUndefined();
});
