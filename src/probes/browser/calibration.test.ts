import { expect, test } from 'vitest';
import { median, multiplierFor } from './calibration.ts';

test('a computer like those of Lighthouse, and every faster one, is slowed down four times', () => {
  expect([1500, 2000, 3500].map(multiplierFor)).toEqual([4, 4, 4]);
});

test('a slower computer is slowed down less, in proportion, and never made faster', () => {
  expect([1125, 1000, 750, 100].map(multiplierFor)).toEqual([3, 2.67, 2, 1]);
});

test('the median is the one in the middle, or between the two there', () => {
  expect([median([9, 1, 5]), median([1, 9, 5, 6]), median([])]).toEqual([5, 5.5, Number.NaN]);
});
