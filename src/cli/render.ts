/**
 * What happened and what is next, as lines of text: pure functions of their input and a look. The wizard, the plain output and the tests share them.
 * Plans have their own file (`render-plan.ts`), and so do findings (`render-findings.ts`).
 */
import type { Phase } from '../core/phase.ts';
import type { AnyTask, ByHand } from '../core/task.ts';
import type { TaskEvent } from '../core/ui.ts';
import type { Identity } from '../core/vendor.ts';
import type { Deployed } from '../engine/walk.ts';
import type { Look } from './io.ts';
import { count, cut, ends, lasted, wrap } from './text.ts';

/** The guide has eight phases; k77 may know fewer yet. */
const phasesOfTheGuide = 8;

/** First line of every command: what this is about. */
export function titleLines(look: Look, parts: readonly string[]): string[] {
  const { paint, marks } = look;
  const [name = '', ...rest] = parts;
  const lines = wrap([name, ...rest].join(` ${marks.dot} `), look.width - 2);
  return [
    '',
    ...lines.map((line, index) => `  ${index === 0 && line.startsWith(name) ? paint.accent(name) + line.slice(name.length) : line}`),
  ];
}

export function placeLines(look: Look, left: string, right: string): string[] {
  return ['', ...ends(`  ${left}`, look.paint.dim(right), look.width)];
}

export function phaseHeader(look: Look, phase: Phase): string[] {
  const index = Number(phase.number.slice(2));
  const right = `${index} of ${phasesOfTheGuide} ${look.marks.dot} ~${phase.minutes} min`;
  return ['', ...ends(`  ${look.paint.bold(`${phase.number} ${phase.title}`)}`, look.paint.dim(right), look.width)];
}

/** A part of a walk that is no phase. */
export function stageHeader(look: Look, title: string, index: number, of: number): string[] {
  return ['', ...ends(`  ${look.paint.bold(title)}`, look.paint.dim(`${index + 1} of ${of}`), look.width)];
}

/** `acct_1SandboxK77 · Kingdom 77 · test mode` */
export function accountText(look: Look, identity: Identity): string {
  const mode = identity.mode === 'none' ? [] : [`${identity.mode} mode`];
  return [identity.account, ...(identity.name ? [identity.name] : []), ...mode, ...(identity.plan ? [identity.plan] : [])].join(
    ` ${look.marks.dot} `,
  );
}

export type RowState = 'waiting' | 'running' | 'done' | 'same' | 'open' | 'waits' | 'failed';

/** How a task's end reads in its row. */
export const endings: Record<Extract<TaskEvent, { kind: 'done' }>['how'], string> = {
  unchanged: 'already right',
  created: '',
  updated: '',
  replaced: 'replaced',
  skipped: 'not wanted',
  'by hand': 'by hand',
};

export function markOf(look: Look, state: RowState): string {
  const { paint, marks } = look;
  if (state === 'failed') return paint.bad(marks.bad);
  if (state === 'done' || state === 'same') return paint.accent(marks.ok);
  return state === 'running' ? paint.accent(marks.next) : paint.dim(marks.open);
}

/** A task as one row, without its mark: title left, time or state right. */
export function rowText(look: Look, row: { state: RowState; title: string; right: string }): string {
  const width = look.width - 6;
  const title = cut(row.title, Math.max(20, width - row.right.length - 2), look.marks.more);
  const quiet = row.state === 'waiting' || row.state === 'waits';
  const [line = ''] = ends(quiet ? look.paint.dim(title) : title, look.paint.dim(row.right), width);
  return line;
}

/** What a task's end says besides its row: notes, or why it is not done. */
export function detailLines(look: Look, event: TaskEvent, reason?: string): string[] {
  const indent = '      ';
  const dim = (text: string) => wrap(text, look.width - indent.length).map((line) => indent + look.paint.dim(line));
  if (event.kind === 'done') return event.notes.flatMap(dim);
  if (event.kind === 'waits' || event.kind === 'open') return dim(event.why);
  if (event.kind === 'failed') return wrap(reason ?? '', look.width - indent.length).map((line) => indent + line);
  return [];
}

/** The whole of a task's end, for output without a live list. */
export function taskLines(look: Look, event: TaskEvent, reason?: string): string[] {
  if (event.kind === 'started' || event.kind === 'progress') return [];
  const row = `  ${markOf(look, stateOf(event))} ${rowText(look, { state: stateOf(event), title: event.task.title, right: rightOf(event) })}`;
  return [row, ...detailLines(look, event, reason)];
}

