/**
 * A plan as lines: per property, what is there and what it will be; then what it costs, what users notice and what cannot be undone.
 */
import type { Change } from '../core/change.ts';
import { isPending, type Plan, type Planned } from '../core/plan.ts';
import { Secret } from '../core/secret.ts';
import type { Look } from './io.ts';
import { accountText } from './render.ts';
import { columns, count, cut, pad, wrap } from './text.ts';

export function planLines(look: Look, plan: Plan): string[] {
  return [...changesOf(look, plan), ...totals(look, plan.planned)];
}

/** Accounts and what would change, without the sums. */
export function changesOf(look: Look, plan: Plan): string[] {
  const { paint, marks } = look;
  const accounts = plan.accounts.map(({ title, identity }) => `${title} ${accountText(look, identity)}`);
  const [first = '', ...others] = accounts.length > 0 ? accounts : ['no account is known yet'];
  const lines = ['', `  ${paint.bold('Plan')} ${marks.dot} ${first}`, ...others.map((line) => `         ${line}`)];
  for (const planned of plan.planned.filter((one) => one.action !== 'unchanged' || one.accepted))
    lines.push(...plannedLines(look, planned));
  return lines;
}

function plannedLines(look: Look, planned: Planned): string[] {
  const { paint, marks } = look;
  const quiet = !isPending(planned);
  const why = planned.why ? ` ${marks.dot} ${planned.why}` : '';
  const cost = addedCents(planned) === 0 ? '' : ` ${marks.dot} +${monthly(addedCents(planned))}/month`;
  const head = wrap(`${planned.task.title}${words[planned.action]}${why}${cost}`, look.width - 6);
  const lines = head.map((line, index) => `    ${index === 0 ? signOf(look, planned) : ' '} ${quiet ? paint.dim(line) : line}`);
  return [...lines, ...changeLines(look, planned.changes), ...acceptedLines(look, planned)];
}

/** What differs and stays so. */
function acceptedLines(look: Look, { accepted = [] }: Planned): string[] {
  return accepted.flatMap(({ path, by, until, note }) =>
    wrap(`${path || 'the difference'} accepted by ${by} until ${until.slice(0, 10)}: ${note}`, look.width - 10).map(
      (line) => `        ${look.paint.dim(line)}`,
    ),
  );
}

const words: Record<Planned['action'], string> = {
  unchanged: '',
  create: '',
  update: '',
  replace: ' (made anew)',
  finish: ' (a run was cut off here)',
  'by-hand': ' (by hand)',
  waits: '',
  follows: '',
  'not-wanted': '',
  unknowable: '',
};

function signOf(look: Look, planned: Planned): string {
  const { paint, marks } = look;
  const signs: Partial<Record<Planned['action'], string>> = {
    create: '+',
    follows: '+',
    update: '~',
    finish: '~',
    replace: marks.replace,
    'by-hand': marks.next,
  };
  if (planned.action === 'unknowable') return paint.bold(marks.warn);
  return signs[planned.action] === undefined ? paint.dim(marks.open) : paint.accent(signs[planned.action] ?? '');
}

