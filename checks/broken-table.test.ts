/**
 * The tables of broken worlds against the checks and the boxes that they cite: no check is missing, and a check that stands behind boxes of different facts was seen to
 * fail for each of them without failing for all. Only what is declared is looked at here; that it is so is played in `broken-worlds.test.ts` and `broken-hosting.test.ts`.
 */
import { expect, test } from 'vitest';
import type { AnyCheck } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import { guideBoxes } from '../src/core/guide-contents.ts';
import { cannotFail, hostedRows, measuredRows, worldRows } from '../src/proof/broken-rows.ts';
import { boxesCannotFail } from './boxes-cannot-fail.ts';
import { checks } from './index.ts';
import { sameFact } from './same-fact.ts';

const rows = [...worldRows, ...hostedRows, ...measuredRows];
const known = new Set<string>(guideBoxes.map(({ id }) => id));

function boxesOf({ guide }: AnyCheck): BoxId[] {
  return guide.filter((id): id is BoxId => known.has(id));
}

/** The boxes of a check, those of one fact together. */
function factsOf(check: AnyCheck): BoxId[][] {
  const facts: BoxId[][] = [];
  for (const box of boxesOf(check)) {
    const alike = facts.filter((fact) => fact.some((other) => sameFact.some((same) => same.includes(box) && same.includes(other))));
    facts.push([...alike.flat(), box]);
    for (const one of alike) facts.splice(facts.indexOf(one), 1);
  }
  return facts;
}

/** `check box` for each fact that no world was broken for alone. */
function unseen(check: AnyCheck): string[] {
  const facts = factsOf(check);
  if (facts.length < 2) return [];
  const own = rows.flatMap((row) => (row.check === check.id && row.boxes ? [row.boxes] : []));
  return facts
    .filter((fact) => !own.some((boxes) => fact.some((box) => boxes.includes(box))))
    .map((fact) => `${check.id} ${fact.join(' ')}`);
}

test('every check is in a table, or there is a reason why no world can break it', () => {
  const seen = new Set([...rows.map(({ check }) => check), ...Object.keys(cannotFail)]);
  expect([...seen].sort()).toEqual(checks.map(({ id }) => id).sort());
  expect(rows.filter(({ check }) => check in cannotFail).map(({ check }) => check)).toEqual([]);
});

test('a row names boxes that its check cites, and not all of them; where one fails, so do all that state the same', () => {
  const wrong = rows.flatMap((row) => {
    const check = checks.find(({ id }) => id === row.check);
    if (!check || !row.boxes) return [];
    const { boxes } = row;
    const cited = boxesOf(check);
    const halves = factsOf(check).filter((fact) => fact.some((box) => boxes.includes(box)) && !fact.every((box) => boxes.includes(box)));
    const strange = boxes.filter((box) => !cited.includes(box as BoxId));
    const all = cited.every((box) => boxes.includes(box));
    return [
      ...strange.map((box) => `${row.check} does not cite ${box} (${row.when})`),
      ...halves.map((fact) => `${row.check} fails only some of ${fact.join(' ')} (${row.when})`),
      ...(all ? [`${row.check} fails all that it cites: leave boxes out (${row.when})`] : []),
    ];
  });
  expect(wrong).toEqual([]);
});

test('every check was seen to fail for each fact that it cites, or there is a reason why it fails for all of them or never', () => {
  const open = checks.filter(({ id }) => !(id in cannotFail)).flatMap(unseen);
  expect(open.sort()).toEqual(Object.keys(boxesCannotFail).sort());
});

test('boxes that state the same fact are boxes of the guide, and each list has two or more', () => {
  expect(sameFact.flat().filter((box) => !known.has(box))).toEqual([]);
  expect(sameFact.filter((same) => new Set(same).size < 2)).toEqual([]);
});
