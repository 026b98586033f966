/**
 * `k77 doctor` as lines: what works in one line each, the remedy below what does not.
 */
import type { AnyVendor } from '../core/vendor.ts';
import type { Diagnosis, Health } from '../engine/doctor.ts';
import type { Look } from './io.ts';
import { count, pad, wrap } from './text.ts';

const groups = { machine: 'This machine', folder: 'This folder', account: 'Accounts', data: 'Data' } as const;

export function doctorLines(look: Look, found: readonly Diagnosis[]): string[] {
  const { paint, marks } = look;
  const parts = (Object.keys(groups) as (keyof typeof groups)[]).flatMap((group) => {
    const mine = found.filter((one) => one.about === group);
    return mine.length === 0 ? [] : ['', `  ${paint.bold(groups[group])}`, ...mine.flatMap((one) => diagnosisLines(look, one))];
  });
  const bad = found.filter(({ state }) => state === 'missing' || state === 'broken').length;
  const end =
    bad === 0
      ? `${paint.accent(marks.ok)} everything that is needed now works`
      : `${paint.bad(marks.bad)} ${count(bad, 'thing')} to mend, see ${marks.fix} above`;
  return [...parts, '', `  ${end}`, ''];
}

function diagnosisLines(look: Look, { title, state, saw, fix, see }: Diagnosis): string[] {
  const { paint, marks } = look;
  const calm = state === 'later' || state === 'skipped';
  const brief = `${saw} ${marks.fix} ${see}`;
  if (state === 'later' && see !== undefined && brief.length + 25 <= look.width)
    return [`    ${markOf(look, state)} ${pad(title, 18)} ${paint.dim(brief)}`];
  const text = wrap(saw, look.width - 25);
  const head = text.map(
    (line, index) => `    ${index === 0 ? markOf(look, state) : ' '} ${pad(index === 0 ? title : '', 18)} ${calm ? paint.dim(line) : line}`,
  );
  const remedy = [fix, state === 'works' || state === 'skipped' ? undefined : see].filter((one) => one !== undefined);
  const below = remedy.flatMap((one) =>
    wrap(`${marks.fix} ${one}`, look.width - 25).map((line) => `${' '.repeat(25)}${calm ? paint.dim(line) : line}`),
  );
  return [...head, ...below];
}

function markOf({ paint, marks }: Look, state: Health): string {
  const all: Record<Health, string> = {
    works: paint.accent(marks.ok),
    warns: paint.bold(marks.warn),
    missing: paint.bad(marks.bad),
    broken: paint.bad(marks.bad),
    later: paint.dim(marks.open),
    skipped: paint.dim(marks.dot),
  };
  return all[state];
}

/** The least that the vendor's token must be allowed, as its form names it. */
export function recipeLines(look: Look, vendor: AnyVendor): string[] {
  const { paint } = look;
  const { page, permissions, note } = vendor.token;
  return [
    `  ${paint.bold(`${vendor.title}: the token`)}   ${vendor.credentials.join(', ')}`,
    `    ${page}`,
    ...permissions.flatMap(({ what, level, why }) => {
      const left = `    ${pad(what, 36)} ${pad(level === 'write' ? 'Write' : 'Read', 6)} `;
      return left.length + why.length <= look.width ? [left + paint.dim(why)] : [left.trimEnd(), `      ${paint.dim(why)}`];
    }),
    ...wrap(note ?? '', look.width - 4).map((line) => `    ${line}`),
    '',
  ];
}
