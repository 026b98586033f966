/**
 * How far a price can be trusted: its age against the clock, and the confidence it was noted with.
 */
import { nameOf } from './alternatives.ts';
import type { Item } from './estimate.ts';
import type { Catalogue, Sourced } from './price-types.ts';

const dayMs = 86_400_000;

/** Days since a price was read; a month counts from its first day, a year from its first month. */
export function ageDays(asOf: string, now: Date): number {
  const [year = '', month = '01', day = '01'] = asOf.split('-');
  return Math.max(0, Math.floor((now.getTime() - Date.UTC(Number(year), Number(month) - 1, Number(day))) / dayMs));
}

export function isStale(sourced: Pick<Sourced, 'asOf'>, catalogue: Pick<Catalogue, 'staleAfterDays'>, now: Date): boolean {
  return ageDays(sourced.asOf, now) > catalogue.staleAfterDays;
}

export interface Doubts {
  stale: readonly string[];
  low: readonly string[];
  oldest: string;
  newest: string;
}

/** Of the prices that an estimate used, those that are worth looking up again. */
export function doubts(
  items: readonly Pick<Item, 'vendor' | 'title' | 'asOf' | 'confidence'>[],
  used: readonly (Sourced & { what: string })[],
  catalogue: Catalogue,
  now: Date,
): Doubts {
  const all = [...items.map(({ vendor, title, asOf, confidence }) => ({ what: nameOf({ vendor, title }), asOf, confidence })), ...used];
  const dates = all.map(({ asOf }) => asOf).sort();
  return {
    stale: all.filter((one) => isStale(one, catalogue, now)).map(({ what }) => what),
    low: all.filter(({ confidence }) => confidence === 'low').map(({ what }) => what),
    oldest: dates[0] ?? '',
    newest: dates.at(-1) ?? '',
  };
}