export function changeLines(look: Look, changes: readonly Change[]): string[] {
  const flat = changes.flatMap(leaves).filter(({ from, to }) => !isNothing(from) || !isNothing(to));
  const names = Math.min(34, Math.max(5, ...flat.map(({ path }) => columns(path))));
  return flat.flatMap((change) => {
    const name = cut(change.path || 'whole', names, look.marks.more);
    const line = (value: string) => `        ${look.paint.dim(pad(name, names))}  ${value}`;
    const room = look.width - 8 - names - 2;
    const whole = valueText(look, change);
    if (columns(whole) <= room) return [line(whole)];
    // A list is told by its length and beginning; anything else in full, below its name.
    if (Array.isArray(change.to)) return [line(cut(whole, room, look.marks.more))];
    return [`        ${look.paint.dim(name)}`, ...wrap(whole, look.width - 10).map((line) => `          ${line}`)];
  });
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** A whole object that is new is told property by property. */
function leaves(change: Change): Change[] {
  const { path, from, to } = change;
  if (from !== undefined || to === null || typeof to !== 'object' || Array.isArray(to) || to instanceof Secret) return [change];
  return Object.entries(to).flatMap(([name, value]) => leaves({ path: path ? `${path}.${name}` : name, from: undefined, to: value }));
}

function valueText({ marks }: Look, { from, to }: Change): string {
  if (Array.isArray(from) && Array.isArray(to)) return listChange(from, to, marks.dot);
  return from === undefined || from === null ? text(to) : `${text(from)} ${marks.fix} ${text(to)}`;
}

/** Lists are sets: what comes in and what goes is all there is to know. */
function listChange(from: readonly unknown[], to: readonly unknown[], dot: string): string {
  const [before, after] = [from.map(text), to.map(text)];
  const added = after.filter((one) => !before.includes(one));
  const gone = before.filter((one) => !after.includes(one));
  return [...(added.length > 0 ? [`add ${text(added)}`] : []), ...(gone.length > 0 ? [`drop ${text(gone)}`] : [])].join(` ${dot} `);
}

/** A value as an operator reads it. Lists say how long they are, so that a cut one is not mistaken for a short one. */
export function text(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (value instanceof Secret) return String(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value === '' ? '""' : value.replaceAll(/\s+/g, ' ');
  if (Array.isArray(value))
    return value.length > 3 ? `${value.length}: ${value.map(text).join(', ')}` : value.map(text).join(', ') || 'none';
  if (typeof value === 'object')
    return `{ ${Object.entries(value)
      .map(([name, inner]) => `${name}: ${text(inner)}`)
      .join(', ')} }`;
  return String(value);
}

function totals(look: Look, planned: readonly Planned[]): string[] {
  const pending = planned.filter(isPending);
  const many = (actions: readonly Planned['action'][]) => planned.filter(({ action }) => actions.includes(action)).length;
  const parts = [
    [many(['create', 'follows']), 'to create'],
    [many(['update', 'finish', 'unknowable']), 'to change'],
    [many(['replace']), 'to make anew'],
    [many(['by-hand']), 'by hand'],
    [many(['unchanged']), 'already right'],
    [many(['waits']), 'waiting'],
  ] as const;
  const sums = parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join(', ');
  if (pending.length === 0)
    return [
      `    ${look.paint.accent(look.marks.ok)} ${wrap(`nothing for k77 to do: ${sums || 'no task'}`, look.width - 6).join('\n      ')}`,
    ];
  const tail = [
    sums,
    money(pending),
    ...(pending.some(isFinal) ? [] : ['can all be undone']),
    ...(pending.some(isFelt) ? [] : ['users notice nothing']),
  ];
  return [...wrap(tail.join(` ${look.marks.dot} `), look.width - 4).map((line) => `    ${line}`), ...notices(look, pending)];
}

function money(pending: readonly Planned[]): string {
  return `${monthly(pending.reduce((sum, planned) => sum + addedCents(planned), 0))}/month`;
}

/** What a change adds to the bill: nothing unless it makes something. */
function addedCents({ action, task, monthlyCents }: Planned): number {
  if (action !== 'create' && action !== 'follows') return 0;
  return monthlyCents ?? (typeof task.monthlyCents === 'number' ? task.monthlyCents : 0);
}

function monthly(cents: number): string {
  return cents % 100 === 0 ? `$${cents / 100}` : `$${(cents / 100).toFixed(2)}`;
}

function isFinal({ task }: Planned): boolean {
  return typeof task.undo !== 'function';
}

/** What is made where nothing was interrupts nobody. */
function isFelt({ action, task }: Planned): boolean {
  return task.impact !== undefined && action !== 'create';
}

/** So many titles are read; of a first deployment there are dozens. */
const mostTitles = 4;

function notices(look: Look, pending: readonly Planned[]): string[] {
  const finals = pending.filter(isFinal);
  const titles = finals.slice(0, mostTitles).map(({ task }) => task.title);
  if (finals.length > mostTitles) titles.push(`${finals.length - mostTitles} more`);
  const kept = finals.length === 0 ? [] : [`cannot be undone by k77: ${titles.join('; ')}`];
  const felt = pending
    .filter(isFelt)
    .flatMap(({ task }) =>
      task.impact ? [`users notice: ${task.impact.stops} for ~${count(task.impact.seconds, 'second')} (${task.title})`] : [],
    );
  return [...felt, ...kept].flatMap((line) =>
    wrap(line, look.width - 6).map((part, index) => `    ${index === 0 ? look.paint.bold(look.marks.warn) : ' '} ${part}`),
  );
}
