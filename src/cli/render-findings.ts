/**
 * Findings as lines: the gate of a phase, and the whole of `verify`.
 */
import { type Allowance, allowances, type Finding, type VerdictState } from '../core/check.ts';
import type { Phase } from '../core/phase.ts';
import { commandsHere, type Look } from './io.ts';
import { ends, wrap } from './text.ts';

/** `16 proved · 1 attested · 6 proved later (6.5, 6.6)`, then what stands in the way. */
export function gateLines(look: Look, phase: Phase, findings: readonly Finding[], passed: boolean): string[] {
  const { paint, marks } = look;
  const mark = passed ? paint.accent(marks.ok) : paint.bad(marks.bad);
  const sums = wrap(tally(findings).join(` ${marks.dot} `), look.width - 16);
  const title = `Gate ${phase.number}`;
  const lines = [
    '',
    `  ${mark} ${paint.bold(title)}   ${sums[0] ?? 'no check yet'}`,
    ...sums.slice(1).map((line) => `    ${' '.repeat(title.length)}   ${line}`),
  ];
  return [...lines, ...findings.filter((finding) => stands(finding, phase.number)).flatMap((finding) => findingLines(look, finding))];
}

/** What the operator can still do something about. */
function stands({ verdict }: Finding, at: string): boolean {
  if (verdict.state !== 'unknown') return verdict.state === 'fail' || verdict.state === 'impossible';
  return verdict.provedBy === undefined || verdict.provedBy <= at;
}

export const stateNames: Record<VerdictState, string> = {
  pass: 'proved',
  attested: 'attested',
  waived: 'waived',
  impossible: 'impossible',
  fail: 'failed',
  unknown: 'unknown',
};

export function tally(findings: readonly Finding[]): string[] {
  const of = (state: VerdictState) => findings.filter(({ verdict }) => verdict.state === state);
  const later = of('unknown').flatMap(({ verdict }) => (verdict.state === 'unknown' && verdict.provedBy ? [verdict.provedBy] : []));
  const unknown = of('unknown').length - later.length;
  const plain = (['pass', 'attested', 'waived', 'impossible', 'fail'] as const).flatMap((state) =>
    of(state).length > 0 ? [`${of(state).length} ${stateNames[state]}`] : [],
  );
  return [
    ...plain,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(later.length > 0 ? [`${later.length} proved later (${[...new Set(later)].sort().join(', ')})`] : []),
  ];
}

/** One finding: its title, what was seen and wanted or why nobody could look, and the remedy. */
export function findingLines(look: Look, finding: Finding): string[] {
  const { paint, marks } = look;
  const { verdict } = finding;
  const indent = ' '.repeat(6);
  const body = (text: string, tone = (line: string) => line) =>
    wrap(commandsHere(look, text), look.width - 6).map((line) => indent + tone(line));
  const head = wrap(finding.title, look.width - 6).map((line, index) => `    ${index === 0 ? markOfFinding(look, finding) : ' '} ${line}`);
  if (verdict.state === 'impossible') return [...head, ...body(verdict.why, paint.dim), ...body(`${marks.fix} ${verdict.instead}`)];
  if (verdict.state === 'unknown') return [...head, ...body(verdict.why, paint.dim)];
  if ('by' in verdict)
    return [
      ...head,
      ...body(
        `${verdict.state} by ${verdict.by} until ${verdict.until.slice(0, 10)}${verdict.note ? `: ${verdict.note}` : ''}${verdict.proof ? ` (${verdict.proof})` : ''}`,
        paint.dim,
      ),
    ];
  const { saw, want } = verdict.evidence;
  const inOne = `saw ${saw}, wanted ${want}`;
  // Two long sentences are told apart more easily on lines of their own.
  const seen =
    inOne.length <= look.width - 6 ? body(inOne, paint.dim) : [...body(`saw ${saw}`, paint.dim), ...body(`wanted ${want}`, paint.dim)];
  const fix = verdict.state === 'fail' && verdict.fix ? body(`${marks.fix} ${verdict.fix}`) : [];
  const some = verdict.state === 'fail' && verdict.boxes && verdict.boxes.length < finding.guide.length ? verdict.boxes : [];
  const boxes = some.length > 0 ? body(`concerns ${some.join(', ')}`, paint.dim) : [];
  return [...head, ...seen, ...boxes, ...fix];
}

