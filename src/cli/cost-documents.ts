/**
 * `k77 cost` for programs: one JSON document, or the bill as CSV. Amounts are numbers in US dollars with two places; `cents` are whole.
 */
import type { Combination } from '../costs/alternatives.ts';
import type { Bill, Estimate, Item } from '../costs/estimate.ts';
import { ageDays, isStale } from '../costs/freshness.ts';
import type { Cents } from '../costs/money.ts';
import type { Catalogue } from '../costs/price-types.ts';
import type { CostReport } from '../costs/report.ts';
import type { Net } from '../costs/revenue.ts';
import { againstServers, againstSubscribers } from '../costs/series.ts';
import type { Fired } from '../costs/triggers.ts';

const dollars = (cents: Cents): number => cents / 100;

export function costDocument(report: CostReport) {
  const { inputs, now, cheapest, compared, triggers } = report;
  return {
    at: report.at,
    catalogue: { name: inputs.catalogue.name, title: inputs.catalogue.title, oldest: report.doubts.oldest, newest: report.doubts.newest },
    currency: 'USD',
    taxes: 'left out',
    inputs: {
      servers: inputs.load.servers,
      subscribers: inputs.payers.subscribers,
      commercial: inputs.commercial,
      country: inputs.merchant.country,
      monthlyPrice: dollars(inputs.merchant.monthly),
      yearlyPrice: dollars(inputs.merchant.yearly),
      collectsTax: inputs.merchant.collectsTax,
      readings: inputs.readings,
    },
    measured: report.measured,
    ...estimateDocument(now),
    cheapest: combinationDocument(cheapest),
    compare: compared.map(({ host, combination }) => ({ host, ...combinationDocument(combination) })),
    triggers: {
      now: triggers.now.map(triggerDocument),
      next: triggers.next.map((one) => ({
        ...triggerDocument(one),
        percent: one.percent,
        servers: one.servers ?? null,
        on: one.on ?? null,
      })),
      unmeasured: triggers.unmeasured.map(({ id, vendor, from, to, because, guide }) => ({
        id,
        vendor,
        from,
        to,
        because,
        guide: guide ?? null,
      })),
    },
    tips: report.tips.map(({ id, title, saves, says }) => ({ id, title, savesPerMonth: dollars(saves), says })),
    guide: report.guide.map(({ name, title, guide, today, differences }) => ({
      name,
      title,
      guide: summaryOf(guide),
      today: summaryOf(today),
      differences: differences.map(({ slot, guide: before, today: after, difference, why }) => ({
        what: slot,
        guide: before,
        today: after,
        usd: dollars(difference),
        why,
      })),
    })),
    plots: {
      subscribers: againstSubscribers(inputs, now, 25).map((point) => ({
        subscribers: point.subscribers,
        cost: dollars(point.cost),
        net: dollars(point.net),
        profit: dollars(point.profit),
      })),
      servers: againstServers(inputs, 25).map(({ servers, total }) => ({ servers, total: dollars(total) })),
    },
    budget: report.budget === undefined ? null : dollars(report.budget),
    warnings: [...report.warnings, ...doubtTexts(report)],
  };
}

/** What is wrong with the prices that were used, one sentence each. */
export function doubtTexts({ doubts, inputs }: Pick<CostReport, 'doubts' | 'inputs'>): string[] {
  const { stale, low } = doubts;
  return [
    ...(stale.length > 0
      ? [
          `${stale.length} ${stale.length === 1 ? 'price is' : 'prices are'} older than ${inputs.catalogue.staleAfterDays} days: ${stale.join(', ')}`,
        ]
      : []),
    ...(low.length > 0 ? [`${low.length} ${low.length === 1 ? 'price is' : 'prices are'} of low confidence: ${low.join(', ')}`] : []),
  ];
}

function estimateDocument(now: Estimate) {
  return {
    ...summaryOf(now),
    ...billDocument(now),
    payments: { income: now.revenue.income.map(moneyLine), fees: now.revenue.fees.map(moneyLine), perCharge: perCharge(now) },
  };
}

