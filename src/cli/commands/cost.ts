/**
 * `k77 cost`: what a month costs, what it earns, when to upgrade. Reads; writes nothing but a page that was asked for, a budget, and measurements of `--live`.
 */
import { basename, dirname, resolve } from 'node:path';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import { inputsFrom } from '../../costs/inputs.ts';
import { centsOf } from '../../costs/money.ts';
import { amount } from '../../costs/numbers.ts';
import { prices202611 } from '../../costs/prices.ts';
import { prices202511 } from '../../costs/prices-2025-11.ts';
import { type CostReport, costReport } from '../../costs/report.ts';
import { systemClock } from '../../ports/clock.ts';
import { openFiles } from '../../ports/files.ts';
import { openSession, type Session } from '../compose.ts';
import { costDocument, csvOf, pricesDocument } from '../cost-documents.ts';
import { keepHistory, measure, readHistory, rememberEstimate } from '../cost-live.ts';
import { type CostOptions, sourcesOf, thePrices } from '../cost-options.ts';
import { askBudget, askCost } from '../cost-questions.ts';
import type { Io } from '../io.ts';
import { titleLines } from '../render.ts';
import { costLines, sizeText } from '../render-cost.ts';
import { chartLines } from '../render-cost-chart.ts';
import { priceLines } from '../render-cost-prices.ts';
import { costPage } from '../report/cost-page.ts';
import { typed } from '../typed.ts';

export async function run(options: CostOptions, io: Io): Promise<Exit> {
  if (options.csv && (options.json || options.events))
    throw new OperatorError({ what: '--csv and --json are two shapes of one document', fix: 'give one of them', exit: exits.usage });
  const catalogue = await thePrices(options.prices, io.host.cwd());
  if (options.what === 'prices') {
    io.document(pricesDocument(catalogue, systemClock.now()));
    for (const line of priceLines(io, catalogue, systemClock.now())) io.line(line);
    return exits.proven;
  }
  if (options.html !== undefined && (options.html.trim() === '' || options.html.endsWith('/')))
    throw new OperatorError({ what: `--html: "${options.html}" names no file`, fix: 'give a file, like cost.html', exit: exits.usage });
  const budget = options.budget === undefined ? undefined : amount(options.budget, '--budget');
  const session = await openSession(options, io, { lease: 'none', sandbox: options.live ? 'start' : 'leave' });
  const asked = await estimated(options, io, session, catalogue, budget).finally(() => session.close());
  // Before anything is printed: a reader that leaves early must not lose a budget.
  await keep(options, io, asked.budget, asked.report, asked.isOwn);
  await show(options, io, asked.report);
  return exits.proven;
}

/** @returns what has to be kept in the workspace, once the session that only reads is closed */
async function estimated(
  options: CostOptions,
  io: Io,
  session: Session,
  catalogue: typeof prices202611,
  given: string | undefined,
): Promise<{ budget?: string; report: CostReport; isOwn: boolean }> {
  const { walk, workspace } = session;
  const answers = workspace.values();
  const history = options.live ? await readHistory(workspace) : [];
  const measured = options.live ? await measure(walk) : { figures: [], missing: [] };
  const sources = { ...(await sourcesOf(options, catalogue, answers, io.host.cwd())), measured: measured.figures };
  if (options.live) await keepHistory(workspace, history, measured);
  const complete = await askCost(sources, io, typed(io.host));
  const wasAsked = complete !== sources;
  const isOwn = answers.project !== undefined && options.preset === undefined && catalogue.name !== prices202511.name;
  const wanted = given ?? (wasAsked && isOwn && answers.budget === undefined ? await askBudget(io, typed(io.host)) : undefined);
  const budget = wanted ?? (options.preset === undefined ? answers.budget : undefined);
  const now = walk.clock.now();
  const report = costReport({
    inputs: inputsFrom(complete),
    compare: options.compare ?? [],
    history,
    budget: budget === undefined ? undefined : centsOf(amount(budget, '"budget" in k77.json')),
    now,
    today: catalogue.name === prices202511.name ? prices202611 : catalogue,
    measured: measured.figures,
    missing: measured.missing,
  });
  return { report, isOwn, ...(wanted === undefined ? {} : { budget: wanted }) };
}

async function show(options: CostOptions, io: Io, report: CostReport): Promise<void> {
  const html = options.html === undefined ? undefined : resolve(io.host.cwd(), options.html);
  if (html !== undefined) await openFiles(dirname(html)).write(basename(html), costPage(report));
  io.document(costDocument(report));
  if (options.csv) io.raw(csvOf(report));
  else {
    for (const line of titleLines(io, ['k77', 'cost', sizeText(report), report.inputs.catalogue.title])) io.line(line);
    for (const line of costLines(io, report, { verbose: options.verbose })) io.line(line);
    if (options.chart) for (const line of chartLines(io, report)) io.line(line);
  }
  if (html !== undefined) io.aside(`  ${io.paint.dim(`page: ${html}`)}`);
}

/** A budget is an answer; with one, the estimate is kept for `k77 status`. */
async function keep(options: CostOptions, io: Io, budget: string | undefined, report: CostReport, isOwn: boolean): Promise<void> {
  const watched = report.budget !== undefined && isOwn;
  if (budget === undefined && !watched) return;
  const session = await openSession(options, io, { lease: budget === undefined ? 'none' : 'take', sandbox: 'leave' });
  try {
    if (budget !== undefined) await session.workspace.answer('budget', budget);
    await rememberEstimate(session.workspace, { at: report.at, totalCents: report.now.total, for: sizeText(report) });
  } finally {
    await session.close();
  }
}
