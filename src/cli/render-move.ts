/**
 * A move as lines: what will happen, what it costs and what users notice; then what happened, with times. And the same as a document.
 */
import { exits } from '../core/errors.ts';
import type { Moved, MovePlan } from '../engine/move.ts';
import { hosts } from '../hosts/hosts.ts';
import { commandsHere, type Look } from './io.ts';
import { findingLines } from './render-findings.ts';
import { changesOf } from './render-plan.ts';
import { count, ends, wrap } from './text.ts';

const dollars = (cents: number): string => (cents % 100 === 0 ? `$${cents / 100}` : `$${(cents / 100).toFixed(2)}`);

export function movePlanLines(look: Look, plan: MovePlan): string[] {
  const { paint, marks } = look;
  const { title, from, to, how, stages, outlook } = plan;
  const words = { anew: 'Move', 'going on': 'Go on moving', back: 'Bring' } as const;
  const say = (text: string, mark: string): string[] =>
    wrap(text, look.width - 6).map((line, index) => `    ${index === 0 ? mark : ' '} ${line}`);
  return [
    '',
    `  ${paint.bold(`${words[how]} the ${title} from ${from} ${how === 'back' ? 'back ' : ''}to ${to}`)}`,
    ...stages.map((stage, index) => `    ${paint.dim(`${index + 1}.`)} ${stage.title}`),
    ...changesOf(look, plan.plan),
    '',
    ...say(`${moneyText(plan)}`, marks.open),
    ...outlook.users.flatMap((line) => say(`users: ${line}`, paint.bold(marks.warn))),
    ...outlook.notes.flatMap((line) => say(commandsHere(look, line), marks.open)),
    ...plan.unseen.flatMap((line) => say(line, paint.bold(marks.warn))),
  ];
}

/** "at least $5/month at Railway and $7/month at Render while both run, then $7/month" */
function moneyText({ from, to, outlook: { fromCents, toCents } }: MovePlan): string {
  return `for the ${dollars(fromCents)} a month at ${from} (about, of 512 MB) you pay ${dollars(toCents)} at ${to}; both while both run`;
}

export function moveDocument(moved: Moved) {
  const { exit, service, from, to, state, stages, seen, interrupted, findings, writes } = moved;
  return {
    exit,
    service,
    from,
    to,
    state,
    stages: stages.map(({ id, title, seconds, waitedSeconds, outcome, tasks }) => ({ id, title, seconds, waitedSeconds, outcome, tasks })),
    seconds: totalOf(moved),
    ...(seen ? { seen } : {}),
    ...(interrupted ? { interrupted } : {}),
    checks: findings.map(({ id, title, weight, verdict }) => ({ id, title, weight, ...verdict })),
    writes,
  };
}

function totalOf({ stages }: Moved): number {
  return Math.round(stages.reduce((sum, { seconds }) => sum + seconds, 0) * 10) / 10;
}

/** As the operator types them here. */
export interface MoveCommands {
  /** The same command. */
  again: string;
  /** The move of this service, without a host. */
  here: string;
  deploy: string;
}

export function moveEndLines(look: Look, moved: Moved, commands: MoveCommands): string[] {
  const { paint, marks } = look;
  const { stages, findings, writes } = moved;
  const lines = [''];
  for (const { title, seconds, waitedSeconds, outcome } of stages) {
    const mark = outcome === 'done' ? paint.accent(marks.ok) : outcome === 'failed' ? paint.bad(marks.bad) : paint.dim(marks.open);
    const time = `${seconds.toFixed(1)} s${waitedSeconds > 0.5 ? ` (${waitedSeconds.toFixed(1)} s waiting)` : ''}`;
    lines.push(...ends(`  ${mark} ${title}`, paint.dim(time), look.width));
  }
  lines.push(...seenLines(look, moved));
  const open = findings.filter(({ verdict }) => verdict.state === 'fail' || verdict.state === 'unknown');
  if (findings.length > 0) {
    const proved = findings.filter(({ verdict }) => verdict.state === 'pass').length;
    lines.push(`  ${paint.accent(marks.ok)} ${proved} of ${count(findings.length, 'check')} proved`);
  }
  for (const finding of open) lines.push(...findingLines(look, finding));
  const total = `${totalOf(moved).toFixed(1)} s in all ${marks.dot} ${count(writes, 'vendor write')}`;
  const next = wrap(nextOf(moved, commands), look.width - 4);
  return [...lines, `  ${total}`, ...next.map((line, index) => `  ${index === 0 ? paint.accent(marks.next) : ' '} ${line}`), ''];
}

function seenLines(look: Look, { seen, interrupted }: Moved): string[] {
  const { paint, marks } = look;
  const say = (text: string): string[] =>
    wrap(text, look.width - 4).map((line, index) => `  ${index === 0 ? paint.dim(marks.open) : ' '} ${line}`);
  const lines: string[] = [];
  if (seen && seen.looks > 0) {
    const who = [seen.by.old && `${seen.by.old} by the old one`, seen.by.new && `${seen.by.new} by the new one`].filter(Boolean).join(', ');
    const gap = seen.failed === 0 ? 'no gap' : `${seen.failed} failed (${seen.saw.join('; ')}), longest gap ${seen.longestGapSeconds} s`;
    lines.push(...say(`asked under its own name every second of the switch: ${seen.looks} times, ${gap}${who ? `; answered ${who}` : ''}`));
  }
  if (interrupted) lines.push(...say(`without ${interrupted.what} ${interrupted.seconds} s`));
  return lines;
}

function nextOf({ exit, state, service, from, to, stages }: Moved, { again, here, deploy }: MoveCommands): string {
  const title = (id: string): string => hosts.find((host) => host.id === id)?.title ?? id;
  const it = service === 'api' ? 'API' : service;
  if (state === 'returned') return `the ${it} is at ${title(from)} as before; what was prepared at ${title(to)} is stopped`;
  if (state === 'moved') {
    const proved = exit === exits.proven ? '' : 'mend what is listed above; ';
    return `${proved}the ${it} is at ${title(to)}. Your privacy policy names its hosts: ${deploy} lets it follow. Back: ${here} --back`;
  }
  const at = stages.at(-1)?.title ?? 'the beginning';
  const serves = state === 'under way' ? `the ${it} at ${title(from)} serves` : `the ${it} at ${title(to)} serves already`;
  const leave = state === 'under way' ? `; leave it at ${title(from)}: ${here} ${from}` : '';
  return `stopped at "${at}"; ${serves}. Go on: ${again}${leave}`;
}
