/**
 * `k77 adopt` as lines: what was found and why it is thought to be it, what stays open, and what the guide has that is missing.
 */
import type { Phase } from '../core/phase.ts';
import type { Found, Surveyed, VendorSeen } from '../engine/adopt.ts';
import type { Gaps, StepGap, TaskGap } from '../engine/adopt-gaps.ts';
import { listGap, openOf } from './adopt-documents.ts';
import { commandsHere, type Look } from './io.ts';
import { phaseHeader } from './render.ts';
import { text } from './render-plan.ts';
import { count, ends, wrap } from './text.ts';

export function vendorLines(look: Look, vendors: readonly VendorSeen[]): string[] {
  const { paint, marks } = look;
  const asked = vendors.filter(({ identity }) => identity !== undefined).map(({ title }) => title);
  const silent = vendors.filter(({ lacks }) => lacks !== undefined).map(({ title }) => title);
  return [
    '',
    ...wrap(`asked: ${asked.join(', ') || 'nobody'}`, look.width - 4).map((line) => `  ${line}`),
    ...(silent.length > 0 ? wrap(`no token for ${silent.join(', ')}`, look.width - 4).map((line) => `  ${paint.dim(line)}`) : []),
    ...vendors.flatMap(({ title, refused }) =>
      refused === undefined
        ? []
        : wrap(`${title}: ${refused}`, look.width - 4).map((line, index) => `  ${index === 0 ? paint.bad(marks.bad) : ' '} ${line}`),
    ),
  ];
}

export function foundLines(look: Look, phases: readonly Phase[], { found }: Surveyed): string[] {
  return phases.flatMap((phase) => {
    const mine = found.filter((one) => one.phase === phase.number);
    return mine.length === 0 ? [] : [...phaseHeader(look, phase), ...mine.flatMap((one) => rowLines(look, one))];
  });
}

function rowLines(look: Look, one: Found): string[] {
  const { paint, marks } = look;
  const mark = { taken: paint.accent(marks.ok), proposed: paint.bold(marks.warn), open: paint.bold(marks.warn) } as const;
  const says = {
    none: 'not there',
    declined: 'none of them',
    unknown: 'not seen',
    open: 'say which',
    proposed: 'likely',
    taken: 'certain',
  } as const;
  const sign = one.state === 'taken' || one.state === 'proposed' || one.state === 'open' ? mark[one.state] : paint.dim(marks.open);
  const shown = one.chosen.length > 0 ? one.chosen : one.candidates;
  const [first] = one.chosen;
  const right = one.state === 'taken' && first ? (first.confidence === 'certain' ? 'certain' : 'as you said') : says[one.state];
  const about = shown.length === 1 ? ` ${marks.dot} ${shown[0]?.name}` : '';
  return [
    ...ends(`  ${sign} ${one.survey.title}${about}`, paint.dim(right), look.width),
    ...(one.why === undefined ? [] : detail(look, one.why)),
    ...shown.flatMap((candidate) => [
      ...(shown.length > 1 ? detail(look, `${candidate.name}: ${candidate.about}`) : detail(look, candidate.about)),
      ...detail(look, `because ${candidate.because.join('; ')}`),
      ...candidate.differs.flatMap((difference) => detail(look, `${marks.fix} ${difference}`)),
    ]),
  ];
}

function detail(look: Look, words: string): string[] {
  return wrap(words, look.width - 8).map((line, index) => `${index === 0 ? '      ' : '        '}${look.paint.dim(line)}`);
}

