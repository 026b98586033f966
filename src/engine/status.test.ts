import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../core/catalogue.ts';
import type { BoxState, Finding, Verdict } from '../core/check.ts';
import type { Entry, Recorded } from '../core/journal.ts';
import { progress, timeOf } from './status.ts';
import type { Verified } from './walk.ts';

const phase = {
  number: '6.1',
  minutes: 15,
  tasks: [{ id: 'a' }, { id: 'b' }],
  gate: ['one', 'two'],
} as unknown as Catalogue['phases'][number];
const catalogue: Catalogue = { phases: [phase], checks: [], scenarios: [], vendors: [] };
const pass: Verdict = { state: 'pass', evidence: { saw: '', want: '', from: '', at: '' } };
const fail: Verdict = { state: 'fail', evidence: { saw: '', want: '', from: '', at: '' } };
const later: Verdict = { state: 'unknown', why: '', provedBy: '6.6' };

function finding(id: string, verdict: Verdict): Finding {
  return { id, section: 'Payments', title: `title of ${id}`, phase: '6.1', guide: ['6.1#001'], weight: 'blocker', verdict, ms: 1 };
}

function verified(findings: Finding[], boxes: BoxState[] = []): Verified {
  return { exit: 0, summary: {} as Verified['summary'], findings, boxes };
}

function journal(...entries: [second: number, entry: Entry][]): Recorded[] {
  return entries.map(([second, entry], index) => ({ ...entry, seq: index, at: new Date(second * 1000).toISOString(), prev: '', hash: '' }));
}
const started = (task: string): Entry => ({ kind: 'task-started', task, action: 'create', changes: [] });
const ended = (task: string): Entry => ({ kind: 'task-done', task });

describe('the time of a phase', () => {
  test('counts tasks side by side once, other phases not at all, and is null when nothing ran', () => {
    const entries = journal(
      [0, started('a')],
      [2, started('b')],
      [3, ended('a')],
      [5, ended('b')],
      [5, started('x')],
      [9, ended('x')],
      [20, started('a')],
      [21, ended('a')],
    );
    expect(timeOf(phase, entries)).toBe(6000);
    expect(timeOf(phase, journal([0, started('x')], [3, ended('x')]))).toBeNull();
  });
});

describe('the progress of a phase', () => {
  const ran = journal([0, started('a')], [1, ended('a')]);
  const first = (findings: Finding[], entries: Recorded[], boxes: BoxState[] = []) =>
    progress(catalogue, verified(findings, boxes), entries)[0];

  test('is not started, under way or complete by what ran and what the gate says', () => {
    expect(first([finding('one', fail)], [])?.state).toBe('not started');
    expect(first([finding('one', fail), finding('two', pass)], ran)).toMatchObject({ state: 'under way', inTheWay: ['title of one'] });
    expect(first([finding('one', pass), finding('two', later)], ran)).toMatchObject({ state: 'complete', inTheWay: [], actualMs: 1000 });
  });

  test('with rehearsed boxes is complete only when the gate of the last deploy held', () => {
    const rehearsal = { id: 'life', touches: 'test data', guide: ['6.1#005'] } as unknown as Catalogue['checks'][number];
    const with_ = (...entries: [number, Entry][]) =>
      progress(
        { ...catalogue, checks: [rehearsal] },
        verified([finding('one', pass)], [{ id: '6.1#005', state: 'unknown', by: [] }]),
        journal([0, started('a')], [1, ended('a')], ...entries),
      )[0];
    const run = (outcome: 'proven' | 'failed'): Entry => ({ kind: 'run-ended', run: 'r', outcome });
    expect(with_()).toMatchObject({ state: 'under way', gateHeldAt: null, boxes: { rehearsed: 1 } });
    expect(with_([2, run('proven')])).toMatchObject({ state: 'complete', gateHeldAt: '1970-01-01T00:00:02.000Z' });
    expect(with_([2, run('proven')], [3, run('failed')])).toMatchObject({ state: 'under way', gateHeldAt: null });
  });

  test('counts boxes proved, proved by later phases and open', () => {
    const boxes: BoxState[] = [
      { id: '6.1#001', state: 'pass', by: ['one'] },
      { id: '6.1#002', state: 'unknown', by: ['two'] },
      { id: '6.1#003', state: 'fail', by: ['one'] },
      { id: '6.2#001', state: 'pass', by: ['one'] },
    ];
    expect(first([finding('one', pass), finding('two', later)], ran, boxes)?.boxes).toEqual({
      proved: 1,
      rehearsed: 0,
      later: 1,
      open: 21,
      total: 23,
    });
  });

  test('of a phase that is not built is said plainly, for all eight', () => {
    const all = progress(catalogue, verified([]), []);
    expect(all.map((one) => one.phase)).toEqual(['6.1', '6.2', '6.3', '6.4', '6.5', '6.6', '6.7', '6.8']);
    expect(all.slice(1).every((one) => one.state === 'not built' && one.actualMs === null)).toBe(true);
  });
});
