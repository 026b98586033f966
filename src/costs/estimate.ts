/**
 * The estimate: what a month costs by category, what it earns, what is left. Pure: the same inputs give the same document.
 */
import { type Chosen, chooseAll, offersOf, type Stack } from './choose.ts';
import type { How, Inputs } from './inputs.ts';
import type { ServiceName, Unit } from './load.ts';
import { type Cents, sum } from './money.ts';
import { type Line, titleOf } from './plan-cost.ts';
import { type Category, categories, categoryOf, type Slot } from './price-types.ts';
import { breakEven, type Revenue, revenueOf } from './revenue.ts';

export interface Item {
  slot: Slot;
  category: Category;
  vendor: string;
  plan: string;
  title: string;
  /** What it runs or carries: `bot 0.5 GB, worker 0.25 GB`. */
  detail: string;
  lines: readonly Line[];
  cents: Cents;
  /** The least certain of the numbers that the price was computed with; a price without any is declared by its plan. */
  how: How | 'fixed';
  note?: string;
  lacks: readonly string[];
  problem?: string;
  cheaper?: Chosen['cheaper'];
  asOf: string;
  confidence: 'high' | 'medium' | 'low';
}

export interface Bill {
  items: readonly Item[];
  categories: readonly { category: Category; cents: Cents }[];
  total: Cents;
}

export interface Estimate extends Bill {
  revenue: Revenue;
  /** Net of payment fees, less the total. */
  profit: Cents;
  /** Profit as tenths of a per cent of gross revenue; undefined without revenue. */
  margin: number | undefined;
  /** Subscribers from which on nothing is lost; undefined when no number suffices. */
  breakEven: number | undefined;
  /** Hundredths of a cent per server; undefined without servers. */
  perServer: number | undefined;
}

export function billOf(inputs: Inputs, stack: Stack = inputs.vendors, wanted: readonly string[] = wantedOf(inputs)): Bill {
  const { catalogue, load, commercial } = inputs;
  // Declared plans hold only where their vendor is still the one asked.
  const plans = Object.fromEntries(Object.entries(inputs.plans).filter(([slot]) => stack[slot as Slot] === inputs.vendors[slot as Slot]));
  const items = chooseAll({ catalogue, load, commercial, plans, wanted }, stack).map((chosen) => itemOf(inputs, chosen));
  return {
    items,
    categories: categories.map((category) => ({
      category,
      cents: sum(items.filter((item) => item.category === category).map(({ cents }) => cents)),
    })),
    total: sum(items.map(({ cents }) => cents)),
  };
}

/** Who is paid should not lose what was paid for. */
export function wantedOf({ catalogue, commercial }: Inputs): readonly string[] {
  return commercial ? catalogue.wanted : [];
}

export function estimate(inputs: Inputs): Estimate {
  const bill = billOf(inputs);
  const { payments } = inputs.catalogue;
  const revenue = revenueOf(payments, inputs.merchant, inputs.payers);
  const profit = revenue.net - bill.total;
  return {
    ...bill,
    revenue,
    profit,
    margin: revenue.gross === 0 ? undefined : Math.round((profit * 1000) / revenue.gross),
    breakEven: inputs.commercial ? breakEven(payments, inputs.merchant, inputs.payers, bill.total) : undefined,
    perServer: inputs.load.servers === 0 ? undefined : Math.round((bill.total * 100) / inputs.load.servers),
  };
}

function itemOf(inputs: Inputs, chosen: Chosen): Item {
  const { price, slot, lines, cents } = chosen;
  return {
    slot,
    category: categoryOf[slot],
    vendor: price.vendor,
    plan: price.plan,
    title: price.title,
    detail: detailOf(inputs, chosen),
    lines,
    cents,
    how: howOf(inputs, chosen),
    lacks: price.lacks ?? [],
    asOf: price.asOf,
    confidence: price.confidence,
    ...(price.note === undefined ? {} : { note: price.note }),
    ...(chosen.problem === undefined ? {} : { problem: chosen.problem }),
    ...(chosen.cheaper === undefined ? {} : { cheaper: chosen.cheaper }),
  };
}

function detailOf({ load }: Inputs, { slot, hosted, price }: Chosen): string {
  if (slot === 'hosting' && (price.meters || price.sizes))
    return hosted.map((name) => `${name === 'api' ? titleOf(name) : name} ${gigabytes(load[`${name}MemoryMb`])}`).join(', ');
  if (slot === 'database') return `${gigabytes(load.databaseMb)}, ${load.databaseOps} operations/s`;
  if (slot === 'cache') return `${thousands(load.cacheCommandsK)} commands, ${gigabytes(load.cacheMb)}`;
  if (slot === 'errors') return `${load.errors.toLocaleString('en-US')} errors`;
  if (slot === 'uptime')
    return `${load.monitors} monitors, every ${load.checksPerHour === 0 ? '?' : Math.round(60 / load.checksPerHour)} min`;
  return slot === 'dashboard' ? `${load.dashboardGb} GB of traffic` : '';
}

export function gigabytes(megabytes: number): string {
  return megabytes < 1000 ? `${megabytes} MB` : `${(megabytes / 1000).toFixed(1).replace(/\.0$/, '')} GB`;
}

export function thousands(thousand: number): string {
  return thousand < 1000 ? `${thousand} thousand` : `${(thousand / 1000).toFixed(1).replace(/\.0$/, '')} million`;
}

const uncertainty: readonly How[] = ['measured', 'declared', 'assumed'];

/** What decided between the vendor's plans counts too, even where nothing of it is metered. */
function howOf({ readings, catalogue }: Inputs, { price, hosted, slot }: Chosen): Item['how'] {
  const offers = offersOf(catalogue, price.vendor, slot);
  const units = offers.flatMap(({ meters = [], limits = {}, credits = {}, sizes }) => [
    ...meters.map(({ unit }) => unit as string),
    ...Object.keys(limits),
    ...Object.keys(credits),
    ...(sizes ? ['memoryMb', 'cpuMilli'] : []),
  ]);
  const used = new Set(
    units.flatMap((unit) => (unit === 'memoryMb' || unit === 'cpuMilli' ? hosted.map((name) => serviceUnit(name, unit)) : [unit])),
  );
  const known = readings.filter(({ name }) => used.has(name)).map(({ how }) => uncertainty.indexOf(how));
  return known.length === 0 ? 'fixed' : (uncertainty[Math.max(...known)] ?? 'assumed');
}

function serviceUnit(name: ServiceName, unit: 'memoryMb' | 'cpuMilli'): Unit {
  return unit === 'memoryMb' ? `${name}MemoryMb` : `${name}CpuMilli`;
}
