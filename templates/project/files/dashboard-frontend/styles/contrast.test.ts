import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

/** The value of every colour of the design, in one of the two themes. */
function colours(theme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const found = [...css.matchAll(/--([\w-]+): (?:light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)|(#[\da-f]{6}));/g)];
  return new Map(found.map(([, name = '', light, dark, both]) => [name, both ?? (theme === 'light' ? light : dark) ?? '']));
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Text, and the grounds on which components put it. */
const texts: readonly (readonly [string, readonly string[]])[] = [
  ['ink', ['paper', 'raised', 'sunken', 'brand-wash', 'good-wash', 'warn-wash', 'bad-wash', 'sun-wash']],
  ['ink-soft', ['paper', 'raised', 'sunken', 'brand-wash', 'warn-wash', 'sun-wash']],
  ['brand', ['paper', 'raised', 'sunken', 'brand-wash']],
  ['brand-deep', ['paper', 'raised', 'sunken', 'brand-wash']],
  ['on-brand', ['brand', 'brand-deep']],
  ['on-sun', ['sun', 'sun-deep']],
  ['sun-ink', ['sun-wash', 'raised']],
  ['night-ink', ['night', 'night-raised']],
  ['night-soft', ['night', 'night-raised']],
  ['sun', ['night', 'night-raised']],
  ['good', ['good-wash', 'raised', 'sunken']],
  ['warn', ['warn-wash', 'raised']],
  ['bad', ['bad-wash', 'raised', 'sunken']],
  ['paper', ['bad']],
];

describe.each(['light', 'dark'] as const)('colours, %s', (theme) => {
  const known = colours(theme);
  const of = (name: string): string => known.get(name) ?? expect.fail(`there is no colour ${name}`);

  test('text can be read on every ground that it is put on: 4.5 to 1', () => {
    const poor = texts.flatMap(([text, grounds]) =>
      grounds.map((ground) => ({ pair: `${text} on ${ground}`, ratio: contrast(of(text), of(ground)) })).filter(({ ratio }) => ratio < 4.5),
    );
    expect(poor).toEqual([]);
  });

  test('edges of what can be filled in or pressed can be seen: 3 to 1', () => {
    const poor = ['paper', 'raised', 'sunken'].filter((ground) => contrast(of('line-strong'), of(ground)) < 3);
    expect(poor).toEqual([]);
  });
});

test('the measure is right: black on white is 21 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});