/** What is mended needs no more than its name. */
export function namedLines(look: Look, mended: readonly { title: string }[]): string[] {
  const mark = look.paint.accent(look.marks.ok);
  return mended.flatMap(({ title }) => wrap(title, look.width - 6).map((line, index) => `    ${index === 0 ? mark : ' '} ${line}`));
}

export function markOfFinding({ paint, marks }: Look, { verdict, weight }: Finding): string {
  if (verdict.state === 'fail') return weight === 'blocker' ? paint.bad(marks.bad) : paint.bold(marks.warn);
  if (verdict.state === 'pass' || verdict.state === 'attested') return paint.accent(marks.ok);
  return verdict.state === 'unknown' ? paint.dim(marks.open) : paint.bold(marks.warn);
}

/** `verify`: what failed first, section by section, then what nobody could see; calm sections on one line, and at last what nobody allowed to be tried. */
export function verifyLines(look: Look, findings: readonly Finding[], options: { verbose: boolean }): string[] {
  const { paint, marks } = look;
  const lines: string[] = [''];
  const calm: string[] = [];
  const sections = [...bySection(findings)].map(([section, found]) => {
    const shown = options.verbose ? found : found.filter((finding) => stands(finding, '') && !needsLeave(finding));
    return { section, found, shown: [...shown].sort((a, b) => rank(a) - rank(b)) };
  });
  const worstFirst = sections.sort((a, b) => rankOf(a.shown) - rankOf(b.shown));
  for (const { section, found, shown } of worstFirst) {
    const proved = found.filter(({ verdict }) => verdict.state === 'pass' || verdict.state === 'attested').length;
    const [worst] = shown;
    if (!worst) {
      const all = proved === found.length;
      calm.push(`${all ? marks.ok : marks.open} ${section} ${all ? found.length : `${proved} of ${found.length}`}`);
      continue;
    }
    lines.push(...ends(`  ${markOfFinding(look, worst)} ${paint.bold(section)}`, paint.dim(`${proved} of ${found.length}`), look.width));
    lines.push(...shown.flatMap((finding) => findingLines(look, finding)), '');
  }
  if (calm.length > 0)
    lines.push(
      ...wrap(calm.map((entry) => entry.replaceAll(' ', '\u00a0')).join(` ${marks.dot} `), look.width - 2).map(
        (line) => `  ${line.replaceAll('\u00a0', ' ')}`,
      ),
      '',
    );
  return [...lines, ...notTriedLines(look, findings)];
}

const untried = { 'test-data': 'writing test data', load: 'load on your services' } as const satisfies Record<Allowance, string>;

/** `○ 9 not tried, because they need test data    → k77 verify --allow test-data` */
function notTriedLines(look: Look, findings: readonly Finding[]): string[] {
  const { paint, marks } = look;
  const lines = allowances.flatMap((allowance) => {
    const many = findings.filter(({ verdict }) => verdict.state === 'unknown' && verdict.allow === allowance).length;
    if (many === 0) return [];
    const remedy = commandsHere(look, `k77 verify --allow ${allowance}`);
    return ends(`  ${paint.dim(marks.open)} ${many} not tried: that takes ${untried[allowance]}`, `${marks.fix} ${remedy}`, look.width);
  });
  return lines.length > 0 ? [...lines, ''] : [];
}

function needsLeave({ verdict }: Finding): boolean {
  return verdict.state === 'unknown' && verdict.allow !== undefined;
}

/** Blockers that fail, other failures, blockers that nobody could see, the rest. */
function rank({ verdict, weight }: Finding): number {
  const blocks = weight === 'blocker' ? 0 : 1;
  if (verdict.state === 'fail') return blocks;
  return verdict.state === 'unknown' ? 2 + blocks : verdict.state === 'impossible' ? 4 : 5;
}

function rankOf(shown: readonly Finding[]): number {
  return shown[0] ? rank(shown[0]) : 9;
}

function bySection(findings: readonly Finding[]): Map<string, Finding[]> {
  return Map.groupBy(findings, ({ section }) => section);
}
