import { expect, test } from 'vitest';
import { type AnyCheck, check, type Finding, type Verdict } from '../core/check.ts';
import { exits } from '../core/errors.ts';
import type { EnvironmentName } from '../core/phase.ts';
import { allowanceFor, updated, type VerifyOptions, verify } from './verify.ts';
import type { Walk } from './walk.ts';

const evidence = { saw: 'it', want: 'it', from: 'here', at: '2026-11-22T00:00:00.000Z' };
const pass: Verdict = { state: 'pass', evidence };
let ran: string[] = [];

function made(id: string, rest: Partial<AnyCheck> = {}): AnyCheck {
  const probe = async (): Promise<Verdict> => {
    ran.push(id);
    return pass;
  };
  return check({
    id,
    section: 'Payments',
    phase: '6.1',
    title: id,
    guide: ['6.1#001'],
    weight: 'blocker',
    uses: [],
    needs: [],
    probe,
    ...rest,
  });
}

const checks = [
  made('under.load', { lane: 'load', makes: '100 users' }),
  made('in.browser', { lane: 'browser' }),
  made('writes', { touches: 'test data', makes: 'a document' }),
  made('writes.elsewhere', { touches: 'test data', touchesIn: ['sandbox'], makes: 'a visitor' }),
  made('reads'),
];

/** As much of a walk as is asked for what is already known. @param kept what an earlier run kept below `evidence/` */
function walkIn(environment: EnvironmentName, kept: Readonly<Record<string, string>> = {}, signal = new AbortController().signal): Walk {
  const written: string[] = [];
  return {
    catalogue: { phases: [], checks, scenarios: [], vendors: [] },
    workspace: {
      environment,
      folder: '.k77/production',
      values: () => ({}),
      confirmations: () => ({}),
      fileHash: () => 'same',
      files: { read: async (path: string) => kept[path] },
      record: async (_folder: string, name: string) => void written.push(name),
    },
    doors: { forget: () => {} },
    clock: { now: () => new Date('2026-11-22T06:00:00.000Z'), tick: () => 0 },
    signal,
  } as unknown as Walk;
}

async function states(walk: Walk, options: Partial<VerifyOptions>): Promise<Record<string, string>> {
  ran = [];
  const { findings } = await verify(walk, { sections: [], ...options });
  return Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict.state]));
}

test('against real vendors what writes or loads is not tried before it is allowed, and that is no pass', async () => {
  expect(await states(walkIn('production'), { allow: [] })).toEqual({
    'under.load': 'unknown',
    'in.browser': 'pass',
    writes: 'unknown',
    'writes.elsewhere': 'pass',
    reads: 'pass',
  });
  expect(ran.sort()).toEqual(['in.browser', 'reads', 'writes.elsewhere']);
  const { findings, exit } = await verify(walkIn('production'), { sections: [], allow: ['load'] });
  expect(findings.find(({ id }) => id === 'writes')?.verdict).toMatchObject({
    allow: 'test-data',
    why: expect.stringContaining('k77 verify --allow test-data'),
  });
  expect(exit).toBe(exits.blocked);
});

test('in a rehearsal, and in the gate of a deploy, everything is allowed', async () => {
  expect(Object.values(await states(walkIn('sandbox'), {}))).toEqual(['pass', 'pass', 'pass', 'pass', 'pass']);
  expect(Object.values(await states(walkIn('production'), { quick: true }))).toEqual(['pass', 'pass', 'pass']);
});

test('a proof of today stands for what is not tried', async () => {
  const path = '.k77/production/evidence/writes.json';
  const kept = (at: string) => ({ [path]: JSON.stringify({ reliedOn: 'same', verdict: { ...pass, evidence: { ...evidence, at } } }) });
  expect((await states(walkIn('production', kept('2026-11-22T00:00:00.000Z')), { allow: [] })).writes).toBe('pass');
  expect((await states(walkIn('production', kept('2026-11-20T00:00:00.000Z')), { allow: [] })).writes).toBe('unknown');
  expect(ran).not.toContain('writes');
});

test('a browser comes after everything else, a load test last, and neither is begun after Ctrl-C', async () => {
  await states(walkIn('sandbox'), {});
  expect(ran.slice(-2)).toEqual(['in.browser', 'under.load']);
  await states(walkIn('sandbox', {}, AbortSignal.abort()), {});
  expect(ran).not.toContain('under.load');
  expect(Object.keys(await states(walkIn('sandbox'), { noBrowser: true }))).not.toContain('in.browser');
});

test('a check that writes only in a rehearsal needs no leave elsewhere', () => {
  const [load, , writes, elsewhere] = checks as [AnyCheck, AnyCheck, AnyCheck, AnyCheck];
  expect([load, writes, elsewhere].map((one) => allowanceFor(one, 'production'))).toEqual([['load'], ['test-data'], []]);
  expect(allowanceFor(elsewhere, 'sandbox')).toEqual(['test-data']);
});

test('what was looked at again takes the place of what was seen before, in sums, boxes and exit', () => {
  const finding = (id: string, verdict: Verdict): Finding => ({
    id,
    section: 'Payments',
    title: id,
    phase: '6.1',
    guide: ['6.1#001'],
    weight: 'blocker',
    verdict,
    ms: 1,
  });
  const before = [finding('a', { state: 'fail', evidence }), finding('b', pass)];
  const after = updated(before, [finding('a', pass)]);
  expect([after.findings.map(({ id }) => id), after.summary.fail, after.exit]).toEqual([['a', 'b'], 0, exits.proven]);
  expect(after.boxes.find(({ id }) => id === '6.1#001')?.state).toBe('pass');
});
