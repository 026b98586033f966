import { describe, expect, test } from 'vitest';
import type { CheckDocument, RunDocument } from '../../report/run.ts';
import { samplesPlot } from './samples-plot.ts';
import { verdictSentence } from './words.ts';

const check = (state: 'pass' | 'fail' | 'unknown', weight: 'blocker' | 'warning'): CheckDocument =>
  ({ id: 'a', state, weight }) as unknown as CheckDocument;
const saying = (checks: CheckDocument[], only: string[] = []): string =>
  verdictSentence({ checks, run: { environment: 'production', scope: { sections: [], checks: only } } } as unknown as RunDocument);

describe('the verdict in a sentence', () => {
  const good = check('pass', 'blocker');
  test.each([
    [[good], 'Production is ready: nothing stands in the way of a launch.'],
    [[good, check('fail', 'warning')], 'Production is ready to launch; 1 smaller thing is not right yet.'],
    [[good, check('unknown', 'warning')], 'Production is ready: nothing stands in the way of a launch.'],
    [[good, check('fail', 'blocker')], 'Production is not ready: 1 thing that a launch needs is broken.'],
    [
      [check('fail', 'blocker'), check('fail', 'blocker'), check('unknown', 'blocker')],
      'Production is not ready: 2 things that a launch needs are broken, and 1 more could not be seen.',
    ],
    [
      [check('unknown', 'blocker'), check('unknown', 'blocker')],
      'Production is not ready: 2 things that a launch needs could not be seen.',
    ],
    [[], 'Nothing was looked at.'],
  ])('%#', (checks, sentence) => expect(saying(checks)).toBe(sentence));

  test('claims nothing about what was not looked at', () => {
    expect(saying([good], ['a'])).toBe('What was looked at is in order.');
    expect(saying([check('fail', 'blocker')], ['a'])).toBe('What was looked at is not in order: 1 thing that a launch needs is broken.');
  });
});

describe('a plot of samples', () => {
  test('is none without a sample, and stays small with many', () => {
    expect(samplesPlot({ name: 'API', unit: 'ms', values: [] })).toBe('');
    const many = samplesPlot({ name: 'API', unit: 'ms', values: Array.from({ length: 60_000 }, (_, index) => index % 97), limit: 50 });
    expect(many.length).toBeLessThan(100_000);
    expect(many).toContain('median 48 ms · 95 % within 92 ms · limit 50 ms · 60,000 samples, every 15th drawn');
  });

  test('keeps every dot inside, also above the limit and below one', () => {
    for (const values of [
      [0.4, 0.2, 0.9],
      [3000, 10],
      [0, 0],
    ]) {
      const plot = samplesPlot({ name: 'Redis', unit: 'ms', values, limit: 10 });
      const heights = [...plot.matchAll(/M[\d.]+ ([\d.]+)h0/g)].map(([, y]) => Number(y));
      expect(heights).toHaveLength(values.length);
      for (const y of heights) expect(y >= 22 && y <= 178).toBe(true);
    }
  });
});