function summaryOf(now: Estimate) {
  return {
    total: dollars(now.total),
    revenue: dollars(now.revenue.gross),
    fees: dollars(now.revenue.feesCents),
    net: dollars(now.revenue.net),
    profit: dollars(now.profit),
    marginPercent: now.margin === undefined ? null : now.margin / 10,
    breakEvenSubscribers: now.breakEven ?? null,
    costPerServer: now.perServer === undefined ? null : now.perServer / 10_000,
  };
}

function billDocument(bill: Bill) {
  return {
    categories: bill.categories.map(({ category, cents }) => ({
      category,
      usd: dollars(cents),
      items: bill.items.filter((item) => item.category === category).map(itemDocument),
    })),
  };
}

function itemDocument(item: Item) {
  const { slot, vendor, plan, title, detail, lines, cents, how, note, lacks, problem, cheaper, asOf, confidence } = item;
  return {
    for: slot,
    vendor,
    plan,
    title,
    detail,
    usd: dollars(cents),
    cents,
    how,
    lines: lines.map((line) => ({ ...line, usd: dollars(line.cents) })),
    lacks,
    asOf,
    confidence,
    ...(note ? { note } : {}),
    ...(problem ? { problem } : {}),
    ...(cheaper ? { cheaper: { ...cheaper, usd: dollars(cheaper.cents) } } : {}),
  };
}

function moneyLine({ what, cents }: { what: string; cents: Cents }) {
  return { what, usd: dollars(cents), cents };
}

function perCharge({ revenue }: Estimate) {
  const { monthly, yearly, discordMonthly } = revenue.perCharge;
  const shape = ({ price, fee, net, international, converted }: Net) => ({
    price: dollars(price),
    fee: dollars(fee),
    net: dollars(net),
    netForeignCard: dollars(international),
    netForeignCardConverted: dollars(converted),
  });
  return {
    monthly: shape(monthly),
    yearly: shape(yearly),
    ...(discordMonthly
      ? { discordMonthly: { price: dollars(discordMonthly.price), fee: dollars(discordMonthly.fee), net: dollars(discordMonthly.net) } }
      : {}),
  };
}

function combinationDocument({ stack, bill, difference, givesUp, gains, changes }: Combination) {
  return {
    total: dollars(bill.total),
    difference: dollars(difference),
    vendors: stack,
    givesUp,
    gains,
    changes: changes.map(({ slot, from, to, difference: cents }) => ({ for: slot, from, to, usd: dollars(cents) })),
    ...billDocument(bill),
  };
}

function triggerDocument({ id, vendor, from, to, when, value, unitTitle, how, because, guide, answered }: Fired) {
  return {
    id,
    vendor,
    from,
    to,
    watches: when?.unit ?? null,
    at: when?.at ?? null,
    value,
    unit: unitTitle,
    how,
    because,
    guide: guide ?? null,
    answered,
  };
}

/** A catalogue as a file for `--prices`, with the age of every row beside it. */
export function pricesDocument(catalogue: Catalogue, now: Date) {
  const stale = catalogue.prices
    .filter((price) => isStale(price, catalogue, now))
    .map(({ vendor, plan, asOf }) => ({ vendor, plan, asOf, days: ageDays(asOf, now) }));
  return { ...catalogue, $stale: stale };
}

export function csvOf({ now }: CostReport): string {
  const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = [
    ['category', 'for', 'vendor', 'plan', 'line', 'quantity', 'unit', 'usd', 'how'],
    ...now.items.flatMap(({ category, slot, vendor, plan, lines, how }) =>
      lines.map(({ what, quantity, unit, cents }) => [
        category,
        slot,
        vendor,
        plan,
        what,
        quantity === undefined ? '' : String(quantity),
        unit ?? '',
        dollars(cents).toFixed(2),
        how,
      ]),
    ),
    ['Total', '', '', '', 'Total', '', '', dollars(now.total).toFixed(2), ''],
    ...now.revenue.income.map(({ what, cents }) => ['Payments', 'income', '', '', what, '', '', dollars(cents).toFixed(2), '']),
    ...now.revenue.fees.map(({ what, cents }) => ['Payments', 'fees', '', '', what, '', '', dollars(-cents).toFixed(2), '']),
    ['Profit', '', '', '', 'Profit', '', '', dollars(now.profit).toFixed(2), ''],
  ];
  return rows.map((row) => row.map(cell).join(',')).join('\n');
}
