/**
 * The checks that have a lane for themselves, because they measure or load: each is seen to pass on a world that is right, and to fail on one that was broken for it.
 * The crowd is smaller here and stays for three seconds. How fast this machine is while eight others work on it proves nothing: where all is right, and under load,
 * its time is counted twenty times as slow.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../src/core/check.ts';
import type { Scaling } from '../src/core/host.ts';
import type { Clock } from '../src/core/ports.ts';
import { verify } from '../src/engine/verify.ts';
import { systemClock } from '../src/ports/clock.ts';
import type { HostedWorld } from '../src/proof/hosted-world.ts';
import { speedCannotFail, speedRows } from './broken-speed.ts';
import { type BrokenWorld, brokenTests } from './broken-tests.ts';
import { load, usersAtOnce } from './load.ts';
import { queries } from './queries.ts';
import { scalingVerdict } from './scaling.ts';
import { speed } from './speed.ts';

const small = usersAtOnce({ visitors: 4, perSecond: 5, seconds: 3 }, { API: 4000, dashboard: 40_000 });
const patient: Clock = { ...systemClock, tick: () => systemClock.tick() / 20 };
const ours = [...speed, ...queries, ...load].map(({ id }) => id);

type Hands = Parameters<Parameters<HostedWorld['break']>[0]>[0];

export function speedTests(opened: () => HostedWorld): void {
  const lookBy = (clock: Clock, checks: readonly string[]): Promise<readonly Finding[]> =>
    opened().stage.play(
      async (walk) => {
        const all = walk.catalogue.checks.map((one) => (one.id === small.id ? small : one));
        return (await verify({ ...walk, catalogue: { ...walk.catalogue, checks: all } }, { sections: [], checks })).findings;
      },
      { clock },
    );
  const look = (checks: readonly string[]): Promise<readonly Finding[]> =>
    lookBy(checks.includes(small.id) ? patient : systemClock, checks);
  const world = (): BrokenWorld<Hands> => ({ part: 'speed', back: () => opened().back(), break: (how) => opened().break(how), look });
  let findings: readonly Finding[];
  const saw = (id: string): string => {
    const verdict = findings.find((one) => one.id === id)?.verdict;
    return verdict?.state === 'pass' ? verdict.evidence.saw : '';
  };

  beforeAll(async () => {
    await opened().back();
    findings = await lookBy(patient, ours);
  }, 120_000);

  test('on a world that is right every one passes; Railway is known not to scale by itself', () => {
    const states = Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict.state === 'pass' ? 'pass' : verdict]));
    expect(states).toEqual({
      ...Object.fromEntries(ours.map((id) => [id, 'pass'])),
      'load.scaling': { state: 'impossible', why: expect.stringMatching(/^the API: Railway/), instead: expect.stringMatching(/Replicas/) },
    });
  });

  test('what was measured is told with its median, its 95 % and its count, and kept for plots', () => {
    for (const id of ['performance.api', 'performance.bot', 'performance.redis', 'performance.queries'])
      expect(saw(id), id).toMatch(/\d ms in the middle, \d+(\.\d+)? ms at 95 %, of \d+/);
    const kept = findings.flatMap(({ verdict }) => ('evidence' in verdict ? (verdict.evidence.samples ?? []) : []));
    expect(kept.map(({ name, limit }) => [name, limit])).toEqual([
      ['API', 200],
      ['shards', 100],
      ['Redis', 10],
      ['queries', 50],
      ['API under load', 4000],
      ['dashboard under load', 40_000],
    ]);
    for (const { name, values } of kept) expect(values.length, name).toBeGreaterThan(1);
  });

  test('every query names the index that it uses', () => {
    expect(saw('queries.planned')).toMatch(/settings of a server: guild_id_1 \(looked at \d+, found \d+\)/);
    expect(saw('queries.planned')).toMatch(/the account of a customer: stripe_customer_id_1/);
  });

  test('a hundred people are served, CPU and memory are told before and meanwhile, and what is nearest to its limit is named', () => {
    expect(saw('load.hundred-users')).toMatch(
      /^API: \d+(\.\d)? answers\/s, 0 of \d{2,} failed, .*; dashboard: .* 0 of \d{2,} failed.*CPU of the API 4 → 4 %, memory of the API 150 → 150 MB.*bottleneck: none reached; nearest: memory of the API/,
    );
  });

  brokenTests(speedRows, world);

  test('every check is in the table, or there is a reason why it cannot fail', () => {
    const seen = new Set([...speedRows.map(({ check }) => check), ...Object.keys(speedCannotFail)]);
    expect(ours.filter((id) => !seen.has(id))).toEqual([]);
  });

  describe('scaling', () => {
    const host = (how: Scaling['how']) =>
      ({ title: 'A host', facts: { scaling: { how, says: 'it says so', instead: 'do that' } } }) as never;
    const verdict = (how: Scaling['how'], scales?: { min: number; max: number }) =>
      scalingVerdict({ clock: systemClock }, [{ title: 'API', host: host(how), service: scales ? { scales } : undefined }], 'mend it');

    test.each([
      ['itself', undefined, 'pass'],
      ['never', undefined, 'impossible'],
      ['setting', undefined, 'impossible'],
      ['setting', { min: 1, max: 4 }, 'pass'],
      ['setting', { min: 2, max: 2 }, 'fail'],
    ] as const)('a host that scales by %s, set to %o: %s', (how, scales, state) => {
      expect(verdict(how, scales)).toMatchObject({ state });
    });
  });
}
