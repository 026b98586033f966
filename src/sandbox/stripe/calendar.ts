/**
 * Months and years in Unix seconds (UTC), without a clock. Day counting after Howard Hinnant, "chrono-compatible low-level date algorithms".
 */
import type { Interval } from './prices.ts';

export const hour = 3600;
export const day = 24 * hour;

/** `count` intervals after `from`; a month that is too short ends on its last day, as Stripe bills. */
export function after(from: number, interval: Interval, count: number): number {
  if (interval === 'day') return from + count * day;
  if (interval === 'week') return from + count * 7 * day;
  const days = Math.floor(from / day);
  const { year, month, date } = civil(days);
  const months = year * 12 + (month - 1) + count * (interval === 'year' ? 12 : 1);
  const [y, m] = [Math.floor(months / 12), (months % 12) + 1];
  const last = daysOf(m === 12 ? y + 1 : y, m === 12 ? 1 : m + 1, 1) - daysOf(y, m, 1);
  return daysOf(y, m, Math.min(date, last)) * day + (from - days * day);
}

/** The first end of a period after `start`, counted from the anchor so that the 31st returns after February. */
export function periodEnd(anchor: number, start: number, interval: Interval, count: number): number {
  let n = 0;
  while (after(anchor, interval, n * count) <= start) n++;
  return after(anchor, interval, n * count);
}

function civil(days: number): { year: number; month: number; date: number } {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const inEra = z - era * 146097;
  const yearOfEra = Math.floor((inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36524) - Math.floor(inEra / 146096)) / 365);
  const inYear = inEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * inYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date: inYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

function daysOf(year: number, month: number, date: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const inYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + inYear - 719468;
}
