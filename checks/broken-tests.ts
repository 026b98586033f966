/** Plays a table of broken worlds: the check says what is wrong, for the boxes that it is wrong for, and no check beside it says anything that the row does not name. */
import { afterAll, expect, test } from 'vitest';
import type { Finding } from '../src/core/check.ts';
import type { GuideId } from '../src/core/guide.ts';
import { guideBoxes } from '../src/core/guide-contents.ts';
import { FaultTable } from '../src/proof/fault-table.ts';
import type { BrokenRow } from './broken-row.ts';
import { checks } from './index.ts';

export interface BrokenWorld<Hands> {
  /** Of the table that is printed: one for each suite. */
  part: string;
  /** To the world that is right. */
  back(): Promise<void>;
  break(breakIt: (hands: Hands) => Promise<unknown>): Promise<void>;
  look(checks: readonly string[]): Promise<readonly Finding[]>;
}

export function brokenTests<Hands>(rows: readonly BrokenRow<Hands>[], opened: () => BrokenWorld<Hands>): void {
  const first = new Set(rows.filter((row, at) => rows.findIndex(({ check }) => check === row.check) === at));
  const seen: Parameters<FaultTable['add']>[0][] = [];

  test.each(rows)(
    '$check fails when $when',
    async (row) => {
      const { check, when, breakIt, saw, boxes, alsoFails = [] } = row;
      const world = opened();
      await world.back();
      await world.break(breakIt);
      const beside = first.has(row) ? neighbours(check) : [];
      const found = await world.look([check, ...beside]);
      const verdict = found.find(({ id }) => id === check)?.verdict;
      expect(verdict).toMatchObject({ state: 'fail', evidence: { saw: expect.stringMatching(saw) }, fix: expect.stringMatching(/./) });
      if (verdict?.state !== 'fail') return;
      const cited = boxesOf(check);
      expect([...(verdict.boxes ?? cited)].sort()).toEqual([...(boxes ?? cited)].sort());
      const others = failing(found).filter((id) => id !== check);
      const unforeseen = others.filter((id) => !alsoFails.includes(id));
      // What only a busy machine made fail does not fail when it is looked at alone.
      const still = unforeseen.length > 0 ? failing(await world.look(unforeseen)) : [];
      if (first.has(row)) expect([...others.filter((id) => alsoFails.includes(id)), ...still].sort()).toEqual([...alsoFails].sort());
      seen.push({ check, fault: when, seen: verdict.evidence.saw, boxes: verdict.boxes });
    },
    90_000,
  );

  afterAll(async () => {
    const table = new FaultTable(opened().part);
    for (const line of seen) table.add(line);
    await table.end(rows.length);
  });
}

function failing(findings: readonly Finding[]): string[] {
  return findings.filter(({ verdict }) => verdict.state === 'fail').map(({ id }) => id);
}

const known = new Set<string>(guideBoxes.map(({ id }) => id));

function boxesOf(check: string): readonly GuideId[] {
  return checks.find(({ id }) => id === check)?.guide.filter((id) => known.has(id)) ?? [];
}

/** How fast a stand-in answers is the business of whatever else this machine does. */
const depends = ['dashboard.fast'];

/**
 * Of the same section, phase and part (`redis`, `errors`), those that only look: what else may see it. Whoever writes test data, drives a browser or loads a service is
 * seen in worlds of its own.
 */
function neighbours(check: string): string[] {
  const own = checks.find(({ id }) => id === check);
  const part = (id: string): string => id.split('.')[0] ?? '';
  return checks
    .filter(({ id, section, phase }) => id !== check && section === own?.section && phase === own.phase && part(id) === part(check))
    .filter(({ id, touches, lane }) => !touches && !lane && !depends.includes(id))
    .map(({ id }) => id);
}
