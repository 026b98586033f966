import { describe, expect, test } from 'vitest';
import { closest, columns, cut, ends, lasted, pad, wrap } from './text.ts';

describe('widths', () => {
  test('colours take no room, ideographs take two columns, our marks one', () => {
    expect(columns('\u001b[36mabc\u001b[39m')).toBe(3);
    expect(columns('王国77')).toBe(6);
    expect(columns('✔ ✖ ▲ ○ ›')).toBe(9);
  });

  test('a cut text is never wider than asked and says that it was cut', () => {
    expect(cut('Kingdom-77 Premium Monthly', 12)).toBe('Kingdom-77…');
    expect(cut('short', 12)).toBe('short');
    expect(columns(cut('王国王国王国', 5))).toBeLessThanOrEqual(5);
  });

  test('lines break at spaces, long words inside, links never', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('x'.repeat(25), 10)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
    const link = 'https://dashboard.stripe.com/settings/communication-preferences';
    expect(wrap(`open ${link}`, 20)).toEqual(['open', link]);
  });

  test('left and right share a line when they fit and part when they do not', () => {
    expect(ends('left', 'right', 12)).toEqual(['left   right']);
    expect(ends('a long left side', 'right', 18)).toEqual(['a long left side', '             right']);
    expect(pad('王', 4)).toBe('王  ');
  });
});

test('durations are told in the unit that reads best', () => {
  expect([350, 9940, 9960, 61_000, 120_000, 125_400].map(lasted)).toEqual(['0.3 s', '9.9 s', '10 s', '1 min 1 s', '2 min', '2 min 5 s']);
});

test('what was probably meant is a near word or a part of one, and nothing at all when none is', () => {
  const commands = ['deploy', 'plan', 'verify', 'status'];
  expect(closest('depoly', commands)).toBe('deploy');
  expect(closest('verfy', commands)).toBe('verify');
  expect(closest('webhook', ['stripe.webhook', 'stripe.prices'])).toBe('stripe.webhook');
  expect(closest('banana', commands)).toBeUndefined();
});

test('a line is not broken at a hard space', () => {
  expect(wrap('12\u00a0checks and 19\u00a0boxes', 10)).toEqual(['12\u00a0checks', 'and', '19\u00a0boxes']);
});
