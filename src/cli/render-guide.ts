/**
 * `k77 guide` as lines: per phase its steps with their settings, then the boxes by section.
 */
import type { PhaseNumber } from '../core/phase.ts';
import type { BoxCoverage, Coverage, StepCoverage } from '../engine/guide.ts';
import type { Look } from './io.ts';
import { count, ends, wrap } from './text.ts';

export function guideLines(look: Look, covered: Coverage): string[] {
  const phases = [...new Set(covered.steps.map((step) => step.phase))];
  return [
    ...phases.flatMap((phase) => phaseLines(look, phase, covered)),
    ...['pre', 'post', 'rollback'].flatMap((part) => checklistLines(look, part, covered.boxes)),
    '',
    ...wrap(sum(look, covered), look.width - 2).map((line) => `  ${line}`),
  ];
}

function phaseLines(look: Look, phase: PhaseNumber, covered: Coverage): string[] {
  const { paint, marks } = look;
  const steps = covered.steps.filter((step) => step.phase === phase);
  const boxes = covered.boxes.filter((box) => box.id.startsWith(`${phase}#`));
  const head = [
    '',
    ...ends(
      `  ${paint.bold(`Phase ${phase}`)}`,
      paint.dim(`${count(steps.length, 'step')} ${marks.dot} ${count(boxes.length, 'box', 'boxes')}`),
      look.width,
    ),
  ];
  return [...head, ...steps.flatMap((step) => stepLines(look, step)), ...boxLines(look, boxes)];
}

function stepLines(look: Look, step: StepCoverage): string[] {
  return [
    ...row(look, 4, `${step.id} ${step.title}`, step.coveredBy),
    ...step.settings.flatMap((setting) => row(look, 8, setting.says, setting.coveredBy)),
  ];
}

function checklistLines(look: Look, part: string, boxes: readonly BoxCoverage[]): string[] {
  const of = boxes.filter((box) => box.id.startsWith(`${part}#`));
  const titles: Readonly<Record<string, string>> = { pre: 'Before you start', post: 'After the deployment', rollback: 'After a rollback' };
  const right = look.paint.dim(count(of.length, 'box', 'boxes'));
  return ['', ...ends(`  ${look.paint.bold(titles[part] ?? part)}`, right, look.width), ...boxLines(look, of)];
}

/** Covered boxes one by one; the others as runs of ids, because nothing more can be said of them. */
function boxLines(look: Look, boxes: readonly BoxCoverage[]): string[] {
  const bare = boxes.filter((box) => box.coveredBy.length === 0).map((box) => box.id);
  return [
    ...boxes
      .filter((box) => box.coveredBy.length > 0)
      .flatMap((box) => row(look, 4, `${box.id} ${box.title ?? box.section}`, box.coveredBy)),
    ...(bare.length > 0
      ? wrap(`nothing covers ${ranges(bare).join(', ')} yet`, look.width - 6).map(
          (line, index) => `    ${look.paint.dim(`${index === 0 ? look.marks.open : ' '} ${line}`)}`,
        )
      : []),
  ];
}

/** A mark, what it is, and below it what covers it. */
function row(look: Look, indent: number, what: string, coveredBy: readonly string[]): string[] {
  const { paint, marks } = look;
  const space = ' '.repeat(indent);
  const mark = coveredBy.length > 0 ? paint.accent(marks.ok) : paint.dim(marks.open);
  const lines = wrap(what, look.width - indent - 2).map((line, index) => `${space}${index === 0 ? mark : ' '} ${line}`);
  const by = coveredBy.length > 0 ? coveredBy.join(', ') : 'nothing covers it yet';
  return [...lines, ...wrap(by, look.width - indent - 2).map((line) => `${space}  ${paint.dim(line)}`)];
}

/** `6.2#001`, `6.2#002`, `6.2#003` → `6.2#001–003` */
function ranges(ids: readonly string[]): string[] {
  const runs: { part: string; from: string; to: string }[] = [];
  for (const id of ids) {
    const [part = '', number = ''] = id.split('#');
    const last = runs.at(-1);
    if (last && last.part === part && Number(last.to) + 1 === Number(number)) last.to = number;
    else runs.push({ part, from: number, to: number });
  }
  return runs.map(({ part, from, to }) => (from === to ? `${part}#${from}` : `${part}#${from}–${to}`));
}

function sum(look: Look, covered: Coverage): string {
  const share = (list: readonly { coveredBy: readonly string[] }[]): string =>
    `${list.filter((one) => one.coveredBy.length > 0).length} of ${list.length}`;
  const settings = covered.steps.flatMap((step) => step.settings);
  return [
    `${share(covered.steps)} steps`,
    `${share(settings)} settings`,
    `${share(covered.boxes)} boxes have something that covers them`,
  ].join(` ${look.marks.dot} `);
}
