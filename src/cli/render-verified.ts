/**
 * A verification as a whole, as lines: what it was about, its sums, and what has changed since another one.
 */
import type { BoxState, Finding, VerdictState } from '../core/check.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Differences } from '../report/differences.ts';
import type { Look } from './io.ts';
import { stateNames, tally } from './render-findings.ts';
import { count, lasted, pad, wrap } from './text.ts';

const titles: Record<EnvironmentName, string> = { production: 'Production', staging: 'Staging', sandbox: 'Rehearsal' };
const dayMs = 86_400_000;

export interface VerifiedHead {
  environment: EnvironmentName;
  domain?: string | undefined;
  release?: { id: string; commit: string } | undefined;
  checks: number;
  boxes: number;
  tookMs: number;
}

/** `Production · kingdom77.com · release r-0007 (a1b2c3d) · 251 checks, 355 boxes in 14 s` */
export function headLines(look: Look, head: VerifiedHead): string[] {
  const { release } = head;
  const parts = [
    titles[head.environment],
    ...(head.domain ? [head.domain] : []),
    ...(release ? [`release ${release.id} (${release.commit.slice(0, 7)})`] : []),
    `${count(head.checks, 'check')}, ${count(head.boxes, 'box', 'boxes')} in ${lasted(head.tookMs)}`,
  ];
  return ['', ...wrapped(look, parts, 2)];
}

/** What the boxes of the guide amount to, and the checks behind them. */
export function sumLines(look: Look, seen: { findings: readonly Finding[]; boxes: readonly BoxState[] }, now: Date): string[] {
  const rows: [string, string[]][] = [
    ['Boxes', boxTally(seen, now)],
    ['Checks', tally(seen.findings)],
  ];
  return rows.flatMap(([name, parts]) => {
    const [first = '', ...more] = wrap(joined(look, parts), look.width - 10).map(spaced);
    return [`  ${look.paint.dim(pad(name, 8))}${first}`, ...more.map((line) => `  ${' '.repeat(8)}${line}`)];
  });
}

/** Of the boxes that were looked at. */
function boxTally({ findings, boxes }: { findings: readonly Finding[]; boxes: readonly BoxState[] }, now: Date): string[] {
  const looked = boxes.filter(({ by }) => by.length > 0);
  const many = (state: VerdictState): number => looked.filter((box) => box.state === state).length;
  const soon = expiresIn(findings, now);
  return (['pass', 'attested', 'waived', 'impossible', 'fail', 'unknown'] as const).flatMap((state) => {
    if (many(state) === 0) return [];
    return [
      `${many(state)} ${stateNames[state]}${state === 'attested' && soon !== undefined ? ` (oldest expires in ${count(soon, 'day')})` : ''}`,
    ];
  });
}

/** Days until the first word of a person ends. */
function expiresIn(findings: readonly Finding[], now: Date): number | undefined {
  const ends = findings.flatMap(({ verdict }) => (verdict.state === 'attested' ? [Date.parse(verdict.until)] : []));
  return ends.length === 0 ? undefined : Math.max(0, Math.floor((Math.min(...ends) - now.getTime()) / dayMs));
}

/** `since v-0006 (2 h ago): 1 newly failing, 2 mended`, then which. */
export function differenceLines(look: Look, differences: Differences, now: Date): string[] {
  const { paint, marks } = look;
  const { newlyFailing, mended, noLongerProved } = differences;
  const parts = [
    ...(newlyFailing.length > 0 ? [`${newlyFailing.length} newly failing`] : []),
    ...(mended.length > 0 ? [`${mended.length} mended`] : []),
    ...(noLongerProved.length > 0 ? [`${noLongerProved.length} no longer proved`] : []),
  ];
  const head = `since ${differences.since} (${ago(now.getTime() - Date.parse(differences.at))}): ${parts.join(', ') || 'nothing changed'}`;
  const each = (mark: string, all: Differences['mended']): string[] =>
    all.flatMap(({ title, id }) =>
      wrap(`${title} (${id})`, look.width - 6).map((line, index) => `    ${index === 0 ? mark : ' '} ${line}`),
    );
  return [
    ...wrap(head, look.width - 2).map((line) => `  ${line}`),
    ...each(paint.bad(marks.bad), newlyFailing),
    ...each(paint.dim(marks.open), noLongerProved),
    ...each(paint.accent(marks.ok), mended),
  ];
}

/** `2 h ago` */
export function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

function wrapped(look: Look, parts: readonly string[], indent: number): string[] {
  return wrap(joined(look, parts), look.width - indent).map((line) => ' '.repeat(indent) + spaced(line));
}

/** Parts stay together: only between them is a line broken. */
function joined({ marks }: Look, parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(' ', '\u00a0')).join(` ${marks.dot} `);
}

function spaced(line: string): string {
  return line.replaceAll('\u00a0', ' ');
}
