/**
 * `k77 status` as lines: one row per phase, then the money.
 */

import { usd } from '../costs/money.ts';
import type { PhaseProgress } from '../engine/status.ts';
import { type MoneyFigures, money, percent } from '../vendors/stripe-money.ts';
import type { BudgetLine, MoneyLine } from './commands/status.ts';
import type { Look } from './io.ts';
import { count, ends, lasted, pad, wrap } from './text.ts';

/** @param flags what every command of this environment needs, ` --sandbox` */
export function statusLines(look: Look, phases: readonly PhaseProgress[], moneyLine: MoneyLine, flags = '', budget?: BudgetLine): string[] {
  return [
    '',
    ...phases.flatMap((phase) => phaseLines(look, phase)),
    '',
    ...moneyLines(look, moneyLine),
    ...(budget ? budgetLines(look, budget) : []),
    '',
    ...nextLines(look, phases, flags),
  ];
}

function phaseLines(look: Look, phase: PhaseProgress): string[] {
  const { paint, marks } = look;
  const { state, boxes, guideEstimate } = phase;
  const mark = {
    complete: paint.accent(marks.ok),
    'under way': paint.bold(marks.warn),
    'not started': marks.open,
    'not built': paint.dim(marks.open),
  }[state];
  const name = pad(`${phase.phase} ${phase.title}`, 28);
  if (state === 'not built')
    return ends(
      `  ${mark} ${paint.dim(`${name}not built yet`)}`,
      paint.dim(`${count(boxes.total, 'box', 'boxes')} ${marks.dot} guide: ${guideEstimate}`),
      look.width,
    );
  const blocked = state === 'under way' ? phase.inTheWay : [];
  return [
    ...ends(`  ${mark} ${name}${state}`, `${boxes.proved} of ${boxes.total} boxes`, look.width),
    ...details(phase).flatMap((text) => wrap(text, look.width - 6).map((line) => `      ${paint.dim(line)}`)),
    ...blocked.flatMap((title) => wrap(`open: ${title}`, look.width - 6).map((line) => `      ${line}`)),
  ];
}

function details({ boxes, actualMs, minutes, guideEstimate, gateHeldAt }: PhaseProgress): string[] {
  const took = actualMs === null ? `takes about ${minutes} min` : `took ${lasted(actualMs)}`;
  const held = gateHeldAt === null ? 'not rehearsed yet' : `rehearsed ${gateHeldAt.slice(0, 16).replace('T', ' ')} UTC`;
  return [
    [
      ...(boxes.rehearsed > 0 ? [`${boxes.rehearsed} more ${held}`] : []),
      ...(boxes.later > 0 ? [`${boxes.later} proved by later phases`] : []),
      ...(boxes.open > 0 ? [`${boxes.open} open`] : []),
    ].join(', '),
    `${took} (guide: ${guideEstimate})`,
  ].filter((text) => text !== '');
}

function moneyLines(look: Look, line: MoneyLine): string[] {
  const { paint, marks } = look;
  const text = 'unknown' in line ? line.unknown : figuresText(line).join(` ${marks.dot} `);
  const title = 'unknown' in line ? 'Money' : `Money, ${line.days} days`;
  const rows = wrap(text, look.width - 20).map(
    (part, index) => `  ${pad(index === 0 ? title : '', 17)} ${'unknown' in line ? paint.dim(part) : part}`,
  );
  const warnings = 'unknown' in line ? [] : line.warnings;
  return [
    ...rows,
    ...warnings.flatMap((warning) =>
      wrap(warning, look.width - 4).map((part, index) => `  ${index === 0 ? paint.bold(marks.warn) : ' '} ${part}`),
    ),
  ];
}

function budgetLines(look: Look, { budgetCents, estimate }: BudgetLine): string[] {
  const { paint, marks } = look;
  const budget = `${usd(budgetCents)} a month`;
  const over = estimate !== undefined && estimate.totalCents > budgetCents;
  const text =
    estimate === undefined
      ? `${budget}, and no estimate yet: k77 cost`
      : `${usd(estimate.totalCents)} estimated for ${estimate.for} (${estimate.at.slice(0, 10)}) of ${budget}${over ? `: ${usd(estimate.totalCents - budgetCents)} too much, k77 cost says where` : ''}`;
  return wrap(text, look.width - 20).map(
    (part, index) => `${index === 0 && over ? `${paint.bold(marks.warn)} ` : '  '}${pad(index === 0 ? 'Budget' : '', 17)} ${part}`,
  );
}

function figuresText({ payments, disputes, churn, mrr, subscriptions }: MoneyFigures): string[] {
  const recurring = Object.entries(mrr).map(([currency, minor]) => money(minor, currency));
  return [
    `${count(payments.succeeded, 'payment')}${payments.failureRate === null ? '' : `, ${percent(payments.failureRate)} failed`}`,
    count(disputes.total, 'dispute'),
    `${count(subscriptions, 'subscriber')}, ${churn.rate === null ? `${churn.ended} left` : `${percent(churn.rate)} left`}`,
    `MRR ${recurring.length > 0 ? recurring.join(' + ') : '0'}`,
  ];
}

function nextLines(look: Look, phases: readonly PhaseProgress[], flags: string): string[] {
  const next = phases.find((phase) => phase.state === 'under way' || phase.state === 'not started');
  const text = next
    ? `next: k77 deploy ${next.phase}${flags}`
    : `everything that this k77 can do is done; k77 verify${flags} proves it again`;
  return [`  ${look.paint.accent(look.marks.next)} ${text}`, ''];
}
