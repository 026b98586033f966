/** Which deployment is the wanted one. */
import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../core/host.ts';
import { isWanted, wantedAmong } from './deployment.ts';
import { pushedIn, pushedText } from './pushed-text.ts';

function one(id: string, over: Partial<Deployment> = {}): Deployment {
  return {
    id,
    commit: 'c1',
    status: 'live',
    says: 'SUCCESS',
    createdAt: '2026-11-22T00:00:00Z',
    current: false,
    preview: false,
    canRollback: false,
    ...over,
  };
}

describe('a deployment is the wanted one', () => {
  test('when it is newer than the one after which the variables were set', () => {
    const all = [one('d3'), one('d2'), one('d1')];
    const want = { commit: 'c1', variables: 'print@d2' };
    expect(all.map((each) => isWanted(each, all, want))).toEqual([true, false, false]);
  });

  test('when there was none before, or k77 does not know since when the variables are there', () => {
    const all = [one('d1')];
    expect(isWanted(one('d1'), all, { commit: 'c1', variables: 'print@none' })).toBe(true);
    expect(isWanted(one('d1'), all, { commit: 'c1', variables: 'print@any' })).toBe(true);
  });

  test('when the one before is so old that the host does not list it any more', () => {
    expect(isWanted(one('d9'), [one('d9')], { commit: 'c1', variables: 'print@d2' })).toBe(true);
  });

  test('never with another commit, and never as a preview', () => {
    const want = { commit: 'c1', variables: 'print@none' };
    expect(isWanted(one('d1', { commit: 'c2' }), [], want)).toBe(false);
    const preview = one('d1', { preview: true });
    expect(isWanted(preview, [preview], want)).toBe(false);
  });

  test('as k77 remembers it, where it does', () => {
    const all = [one('d1')];
    const kept = { id: 'd1', commit: 'c1', variables: 'print@d1' };
    expect(isWanted(one('d1'), all, { commit: 'c1', variables: 'print@d1' }, kept)).toBe(true);
    expect(isWanted(one('d1'), all, { commit: 'c1', variables: 'other@d1' }, kept)).toBe(false);
  });
});

describe('of several', () => {
  const want = { commit: 'c1', variables: 'print@none' };

  test('the one that serves counts, even when another is on its way', () => {
    expect(wantedAmong([one('d2', { status: 'building' }), one('d1', { current: true })], want)?.id).toBe('d1');
  });

  test('one under way is followed and not repeated', () => {
    expect(wantedAmong([one('d2', { status: 'building' }), one('d1', { commit: 'c0', current: true })], want)?.id).toBe('d2');
  });

  test('one that failed is tried again', () => {
    expect(wantedAmong([one('d2', { status: 'failed' })], want)).toBeUndefined();
    expect(wantedAmong([one('d2', { status: 'crashed', current: true })], want)).toBeUndefined();
  });
});

test('a push tells its commit, and when k77 made it', () => {
  const at = new Date('2026-11-22T10:00:00.000Z');
  expect(pushedIn(pushedText('abc', at))).toEqual({ commit: 'abc', at: at.getTime() });
  expect(pushedIn(pushedText('abc'))).toEqual({ commit: 'abc', at: 0 });
});
