/**
 * Findings as lines: the gate of a phase, and the whole of `verify`.
 */
import type { Finding, VerdictState } from '../core/check.ts';
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

const names: Record<VerdictState, string> = {
  pass: 'proved',
  attested: 'attested',
  waived: 'waived',
  impossible: 'impossible',
  fail: 'failed',
  unknown: 'unknown',
};

function tally(findings: readonly Finding[]): string[] {
  const of = (state: VerdictState) => findings.filter(({ verdict }) => verdict.state === state);
  const later = of('unknown').flatMap(({ verdict }) => (verdict.state === 'unknown' && verdict.provedBy ? [verdict.provedBy] : []));
  const unknown = of('unknown').length - later.length;
  const plain = (['pass', 'attested', 'waived', 'impossible', 'fail'] as const).flatMap((state) =>
    of(state).length > 0 ? [`${of(state).length} ${names[state]}`] : [],
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
      ...body(`${verdict.state} by ${verdict.by} until ${verdict.until.slice(0, 10)}${verdict.note ? `: ${verdict.note}` : ''}`, paint.dim),
    ];
  const fix = verdict.state === 'fail' && verdict.fix ? body(`${marks.fix} ${verdict.fix}`) : [];
  return [...head, ...body(`saw ${verdict.evidence.saw}, wanted ${verdict.evidence.want}`, paint.dim), ...fix];
}

export function markOfFinding({ paint, marks }: Look, { verdict, weight }: Finding): string {
  if (verdict.state === 'fail') return weight === 'blocker' ? paint.bad(marks.bad) : paint.bold(marks.warn);
  if (verdict.state === 'pass' || verdict.state === 'attested') return paint.accent(marks.ok);
  return verdict.state === 'unknown' ? paint.dim(marks.open) : paint.bold(marks.warn);
}

/** `verify`: sections with something to do in full, the others on one line, then the sum. */
export function verifyLines(look: Look, findings: readonly Finding[], options: { verbose: boolean }): string[] {
  const { paint, marks } = look;
  const lines: string[] = [''];
  const calm: string[] = [];
  for (const [section, found] of bySection(findings)) {
    const shown = options.verbose ? found : found.filter((finding) => stands(finding, ''));
    const proved = found.filter(({ verdict }) => verdict.state === 'pass' || verdict.state === 'attested').length;
    if (shown.length === 0) {
      calm.push(`${marks.ok} ${section} ${proved === found.length ? found.length : `${proved} of ${found.length}`}`);
      continue;
    }
    const worst = found.find(({ verdict, weight }) => verdict.state === 'fail' && weight === 'blocker') ?? shown[0] ?? found[0];
    if (worst)
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
  return [...lines, ...wrap(tally(findings).join(` ${marks.dot} `), look.width - 2).map((line) => `  ${line}`)];
}

function bySection(findings: readonly Finding[]): Map<string, Finding[]> {
  const sections = new Map<string, Finding[]>();
  for (const finding of findings) sections.set(finding.section, [...(sections.get(finding.section) ?? []), finding]);
  return sections;
}
