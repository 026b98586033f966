import { describe, expect, test } from 'vitest';
import { JsonProblem, readJson } from './json-text.ts';
import { nearestName } from './nearest-name.ts';

function problem(text: string): string {
  try {
    readJson(text);
  } catch (error) {
    if (error instanceof JsonProblem) return `${error.line}:${error.column} ${error.message}`;
  }
  return 'none';
}

describe('JSON that a person wrote', () => {
  test.each([
    ['', '1:1 the file ends too early'],
    ['{\n  "a": 1,\n}', '2:9 there is a comma too much before the }'],
    ['{\n  "a": 1\n  "b": 2\n}', '3:3 a comma is missing before this'],
    ['{ "a" 1 }', '1:7 a : is missing after "a"'],
    ["{ 'a': 1 }", '1:3 a field name in double quotes is expected here'],
    ['{ "a": \'x\' }', '1:8 text needs double quotes'],
    ['{ "a": yes }', '1:8 yes needs double quotes'],
    ['{ "a": 01 }', '1:8 01 is not a number'],
    ['{ "a": 9,99 }', '1:10 a field name in double quotes is expected here'],
    ['{ // why\n "a": 1 }', '1:3 comments are not allowed in JSON'],
    ['{ "a": 1', '1:9 the file ends too early: a } is missing'],
    ['{ "a": "x }', '1:8 this text has no closing quote'],
    ['{ "a": "x\ty" }', '1:8 this text holds a character that must be escaped'],
    ['{ "a": 1, "a": 2 }', '1:11 "a" is there twice'],
    ['{} x', '1:4 there is something after the end'],
    ['[1, 2', '1:6 the file ends too early: a ] is missing'],
  ])('%j is wrong at %s', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });

  test('reads what JSON.parse reads, and never more: every prefix and every dropped character agrees', () => {
    const whole = '\n{"ab": [1, -2.5e3, true, null, {"b": "\\u00fc \\" \\\\ é"}], "": {}, "cd": []}\n';
    const texts = Array.from({ length: whole.length }, (_, at) => [whole.slice(0, at), whole.slice(0, at) + whole.slice(at + 1)]).flat();
    for (const text of [...texts, whole]) {
      let expected: unknown = 'a problem';
      try {
        expected = JSON.parse(text);
      } catch {}
      let read: unknown = 'a problem';
      try {
        read = readJson(text).value;
      } catch (error) {
        if (!(error instanceof JsonProblem)) throw error;
      }
      expect(read, text).toEqual(expected);
    }
  });

  test('a byte-order mark is skipped and places are remembered', () => {
    const { value, places } = readJson('\uFEFF{\n  "a": {\n    "b": 1 } }');
    expect(value).toEqual({ a: { b: 1 } });
    expect(places.get('a.b')).toEqual({ line: 3, column: 10 });
  });
});

describe('the nearest name', () => {
  test.each([
    ['domian', 'domain'],
    ['montlyPrice', 'monthlyPrice'],
    ['Currency', 'currency'],
    ['wholly different', undefined],
    ['x', undefined],
  ])('of %s is %s', (typed, meant) => {
    expect(nearestName(typed, ['project', 'domain', 'currency', 'monthlyPrice', 'yearlyPrice'])).toBe(meant);
  });
});
