/**
 * What one plan costs under one load. Knows no vendor: fees, meters, credits and sizes are all there is.
 */
import type { Load, ServiceName, Unit } from './load.ts';
import { type Cents, centsOf, exact, nano, rounded, sum } from './money.ts';
import type { Meter, Price, Size } from './price-types.ts';

/** One line of the bill. Rounded once, here. */
export interface Line {
  what: string;
  cents: Cents;
  /** What was multiplied, where something was. */
  quantity?: number;
  unit?: string;
  /** `$10 per 1000`, where something was. */
  rate?: string;
}

export interface PlanCost {
  price: Price;
  lines: readonly Line[];
  cents: Cents;
}

/** @param hosted the services that the plan runs, for plans that are paid by the machine */
export function costOf(price: Price, load: Load, hosted: readonly ServiceName[]): PlanCost {
  const metered = (price.meters ?? []).flatMap((meter) => meterLine(price, meter, load));
  const lines = [
    ...price.fees.map((fee) => feeLine(fee, load)),
    ...(price.sizes ? hosted.map((name) => machineLine(price.sizes ?? [], name, load)) : []),
    ...metered,
    ...creditLine(price, metered),
  ];
  return { price, lines, cents: sum(lines.map(({ cents }) => cents)) };
}

function feeLine({ what, usd, every, each }: Price['fees'][number], load: Load): Line {
  const many = each === undefined ? 1 : load[each];
  return {
    what,
    cents: rounded(exact(nano(usd), many, every === 'year' ? 12 : 1)),
    ...(each === undefined ? {} : { quantity: many, unit: each }),
    ...(each === undefined && every === 'month' ? {} : { rate: `$${usd} a ${every}${each === undefined ? '' : ' each'}` }),
  };
}

/** Use between `from` (else what is included) and `to`. */
function meterLine(price: Price, meter: Meter, load: Load): Line[] {
  const used = usedOf(price, meter.unit, load);
  const start = meter.from ?? price.included?.[meter.unit] ?? 0;
  const billed = Math.max(0, Math.min(used, meter.to ?? used) - start);
  if (billed === 0) return [];
  const quantity = meter.packs ? Math.ceil(billed / meter.per) * meter.per : billed;
  return [
    {
      what: meter.what,
      cents: rounded(exact(nano(meter.usd), quantity, meter.per)),
      quantity,
      unit: meter.unit,
      rate: `$${meter.usd} per ${meter.per === 1 ? 'one' : meter.per}`,
    },
  ];
}

function usedOf(price: Price, unit: Meter['unit'], load: Load): number {
  if (unit !== 'credits') return load[unit];
  const weights = Object.entries(price.credits ?? {}) as [Unit, { credits: number; per: number }][];
  return weights.reduce((total, [name, { credits, per }]) => total + Math.ceil((load[name] * credits) / per), 0);
}

/** The guide moves on from 512 MB when more than 400 MB are used all the time; every machine is given that room. */
const room = { used: 400, of: 512 } as const;

/** The smallest machine that holds the service; of the largest, as many as it takes. */
function machineLine(sizes: readonly Size[], name: ServiceName, load: Load): Line {
  const [memory, cpu] = [load[`${name}MemoryMb`], load[`${name}CpuMilli`]];
  const count = (size: Size): number =>
    Math.max(1, Math.ceil((memory * room.of) / (size.memoryMb * room.used)), Math.ceil(cpu / size.cpuMilli));
  const offers = sizes.map((size) => ({ size, many: count(size), cents: count(size) * centsOf(size.usd) }));
  const single = offers.filter(({ many }) => many === 1).sort((a, b) => a.cents - b.cents);
  const dearest = [...offers].sort((a, b) => centsOf(b.size.usd) - centsOf(a.size.usd));
  const best = single[0] ?? dearest[0];
  if (!best) throw new Error('a plan with sizes has at least one');
  return {
    what: `${titleOf(name)}: ${best.many > 1 ? `${best.many} × ` : ''}${best.size.name}`,
    cents: best.cents,
    quantity: memory,
    unit: 'MB',
  };
}

export function titleOf(name: ServiceName): string {
  return name === 'api' ? 'API' : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function creditLine(price: Price, metered: readonly Line[]): Line[] {
  if (price.credit === undefined) return [];
  const cents = Math.min(centsOf(price.credit), sum(metered.map((line) => line.cents)));
  return cents === 0 ? [] : [{ what: 'Use that the fee pays for', cents: -cents }];
}

/** Why a plan cannot carry this: empty when it can. */
export function unfit(price: Price, load: Load, about: { commercial: boolean; runsBot: boolean }): string[] {
  const forbidden = (price.forbids ?? []).filter((what) => (what === 'commercial use' ? about.commercial : about.runsBot));
  const limits = Object.entries(price.limits ?? {}) as [Unit, number][];
  const full = limits.filter(([unit, most]) => load[unit] > most).map(([unit, most]) => `${load[unit]} ${unit}, at most ${most}`);
  const credits = price.included?.credits;
  const packs = price.meters?.some(({ unit }) => unit === 'credits') ?? false;
  const needed = usedOf(price, 'credits', load);
  const spent = credits !== undefined && !packs && needed > credits ? [`${needed} credits, at most ${credits}`] : [];
  return [...forbidden.map((what) => `forbids ${what}`), ...full, ...spent];
}
