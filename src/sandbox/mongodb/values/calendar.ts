/**
 * Dates on a wall: weeks, ISO years, time zones. A wall date is a `Date` whose UTC fields read what a clock in the zone shows.
 */
import { ServerError } from '../errors.ts';

export const dayMs = 86_400_000;

/** Minutes that a zone is ahead of UTC at an instant. @throws ServerError 40485 for an unknown zone */
export function offsetAt(instant: number, zone: string): number {
  const fixed = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0));
  if (['UTC', 'GMT', 'Z'].includes(zone)) return 0;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const at = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const wall = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
  return Math.round((wall - Math.floor(instant / 1000) * 1000) / 60_000);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
    const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...numeric });
    formats.set(zone, made);
    return made;
  } catch {
    throw new ServerError(40485, `unrecognized time zone identifier: "${zone}"`);
  }
}

export function toWall(date: Date, zone: string): Date {
  return new Date(date.getTime() + offsetAt(date.getTime(), zone) * 60_000);
}

export function fromWall(wall: number, zone: string): Date {
  const guess = wall - offsetAt(wall, zone) * 60_000;
  return new Date(wall - offsetAt(guess, zone) * 60_000);
}

export function dayOfYear(wall: Date): number {
  return Math.floor((wall.getTime() - Date.UTC(wall.getUTCFullYear(), 0, 1)) / dayMs) + 1;
}

/** Weeks begin on Sunday; the days before the first are in week 0. */
export function weekOf(wall: Date): number {
  return Math.floor((dayOfYear(wall) + 6 - wall.getUTCDay()) / 7);
}

export function isoDay(wall: Date): number {
  return wall.getUTCDay() || 7;
}

/** The Thursday of the same ISO week: its year is the week's. */
function thursday(wall: Date): Date {
  return new Date(wall.getTime() + (4 - isoDay(wall)) * dayMs);
}

export function isoYear(wall: Date): number {
  return thursday(wall).getUTCFullYear();
}

export function isoWeek(wall: Date): number {
  return Math.ceil(dayOfYear(thursday(wall)) / 7);
}

/** The Monday of week 1 of an ISO year. */
export function isoYearStart(year: number): number {
  const fourth = new Date(Date.UTC(year, 0, 4));
  return fourth.getTime() - (isoDay(fourth) - 1) * dayMs;
}

/** By months, the last day of a month stays inside the month. */
export function addMonths(wall: Date, months: number): Date {
  const out = new Date(wall);
  out.setUTCDate(1);
  out.setUTCMonth(out.getUTCMonth() + months);
  const last = new Date(Date.UTC(out.getUTCFullYear(), out.getUTCMonth() + 1, 0)).getUTCDate();
  out.setUTCDate(Math.min(wall.getUTCDate(), last));
  return out;
}
