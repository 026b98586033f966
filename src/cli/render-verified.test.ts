import { expect, test } from 'vitest';
import type { BoxState, Finding } from '../core/check.ts';
import type { Differences } from '../report/differences.ts';
import { look } from './io-double.ts';
import { ago, differenceLines, headLines, sumLines } from './render-verified.ts';
import { columns } from './text.ts';

const now = new Date('2026-11-22T12:00:00Z');
const head = {
  environment: 'production',
  domain: 'kingdom77.com',
  release: { id: 'r-0007', commit: 'a1b2c3d4e5' },
  checks: 251,
  boxes: 355,
  tookMs: 14_200,
} as const;

function finding(id: string, verdict: Finding['verdict']): Finding {
  return { id, section: 'Payments', title: `${id} is true`, phase: '6.1', guide: [], weight: 'blocker', ms: 3, verdict };
}

const attested = (until: string): Finding['verdict'] => ({ state: 'attested', by: 'Ada', at: '', until, note: '' });
const box = (id: string, state: BoxState['state'], by: readonly string[] = ['a']): BoxState => ({ id, state, by }) as BoxState;

const differences: Differences = {
  since: 'v-0006',
  at: '2026-11-22T09:30:00Z',
  newlyFailing: [{ id: 'api.answers', title: 'The API answers', from: 'pass', to: 'fail' }],
  mended: [{ id: 'domain.caa', title: 'Only your authorities may issue certificates', from: 'fail', to: 'pass' }],
  noLongerProved: [],
  other: [],
  added: [],
  notLookedAt: [],
};

test('the head says of what, where, which release, how much and how long', () => {
  expect(headLines(look(100), head)).toEqual([
    '',
    '  Production · kingdom77.com · release r-0007 (a1b2c3d) · 251 checks, 355 boxes in 14 s',
  ]);
  expect(headLines(look(60), { ...head, environment: 'sandbox', release: undefined })).toEqual([
    '',
    '  Rehearsal · kingdom77.com · 251 checks, 355 boxes in 14 s',
  ]);
});

test('the sum counts boxes that were looked at and the checks behind them, and says when the first attestation ends', () => {
  const findings = [
    finding('a', { state: 'pass', evidence: { saw: '', want: '', from: '', at: '' } }),
    finding('b', attested('2027-01-01T00:00:00Z')),
    finding('c', attested('2026-12-04T18:00:00Z')),
  ];
  const boxes = [box('6.1#001', 'pass'), box('6.1#002', 'attested'), box('6.1#003', 'fail'), box('6.1#004', 'unknown', [])];
  expect(sumLines(look(80), { findings, boxes }, now)).toEqual([
    '  Boxes   1 proved · 1 attested (oldest expires in 12 days) · 1 failed',
    '  Checks  1 proved · 2 attested',
  ]);
});

test('the difference names the run, how long ago it was, and what fails or was mended since', () => {
  expect(differenceLines(look(80), differences, now)).toEqual([
    '  since v-0006 (2 h ago): 1 newly failing, 1 mended',
    '    ✖ The API answers (api.answers)',
    '    ✔ Only your authorities may issue certificates (domain.caa)',
  ]);
  expect(differenceLines(look(80), { ...differences, newlyFailing: [], mended: [] }, now)).toEqual([
    '  since v-0006 (2 h ago): nothing changed',
  ]);
});

test('how long ago is told in the unit that reads best', () => {
  expect([20_000, 5 * 60_000, 3 * 3_600_000, 30 * 3_600_000, 80 * 3_600_000].map(ago)).toEqual([
    'just now',
    '5 min ago',
    '3 h ago',
    '30 h ago',
    '3 days ago',
  ]);
});

test('nothing is wider than the terminal', () => {
  for (const width of [60, 80, 100])
    for (const line of [...headLines(look(width), head), ...differenceLines(look(width), differences, now)])
      expect(columns(line), line).toBeLessThanOrEqual(width);
});
