/**
 * Which upgrade triggers fire now, and which come next: with the load, the servers and, from a history of measurements, the day.
 */
import type { Bill } from './estimate.ts';
import type { How, Inputs } from './inputs.ts';
import { type Load, loadOf, units } from './load.ts';
import type { Cents } from './money.ts';
import { type Trigger, triggers } from './trigger-list.ts';

export interface Fired extends Trigger {
  value: number;
  /** The estimate has the next plan already. */
  answered: boolean;
  unitTitle: string;
  how: How;
}
export interface Coming extends Fired {
  /** Part of the way, in per cent. */
  percent: number;
  /** Servers at which an average deployment gets there; undefined when servers have nothing to do with it. */
  servers: number | undefined;
  /** The day on which it fires if things go on as they did, from the history of measurements. */
  on?: string;
}

export interface Triggered {
  now: readonly Fired[];
  next: readonly Coming[];
  /** Only a person can tell. */
  unmeasured: readonly Trigger[];
}

export interface Point {
  /** ISO 8601 */
  at: string;
  name: string;
  value: number;
}

/** @param railwayUse cents of metered use at Railway, before what a plan's fee pays */
export function triggered(inputs: Inputs, bill: Bill, railwayUse: Cents, history: readonly Point[], now: Date): Triggered {
  const seen = triggers.flatMap((trigger) =>
    trigger.when ? [{ trigger, when: trigger.when, ...reached(inputs, trigger.when.unit, railwayUse) }] : [],
  );
  const mine = seen.filter(({ trigger }) => !trigger.commercial || inputs.commercial);
  const fired = ({ trigger, value, how, when }: (typeof mine)[number]): Fired => ({
    ...trigger,
    value,
    how,
    unitTitle: titleOf(when.unit),
    answered: isAnswered(trigger, bill),
  });
  const isNow = ({ trigger, value, when }: (typeof mine)[number]): boolean =>
    value >= when.at || (trigger.commercial === true && inputs.commercial);
  return {
    now: mine.filter(isNow).map(fired),
    next: mine
      .filter((one) => !isNow(one))
      .map((one) => {
        const on = dateOf(history, one.when.unit, one.when.at, now);
        return {
          ...fired(one),
          percent: switches.includes(one.when.unit) ? 0 : Math.floor((one.value * 100) / one.when.at),
          servers: serversFor(inputs, one.when.unit, one.when.at),
          ...(on ? { on } : {}),
        };
      })
      .sort((a, b) => b.percent - a.percent),
    unmeasured: triggers.filter(({ when }) => when === undefined),
  };
}

/** Also where another vendor was chosen, or none that is paid by plan. */
function isAnswered({ leaves }: Trigger, bill: Bill): boolean {
  return leaves !== undefined && !bill.items.some(({ slot, plan }) => slot === leaves.slot && leaves.plan.test(plan));
}

/** These jump: being near means nothing. */
const switches: readonly string[] = ['checksPerHour', 'seats'];

type Watched = NonNullable<Trigger['when']>['unit'];

function reached(inputs: Inputs, unit: Watched, railwayUse: Cents): { value: number; how: How } {
  const how =
    inputs.readings.find(({ name }) => name === (unit === 'railwayUseCents' ? 'botMemoryMb' : unit === 'users' ? 'users' : unit))?.how ??
    'assumed';
  if (unit === 'railwayUseCents') return { value: railwayUse, how };
  if (unit === 'subscribers' || unit === 'discordLifetimeUsd') return { value: inputs.payers[unit], how };
  return { value: inputs.load[unit], how };
}

function titleOf(unit: Watched): string {
  if (unit === 'railwayUseCents') return 'cents of use a month';
  if (unit === 'discordLifetimeUsd') return 'dollars sold through Discord';
  return unit === 'subscribers' ? 'paying subscribers' : units[unit];
}

/** The fewest servers of which the assumed load, at the ratio seen here, reaches a number. */
function serversFor(inputs: Inputs, unit: Watched, at: number): number | undefined {
  if (unit === 'subscribers' || unit === 'railwayUseCents' || unit === 'discordLifetimeUsd') return undefined;
  const { servers } = inputs.load;
  const assumed = loadOf(servers)[unit];
  const here = inputs.load[unit];
  if (servers === 0 || assumed === 0 || here === 0) return undefined;
  const reach = (many: number): boolean => (loadOf(many) as Load)[unit] * here >= at * assumed;
  let high = Math.max(1, servers);
  while (!reach(high)) {
    if (high > 100_000_000) return undefined;
    high *= 2;
  }
  let low = Math.min(servers, high - 1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reach(middle)) high = middle;
    else low = middle;
  }
  return high;
}

const dayMs = 86_400_000;

/** A straight line through the first and the last measurement, at least a day apart. */
function dateOf(history: readonly Point[], name: string, at: number, now: Date): string | undefined {
  const points = history.filter((point) => point.name === name).sort((a, b) => (a.at < b.at ? -1 : 1));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return undefined;
  const ms = Date.parse(last.at) - Date.parse(first.at);
  const grown = last.value - first.value;
  if (ms < dayMs || grown <= 0 || last.value >= at) return undefined;
  const day = Date.parse(last.at) + ((at - last.value) * ms) / grown;
  const years = (day - now.getTime()) / (365 * dayMs);
  return years > 10 ? undefined : new Date(Math.max(day, now.getTime())).toISOString().slice(0, 10);
}
