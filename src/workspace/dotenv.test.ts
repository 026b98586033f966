import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { encoded, parseDotenv, readDotenv, removeFromDotenv, setInDotenv } from './dotenv.ts';

const about = 'What it is';
const set = (source: string, key: string, value: string) => setInDotenv(source, [{ key, value, about }]);

/** A generator that gives the same sequence every time, so that a failure can be looked at. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe('writing dotenv', () => {
  test.each([
    ['sk_test_abc123', 'sk_test_abc123'],
    ['https://a.example/x?y=1&z=2', 'https://a.example/x?y=1&z=2'],
    ['', ''],
    ['a b', "'a b'"],
    ['has#hash', "'has#hash'"],
    ["it's", "`it's`"],
    ['two\nlines', '"two\\nlines"'],
    ['$HOME', "'$HOME'"],
    ['back\\slash', "'back\\slash'"],
  ])('%j becomes %s', (value, expected) => {
    // The last resort of quoting may differ; what counts is that it is the plainest that reads back.
    if (value === "it's") expect(readDotenv(`A=${encoded('A', value)}`).get('A')).toBe(value);
    else expect(encoded('A', value)).toBe(expected);
  });

  test('whatever is written reads the same here and in Node, between other lines, or is refused', () => {
    const random = pseudoRandom(77);
    const letters = ['a', 'B', '7', ' ', '#', "'", '"', '`', '\\', '$', '=', '\n', '\r', '\t', 'ü', '{', '}', '\\n', '💥'];
    let refused = 0;
    for (let round = 0; round < 3000; round += 1) {
      const value = Array.from({ length: Math.floor(random() * 8) }, () => letters[Math.floor(random() * letters.length)]).join('');
      let file: string;
      try {
        file = setInDotenv("FIRST='one'\n", [
          { key: 'NASTY', value, about },
          { key: 'LAST', value: 'end "it\'s"', about },
        ]);
      } catch (error) {
        expect(String(error)).toContain('NASTY');
        refused += 1;
        continue;
      }
      const expected = { FIRST: 'one', NASTY: value, LAST: 'end "it\'s"' };
      expect(Object.fromEntries(readDotenv(file)), JSON.stringify(value)).toEqual(expected);
      expect({ ...parseEnv(file) }, JSON.stringify(value)).toEqual(expected);
    }
    expect(refused).toBeLessThan(600);
  });

  test('a value that no env file can carry is refused by name, without showing it', () => {
    const value = '\'"`\\n mixed';
    expect(() => encoded('JWT_SECRET', value)).toThrow(/JWT_SECRET cannot be written/);
    expect(() => encoded('JWT_SECRET', value)).not.toThrow(/mixed/);
  });
});

describe('editing dotenv', () => {
  const theirs = '# My own notes\nMINE = "keep  me"   # and this\n\nexport OTHER=1\nMULTI="a\nb"\n# OLD=commented out\n';

  test('parsing keeps every character', () => {
    for (const text of [theirs, 'A=1', 'A=1\r\nB=2\n', '\n\n# x', 'A="unclosed\nB=2\n', '= nothing\n', ''])
      expect(
        parseDotenv(text)
          .map(({ raw }) => raw)
          .join(''),
      ).toBe(text.replaceAll('\r\n', '\n'));
  });

  test('a new name goes to the end under its comment, and everything else stays byte for byte', () => {
    expect(set(theirs, 'NEW', 'x')).toBe(`${theirs}# What it is\nNEW=x\n`);
    expect(set('A=1', 'NEW', 'x')).toBe('A=1\n# What it is\nNEW=x\n');
    expect(set('', 'NEW', 'x')).toBe('# What it is\nNEW=x\n');
  });

  test('a name that already has the value is not touched, however it is spelled', () => {
    expect(set(theirs, 'MINE', 'keep  me')).toBe(theirs);
    expect(set(theirs, 'MULTI', 'a\nb')).toBe(theirs);
  });

  test('a changed value is replaced where it stands, also over several lines', () => {
    expect(set(theirs, 'OTHER', '2')).toBe(theirs.replace('export OTHER=1', 'OTHER=2'));
    expect(set(theirs, 'MULTI', 'c')).toBe(theirs.replace('"a\nb"', 'c').replace('MULTI="c"', 'MULTI=c'));
  });

  test('an older line of the same name goes away with its comment: no superseded secret stays', () => {
    expect(set('# What it is\nA=old\nB=1\nA=older\n', 'A', 'new')).toBe('B=1\nA=new\n');
  });

  test('removing a name takes its comment along and nothing else', () => {
    expect(removeFromDotenv('X=1\n# What it is\nA=1\n# mine\nB=2\n', 'A', about)).toBe('X=1\n# mine\nB=2\n');
    expect(removeFromDotenv('# mine\nA=1\nB=2\n', 'A', about)).toBe('# mine\nB=2\n');
    expect(removeFromDotenv('B=2\n', 'A', about)).toBe('B=2\n');
  });

  test('a commented-out line is no value', () => {
    expect([...readDotenv(theirs).keys()]).toEqual(['MINE', 'OTHER', 'MULTI']);
  });
});
