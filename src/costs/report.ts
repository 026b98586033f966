/**
 * Everything that `k77 cost` says, in one value: the command line renders it, a script reads it as JSON.
 */
import type { UsageFigure } from '../core/vendor.ts';
import { type Combination, cheapestLawful, compareWith, nameOf } from './alternatives.ts';
import { hostedAt, offersOf } from './choose.ts';
import { type Estimate, estimate } from './estimate.ts';
import { type Doubts, doubts } from './freshness.ts';
import { guideScenarios, type Scenario } from './guide-scenarios.ts';
import type { Inputs } from './inputs.ts';
import { complete } from './load.ts';
import { type Cents, sum } from './money.ts';
import { costOf } from './plan-cost.ts';
import type { Catalogue, Sourced } from './price-types.ts';
import { cardsOf } from './revenue.ts';
import { type Tip, tips } from './tips.ts';
import { type Point, type Triggered, triggered } from './triggers.ts';

export interface CostReport {
  /** ISO 8601 */
  at: string;
  inputs: Inputs;
  now: Estimate;
  cheapest: Combination;
  compared: readonly { host: string; combination: Combination }[];
  triggers: Triggered;
  tips: readonly Tip[];
  guide: readonly Scenario[];
  doubts: Doubts;
  warnings: readonly string[];
  /** Cents per month that the operator wants to spend at most. */
  budget: Cents | undefined;
  /** Everything that vendors measured, also what the estimate does not use. */
  measured: readonly Measurement[];
}

export type Measurement = UsageFigure & { at: string; vendor: string };

export interface CostQuestion {
  inputs: Inputs;
  compare: readonly string[];
  history: readonly Point[];
  budget: Cents | undefined;
  now: Date;
  /** Prices to set beside the guide's. */
  today: Catalogue;
  measured: readonly Measurement[];
  /** What could not be measured. */
  missing: readonly string[];
}

export function costReport(question: CostQuestion): CostReport {
  const { inputs, budget } = question;
  const now = estimate(inputs);
  const doubt = doubts(now.items, paymentSources(inputs), inputs.catalogue, question.now);
  return {
    at: question.now.toISOString(),
    inputs,
    now,
    cheapest: cheapestLawful(inputs, now),
    compared: question.compare.map((host) => ({ host, combination: compareWith(inputs, now, host) })),
    triggers: triggered(inputs, now, railwayUse(inputs), question.history, question.now),
    tips: tips(inputs, now),
    guide: guideScenarios(question.today),
    doubts: doubt,
    warnings: [
      ...now.items.flatMap(({ vendor, title, problem }) => (problem ? [`${nameOf({ vendor, title })}: ${problem}`] : [])),
      ...now.items.flatMap(({ vendor, title, cheaper }) =>
        cheaper ? [`${nameOf({ vendor, title })}: ${cheaper.title} carries the same load for less`] : [],
      ),
      ...(budget !== undefined && now.total > budget ? [`this is more than your budget of $${(budget / 100).toFixed(2)} a month`] : []),
      ...question.missing,
    ],
    budget,
    measured: question.measured,
  };
}

/** Rows for payments that the estimate used. */
function paymentSources({ catalogue, merchant, payers, commercial }: Inputs): (Sourced & { what: string })[] {
  if (!commercial) return [];
  const { payments } = catalogue;
  const flat = cardsOf(payments, merchant.country).currency;
  const exchanged = [...new Set([merchant.currency, flat])].filter((currency) => currency !== 'usd');
  const rates = exchanged.flatMap((currency) => {
    const rate = payments.exchange[currency];
    return rate ? [{ what: `exchange rate of ${currency.toUpperCase()}`, ...rate }] : [];
  });
  return [
    { what: 'Stripe card fees', ...cardsOf(payments, merchant.country) },
    ...(payments.billing ? [{ what: 'Stripe Billing', ...payments.billing }] : []),
    ...(merchant.collectsTax && payments.tax ? [{ what: 'Stripe Tax', ...payments.tax }] : []),
    ...(payers.disputeShare > 0 && payments.dispute ? [{ what: 'Stripe disputes', ...payments.dispute }] : []),
    ...rates,
  ];
}

/** Cents of metered use at Railway, before its fee; 0 where nothing of it is metered. */
function railwayUse(inputs: Inputs): Cents {
  const [price] = offersOf(inputs.catalogue, 'railway', 'hosting').filter(({ meters }) => meters !== undefined);
  if (!price) return 0;
  const hosted = hostedAt(inputs.vendors, 'hosting');
  const { lines } = costOf({ ...price, fees: [] }, complete(inputs.load, hosted), hosted);
  return sum(lines.filter(({ cents }) => cents > 0).map(({ cents }) => cents));
}