export function secretLines(look: Look, { secrets, conflicts }: Surveyed): string[] {
  const { paint, marks } = look;
  const rows = secrets.flatMap(({ key, from, proof }) => {
    const state = from === 'nobody' ? 'nobody here knows it' : (proof?.state ?? 'kept as it is');
    const mark =
      from === 'nobody' || proof?.state === 'refuted'
        ? paint.bad(marks.bad)
        : proof?.state === 'proved'
          ? paint.accent(marks.ok)
          : marks.open;
    const origin = from === 'asked' ? 'as you gave it' : from === 'nobody' ? '' : `from ${from}`;
    return [...ends(`  ${mark} ${key}  ${paint.dim(origin)}`, paint.dim(state), look.width), ...(proof ? detail(look, proof.saw) : [])];
  });
  const other = conflicts.flatMap(({ key, kept, other: there }) =>
    detail(look, `${marks.warn} ${key}: ${there} has another value than ${kept}; the one of ${kept} counts`),
  );
  return rows.length === 0 ? other : ['', `  ${paint.bold('Secrets')} ${paint.dim('none is made anew')}`, ...rows, ...other];
}

export function gapLines(look: Look, phases: readonly Phase[], gaps: Gaps): string[] {
  const { paint } = look;
  const told = new Set<TaskGap>();
  const steps = phases.flatMap((phase) => gaps.steps.filter((step) => step.phase === phase.number && step.state !== 'right'));
  const right = gaps.steps.filter(({ state }) => state === 'right').length;
  return [
    '',
    ...ends(
      `  ${paint.bold('What the guide has besides')}`,
      paint.dim(`${right} of ${count(gaps.steps.length, 'step')} as it says`),
      look.width,
    ),
    ...steps.flatMap((step) => stepLines(look, step, gaps, told)),
    ...(gaps.assumed.length > 0 ? detail(look, `taken for granted until deploy asks: ${gaps.assumed.join(', ')}`) : []),
  ];
}

/** A task that stands in several steps is told in the first of them. */
function stepLines(look: Look, step: StepGap, gaps: Gaps, told: Set<TaskGap>): string[] {
  const { paint, marks } = look;
  const mark = {
    unknown: '?',
    missing: marks.open,
    differs: paint.bold(marks.warn),
    'by-hand': marks.next,
    later: paint.dim(marks.open),
    right: paint.accent(marks.ok),
  }[step.state];
  const mine = gaps.tasks.filter((gap) => step.tasks.includes(gap.task.id) && !told.has(gap));
  for (const gap of mine) told.add(gap);
  return [
    ...ends(`  ${mark} ${step.id}  ${step.title}`, paint.dim(step.state), look.width),
    ...mine.flatMap((gap) => taskLines(look, gap)),
  ];
}

function taskLines(look: Look, { task, state, changes, why }: TaskGap): string[] {
  if (state === 'right') return [];
  if (state !== 'differs') return detail(look, `${state === 'by-hand' ? 'by hand' : state}: ${task.title}${why ? ` (${why})` : ''}`);
  return changes.flatMap((change) => {
    const list = listGap(change);
    const name = `${task.id} ${change.path}`.trim();
    if (!list) return detail(look, `${name}: ${text(change.from)} ${look.marks.fix} ${text(change.to)}`);
    const lacks = list.missing.length > 0 ? `; missing: ${list.missing.map(short).join(', ')}` : '';
    const extra = list.extra.length > 0 ? `; besides: ${list.extra.map(short).join(', ')}` : '';
    return detail(look, `${name}: ${list.has} of ${list.of}${lacks}${extra}`);
  });
}

/** Records and the like are told by their values. */
function short(one: string): string {
  if (!one.startsWith('{')) return one;
  return Object.values(JSON.parse(one) as Record<string, unknown>)
    .filter((value) => typeof value !== 'boolean')
    .join(' ');
}

export function openLines(look: Look, found: readonly Found[]): string[] {
  const { paint, marks } = look;
  const open = openOf(found);
  if (open.length === 0) return [];
  return [
    '',
    `  ${paint.bold('To be said by you')}`,
    ...open.flatMap(({ title, why, decide }) => [
      ...wrap(`${title}: ${why}`, look.width - 6).map((line, index) => `  ${index === 0 ? marks.warn : ' '} ${line}`),
      ...decide.flatMap((flag) => detail(look, commandsHere(look, flag))),
    ]),
  ];
}
