/**
 * `k77 audit [folder]`: reads code that is there already and reports the faults that the guide's own code has. Changes nothing; exit 1 when a blocker is found.
 */
import { resolve } from 'node:path';
import { type Audited, audit, type Fault } from '../../audit/audit.ts';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import { kindOf } from '../../ports/folders.ts';
import type { GlobalOptions, Io, Look } from '../io.ts';
import { tilde } from '../place.ts';
import { titleLines } from '../render.ts';
import { count, wrap } from '../text.ts';

export async function run(options: GlobalOptions & { folder?: string }, io: Io): Promise<Exit> {
  const root = resolve(io.host.cwd(), options.folder ?? options.dir ?? '.');
  if ((await kindOf(root)) !== 'folder')
    throw new OperatorError({ what: `there is no folder ${root}`, fix: 'k77 audit <folder of the repository>', exit: exits.usage });
  const audited = await audit(root);
  const blockers = audited.faults.filter(({ weight }) => weight === 'blocker').length;
  io.document({ root, ...audited, blockers, warnings: audited.faults.length - blockers });
  for (const line of [...titleLines(io, ['k77', 'audit', tilde(root)]), ...lines(io, audited)]) io.line(line);
  return blockers > 0 ? exits.failed : exits.proven;
}

const shapes = {
  python: "the guide's own repository, in Python: k77 scaffold keeps the code and adds what hosting it needs",
  k77: 'written by k77 scaffold',
  other: 'no shape that k77 knows; the rules were applied all the same',
} as const;

function lines(look: Look, { shape, files, faults }: Audited): string[] {
  const { paint, marks } = look;
  const byRule = [...Map.groupBy(faults, ({ rule }) => rule).values()];
  const ending =
    faults.length === 0
      ? `  ${paint.accent(marks.ok)} none of the known faults`
      : `  ${count(faults.length, 'fault')} of ${count(byRule.length, 'kind')}; nothing was changed`;
  return [
    `  ${paint.dim(`${count(files, 'file')} ${marks.dot} ${shapes[shape.kind]}`)}`,
    '',
    ...byRule.flatMap((those) => ruleLines(look, those)),
    ending,
    '',
  ];
}

/** One kind of fault: what it is, where, why it matters, what to do. */
function ruleLines(look: Look, faults: readonly Fault[]): string[] {
  const { paint, marks, width } = look;
  const [first] = faults;
  if (!first) return [];
  const mark = first.weight === 'blocker' ? paint.bad(marks.bad) : paint.bold(marks.warn);
  return [
    `  ${mark} ${first.title} ${paint.dim(first.rule)}`,
    ...faults.map(({ path, line, saw }) => `      ${paint.accent(`${path}:${line}`)}  ${paint.dim(saw)}`),
    ...wrap(first.why, width - 6).map((line) => `      ${line}`),
    ...wrap(`${marks.next} ${first.fix}`, width - 6).map((line) => `      ${line}`),
    '',
  ];
}
