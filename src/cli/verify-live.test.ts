import { expect, test } from 'vitest';
import { type AnyCheck, check } from '../core/check.ts';
import { look } from './io-double.ts';
import { columns } from './text.ts';
import { liveText } from './verify-live.ts';

function waiting(...lanes: AnyCheck['lane'][]): Map<string, AnyCheck> {
  const probe = async () => ({ state: 'unknown', why: '' }) as const;
  const declared = { section: 'Payments', phase: '6.1', guide: [], weight: 'blocker', uses: [], needs: [], title: '', probe } as const;
  return new Map(lanes.map((lane, index) => [`${index}`, check({ ...declared, id: `${index}`, ...(lane ? { lane } : {}) })]));
}

const row = (left: Map<string, AnyCheck>, rest: object = {}) =>
  liveText(look(60), { section: 'Payments', waiting: left, of: 5, failed: 0, open: 0, ...rest }, 0);

test('a section counts up, tells failures at once, and says when only a lane is waited for', () => {
  expect(row(waiting(undefined, 'load'))).toBe('  ⠋ Payments                                        3 of 5');
  expect(row(waiting('browser'), { failed: 1 })).toBe('  ⠋ Payments              4 of 5 · 1 failed · in a browser');
  expect(row(waiting('load', 'load'))).toMatch(/3 of 5 · under load$/);
});

test('it ends in the mark of its worst finding', () => {
  expect([row(waiting()), row(waiting(), { open: 2 }), row(waiting(), { open: 2, failed: 1 })].map((text) => text.trim()[0])).toEqual([
    '✔',
    '○',
    '✖',
  ]);
  expect(columns(row(waiting()))).toBeLessThanOrEqual(60);
});
