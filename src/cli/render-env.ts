/**
 * `k77 env` as lines.
 */
import type { Comparison, EnvListing, EnvProblem, EnvState } from '../engine/env.ts';
import type { Look } from './io.ts';
import { count, ends, pad, wrap } from './text.ts';

export function listLines(look: Look, files: readonly EnvListing[]): string[] {
  const { paint } = look;
  return [
    ...files.flatMap((file) => [
      '',
      ...ends(`  ${paint.bold(file.service)}`, paint.dim(file.exists ? file.path : `${file.path} (not written yet)`), look.width),
      ...(file.keys.length === 0 ? [`    ${paint.dim('needs nothing yet')}`] : file.keys.flatMap((line) => keyLine(look, line))),
    ]),
    '',
  ];
}

export function diffLines(look: Look, files: readonly EnvListing[]): string[] {
  const changed = files.filter((file) => file.keys.length > 0);
  if (changed.length === 0) return ['', `  ${look.paint.accent(look.marks.ok)} every env file carries what is known`, ''];
  return [
    ...listLines(look, changed),
    `  ${look.paint.accent(look.marks.next)} k77 deploy 6.1 writes them anew and keeps your own lines`,
    '',
  ];
}

const words: Record<EnvState, string> = {
  kept: 'kept',
  missing: 'missing from the file',
  different: 'the file has another one',
  waits: '',
};

function keyLine(look: Look, { name, state, secret, public: open, phase, about }: EnvListing['keys'][number]): string[] {
  const { paint, marks } = look;
  const mark = {
    kept: paint.accent(marks.ok),
    missing: paint.bad(marks.bad),
    different: paint.bad(marks.bad),
    waits: paint.dim(marks.open),
  }[state];
  const note = state === 'waits' ? `waits for ${phase}` : `${words[state]}${secret ? ', secret' : open ? ', public' : ''}`;
  if (look.width < 39 + note.length) return [`    ${mark} ${name}`, `      ${note}`];
  const left = `    ${mark} ${pad(name, 32)} ${note}`;
  return look.width >= 90 && left.length + about.length + 2 < look.width ? ends(left, paint.dim(about), look.width) : [left];
}

const comparisons: Record<Comparison, string> = {
  same: 'the same',
  different: 'different',
  'only here': '',
  'only there': '',
  nowhere: 'in neither',
};

export function compareLines(
  look: Look,
  here: string,
  there: string,
  rows: readonly { key: string; is: Comparison; expected: boolean }[],
): string[] {
  const { paint, marks } = look;
  return [
    '',
    ...rows.flatMap(({ key, is, expected }) => {
      const text = is === 'only here' ? `only in ${here}` : is === 'only there' ? `only in ${there}` : comparisons[is];
      const mark = expected ? paint.dim(marks.dot) : paint.bad(marks.bad);
      const row = `    ${mark} ${pad(key, 32)} ${text}`;
      return expected
        ? [row]
        : [row, ...wrap(`${here} and ${there} should not share a secret`, look.width - 6).map((line) => `      ${line}`)];
    }),
    '',
  ];
}

export function problemLines(look: Look, problems: readonly EnvProblem[], files: number): string[] {
  const { paint, marks } = look;
  if (problems.length === 0)
    return [
      '',
      `  ${paint.accent(marks.ok)} ${files === 0 ? 'no env file is written yet' : `${count(files, 'env file')}, nothing wrong`}`,
      '',
    ];
  return [
    '',
    ...problems.flatMap(({ path, line, what, fix }) => [
      ...wrap(`${path}${line === undefined ? '' : `:${line}`}: ${what}`, look.width - 4).map(
        (text, index) => `  ${index === 0 ? paint.bad(marks.bad) : ' '} ${text}`,
      ),
      ...wrap(`${marks.fix} ${fix}`, look.width - 4).map((text) => `    ${text}`),
    ]),
    '',
  ];
}
