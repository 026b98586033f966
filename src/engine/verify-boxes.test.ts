/** A box shows the worst of its checks; a check that fails for some boxes leaves the others as they are. */
import { expect, test } from 'vitest';
import type { AnyCheck, BoxState, Verdict } from '../core/check.ts';
import { check } from '../core/check.ts';
import type { BoxId, GuideId } from '../core/guide.ts';
import { verify } from './verify.ts';
import type { Walk } from './walk.ts';

const evidence = { saw: '', want: '', from: '', at: '' };
const pass: Verdict = { state: 'pass', evidence };
const fail = (...boxes: GuideId[]): Verdict => ({ state: 'fail', evidence, ...(boxes.length > 0 ? { boxes } : {}) });

function saying(id: string, verdict: Verdict, guide: readonly GuideId[]): AnyCheck {
  const about = { section: 'Testing', phase: '6.1', title: id, weight: 'blocker', uses: [], needs: [] } as const;
  return check({ ...about, id, guide, probe: async () => verdict });
}

/** As far as a check that looks at nothing needs it. */
function walkWith(checks: readonly AnyCheck[]): Walk {
  const workspace = { values: () => ({}), confirmations: () => ({}), environment: 'sandbox' };
  const clock = { now: () => new Date(0), tick: () => 0 };
  return {
    catalogue: { phases: [], checks, scenarios: [], vendors: [] },
    workspace,
    doors: { forget: () => {} },
    clock,
  } as unknown as Walk;
}

async function boxes(...checks: AnyCheck[]): Promise<(id: BoxId) => Pick<BoxState, 'state' | 'by'> | undefined> {
  const { boxes: all } = await verify(walkWith(checks), { sections: [] });
  return (id) => {
    const found = all.find((one) => one.id === id);
    return found && { state: found.state, by: found.by };
  };
}

test('a failure that names boxes fails those alone', async () => {
  const box = await boxes(saying('one', fail('post#047'), ['post#047', 'post#048']));
  expect(box('post#047')).toEqual({ state: 'fail', by: ['one'] });
  expect(box('post#048')).toEqual({ state: 'pass', by: ['one'] });
});

test('a failure that names none fails all that the check cites', async () => {
  const box = await boxes(saying('one', fail(), ['post#047', 'post#048']));
  expect([box('post#047')?.state, box('post#048')?.state]).toEqual(['fail', 'fail']);
});

test('what another check says of a spared box still counts', async () => {
  const unknown: Verdict = { state: 'unknown', why: 'not yet' };
  const box = await boxes(
    saying('one', fail('post#047'), ['post#047', 'post#048', 'post#049']),
    saying('two', unknown, ['post#048']),
    saying('three', fail('post#049'), ['post#049', 'post#050']),
  );
  expect(box('post#048')).toEqual({ state: 'unknown', by: ['one', 'two'] });
  expect(box('post#049')).toEqual({ state: 'fail', by: ['one', 'three'] });
  expect(box('post#050')?.state).toBe('pass');
});

test('a box that stands for several takes the worst of them: one failure among what a check cites is enough', async () => {
  const group = 'post#046';
  const box = await boxes(saying('one', fail('post#049'), ['post#047', 'post#048', 'post#049', 'post#050', 'post#051']));
  expect(box(group)).toEqual({ state: 'fail', by: ['one'] });
  const all = await boxes(saying('one', pass, ['post#047', 'post#048', 'post#049', 'post#050', 'post#051']));
  expect(all(group)?.state).toBe('pass');
});
