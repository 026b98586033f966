/**
 * `k77 legal check`: compares what legal pages claim with what code and configuration do. Changes nothing; exit 1 when something contradicts or is missing.
 */
import { resolve } from 'node:path';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import { type Contradiction, checkLegal, type LegalCheck } from '../../legal/check.ts';
import { systemClock } from '../../ports/clock.ts';
import { kindOf, nearestWith } from '../../ports/folders.ts';
import type { GlobalOptions, Io, Look } from '../io.ts';
import { tilde } from '../place.ts';
import { titleLines } from '../render.ts';
import { count, wrap } from '../text.ts';

export async function run(options: GlobalOptions & { what: 'check' }, io: Io): Promise<Exit> {
  const cwd = io.host.cwd();
  const root = options.dir === undefined ? ((await nearestWith(cwd, 'k77.json')) ?? cwd) : resolve(cwd, options.dir);
  if ((await kindOf(root)) !== 'folder')
    throw new OperatorError({
      what: `there is no folder ${root}`,
      fix: 'k77 legal check --dir <folder of the project>',
      exit: exits.usage,
    });
  const checked = await checkLegal(root, systemClock.now().toISOString().slice(0, 10));
  io.document({ root, ...checked });
  for (const line of [...titleLines(io, ['k77', 'legal check', tilde(root)]), ...lines(io, checked)]) io.line(line);
  return checked.contradictions.length > 0 ? exits.failed : exits.proven;
}

const kinds = { ours: 'pages generated from site.config.json', other: 'pages written by hand' } as const;

function lines(look: Look, { kind, files, rules, contradictions, checklist }: LegalCheck): string[] {
  const { paint, marks, width } = look;
  const byRule = [...Map.groupBy(contradictions, ({ rule }) => rule).values()];
  const missing = contradictions.filter((one) => one.kind === 'missing').length;
  const parts = [
    ...(contradictions.length > missing ? [count(contradictions.length - missing, 'contradiction')] : []),
    ...(missing > 0 ? [`${count(missing, 'blank')} to fill in`] : []),
  ];
  return [
    `  ${paint.dim([kinds[kind], count(files, 'file'), count(rules, 'rule')].join(` ${marks.dot} `))}`,
    '',
    ...byRule.flatMap((those) => ruleLines(look, those)),
    parts.length === 0
      ? `  ${paint.accent(marks.ok)} policy, code and configuration say the same`
      : `  ${parts.join(` ${marks.dot} `)}; nothing was changed`,
    '',
    `  ${paint.bold('For you')}`,
    ...checklist.flatMap(({ says }) => {
      const [first = '', ...rest] = wrap(says, width - 6);
      return [`  ${paint.dim(marks.open)} ${first}`, ...rest.map((line) => `    ${line}`)];
    }),
    '',
  ];
}

/** One kind of contradiction: what, where and in which clause, why it matters and by which law, what to do. */
function ruleLines(look: Look, found: readonly Contradiction[]): string[] {
  const { paint, marks, width } = look;
  const [first] = found;
  if (!first) return [];
  const mark = first.kind === 'missing' ? paint.bold(marks.warn) : paint.bad(marks.bad);
  const block = (text: string) => wrap(text, width - 6).map((line) => `      ${line}`);
  return [
    `  ${mark} ${first.title} ${paint.dim(first.rule)}`,
    ...found.flatMap(({ path, line, saw, clause }) => [
      `      ${paint.accent(`${path}:${line}`)}${clause === undefined ? '' : `  ${paint.dim(clause)}`}`,
      ...wrap(saw, width - 8).map((part) => `        ${paint.dim(part)}`),
    ]),
    ...block(first.why),
    ...block(first.source).map((line) => paint.dim(line)),
    ...block(`${marks.next} ${first.fix}`),
    '',
  ];
}
