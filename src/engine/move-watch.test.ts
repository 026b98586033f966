/** What was seen of a service while it was switched, summed up. */
import { expect, test } from 'vitest';
import { isCalm, type Look, summed } from './move-watch.ts';

/** One look a second, each a tenth long. */
const looks = (...seen: readonly ('old' | 'new' | 'lost')[]): Look[] =>
  seen.map((one, second) => ({
    ok: one !== 'lost',
    by: one === 'lost' ? undefined : one,
    saw: one === 'lost' ? 'refused (ECONNREFUSED)' : '200',
    began: second * 1000,
    ended: second * 1000 + 100,
  }));

test('without a failure there is no gap, and whose answers they were is counted', () => {
  expect(summed(looks('old', 'old', 'new'))).toEqual({
    looks: 3,
    failed: 0,
    longestGapSeconds: 0,
    by: { old: 2, new: 1, unknown: 0 },
    saw: [],
  });
});

test('a gap lasts from the last answer to the next, and the longest one is told', () => {
  const seen = summed(looks('old', 'lost', 'old', 'lost', 'lost', 'new', 'new'));
  expect(seen).toMatchObject({ failed: 3, longestGapSeconds: 3, saw: ['refused (ECONNREFUSED)'] });
});

test('one that did not end counts up to the last look, one from the beginning on from there', () => {
  expect(summed(looks('old', 'lost', 'lost')).longestGapSeconds).toBe(2);
  expect(summed(looks('lost', 'new')).longestGapSeconds).toBe(1.1);
  expect(summed([]).looks).toBe(0);
});

test('it is calm when the new one answered three times in a row', () => {
  expect([isCalm(looks('new', 'new')), isCalm(looks('lost', 'new', 'new', 'new'))]).toEqual([false, true]);
  expect([isCalm(looks('new', 'new', 'old')), isCalm(looks('new', 'new', 'lost'))]).toEqual([false, false]);
});
