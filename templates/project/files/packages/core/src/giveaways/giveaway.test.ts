import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawWinners, refuseGiveaway } from './giveaway.ts';

const now = new Date('2026-06-01T00:00:00Z');
const day = 86_400_000;
const limits = { running: 1, winners: 2, days: 7, entrants: 100 };
const wish = (change = {}) => ({ prize: 'Nitro', winners: 1, endsAt: new Date(now.getTime() + day), ...change });

describe('what may be started', () => {
  test.each([
    ['a usual one', wish(), 0, undefined],
    ['to the last moment', wish({ endsAt: new Date(now.getTime() + 7 * day) }), 0, undefined],
    ['a longer one', wish({ endsAt: new Date(now.getTime() + 7 * day + 1) }), 0, { why: 'too long', limit: 7 }],
    ['a second one', wish(), 1, { why: 'too many running', limit: 1 }],
    ['more winners', wish({ winners: 3 }), 0, { why: 'too many winners', limit: 2 }],
    ['half a winner', wish({ winners: 0.5 }), 0, { why: 'no winners' }],
    ['no prize', wish({ prize: ' ' }), 0, { why: 'no prize' }],
    ['one that is over', wish({ endsAt: now }), 0, { why: 'ends in the past' }],
  ])('%s', (_what, one, running, refusal) => {
    expect(refuseGiveaway(one, limits, running, now)).toEqual(refusal);
  });
});

describe('the draw', () => {
  test('as many as there are prizes, everybody at most once, nobody from outside', () => {
    const entrants = fc.array(fc.stringMatching(/^u\d$/), { maxLength: 30 });
    fc.assert(
      fc.property(entrants, fc.integer({ min: 0, max: 40 }), fc.infiniteStream(fc.nat()), (people, count, numbers) => {
        const winners = drawWinners(people, count, (below) => Number(numbers.next().value) % below);
        expect(winners.length).toBe(Math.min(count, new Set(people).size));
        expect(new Set(winners).size).toBe(winners.length);
        expect(winners.every((one) => people.includes(one))).toBe(true);
      }),
    );
  });

  test('the same numbers draw the same winners', () => {
    const draw = (below: number) => 7 % below;
    expect(drawWinners(['a', 'b', 'c', 'd'], 2, draw)).toEqual(drawWinners(['a', 'b', 'c', 'd'], 2, draw));
  });

  test('whoever entered ten times has one ticket', () => {
    let [a, rounds] = [0, 0];
    for (let number = 0; number < 2; number += 1) {
      a += drawWinners([...Array<string>(10).fill('a'), 'b'], 1, () => number)[0] === 'a' ? 1 : 0;
      rounds += 1;
    }
    expect(a / rounds).toBe(0.5);
  });
});