export function stateOf(event: TaskEvent): RowState {
  if (event.kind === 'done') return event.how === 'unchanged' ? 'same' : event.how === 'skipped' ? 'waits' : 'done';
  if (event.kind === 'failed' || event.kind === 'open' || event.kind === 'waits') return event.kind;
  return 'running';
}

export function rightOf(event: TaskEvent): string {
  if (event.kind === 'failed') return lasted(event.ms);
  if (event.kind === 'done') return endings[event.how] || lasted(event.ms);
  return event.kind === 'open' ? 'left open' : event.kind === 'waits' ? 'waits' : '';
}

/** A step that a person does: where, what to click, and what k77 does meanwhile. */
export function handLines(
  look: Look,
  about: { task: AnyTask; hand: ByHand<unknown>; want: unknown; dashboard?: string | undefined },
): string[] {
  const { paint, marks } = look;
  const lines = [
    '',
    `  ${paint.bold(`By hand ${marks.dot} ${about.task.title}`)}`,
    '',
    `    ${paint.accent(about.hand.open(about.want))}`,
    '',
  ];
  for (const seen of about.hand.seen ?? []) lines.push(...wrap(seen, look.width - 4).map((line) => `    ${line}`), '');
  for (const [index, step] of about.hand.steps(about.want).entries())
    for (const [line, text] of wrap(step, look.width - 8).entries())
      lines.push(`    ${line === 0 ? `${index + 1}.`.padEnd(3) : '   '} ${text}`);
  const proof = about.hand.proof;
  const then =
    proof === 'read'
      ? 'k77 looks meanwhile and goes on by itself as soon as it is so.'
      : `No API shows this (${proof.nothing}). What you confirm is kept with your name and an expiry.`;
  lines.push('', ...wrap(then, look.width - 4).map((line) => `    ${paint.dim(line)}`));
  if (about.dashboard) {
    const how = proof === 'read' ? 'press Enter and k77 does it for you' : 'press Enter to rehearse the confirmation';
    lines.push(...wrap(`This is a rehearsal: ${how}, or do it at ${about.dashboard}`, look.width - 4).map((line) => `    ${line}`));
  }
  return lines;
}

export interface Ending {
  deployed: Deployed;
  /** What to do next. */
  next: string;
  /** How an open step of a task is confirmed: `k77 attest stripe.alerts`; undefined when k77 will see it by itself. */
  attest(task: string): string | undefined;
}

/** The last lines of a deploy: what was done, what is open, what to do next. */
export function endingLines(look: Look, about: Ending): string[] {
  const { paint, marks } = look;
  // What waited for a later phase and was done there is told once, as done.
  const last = new Map(about.deployed.phases.flatMap((phase) => phase.tasks).map((task) => [task.task, task]));
  const tasks = [...last.values()];
  const changed = tasks.filter((task) => ['created', 'updated', 'replaced', 'by hand'].includes(task.outcome)).length;
  const same = tasks.filter((task) => task.outcome === 'unchanged').length;
  const wrote = about.deployed.writes === 0 ? 'nothing was written to any vendor' : `${count(about.deployed.writes, 'vendor write')}`;
  const did = changed === 0 ? 'Nothing to do' : `${count(changed, 'task')} done`;
  const lines = ['', ...wrap([did, `${same} already right`, wrote].join(` ${marks.dot} `), look.width - 2).map((line) => `  ${line}`)];
  for (const task of tasks.filter((task) => task.outcome === 'open' || task.outcome === 'waits')) {
    lines.push(
      `  ${paint.dim(marks.open)} ${cut(`${task.title}: ${task.outcome === 'open' ? 'left open' : (task.why ?? 'waits')}`, look.width - 4, marks.more)}`,
    );
    const how = task.outcome === 'open' ? about.attest(task.task) : undefined;
    if (how)
      lines.push(
        ...wrap(`when it is done: ${how.replaceAll(' ', '\u00a0')}`, look.width - 6).map(
          (line) => `      ${paint.dim(line.replaceAll('\u00a0', ' '))}`,
        ),
      );
  }
  return [
    ...lines,
    ...wrap(about.next, look.width - 4).map((line, index) => `  ${index === 0 ? paint.accent(marks.next) : ' '} ${line}`),
    '',
  ];
}
