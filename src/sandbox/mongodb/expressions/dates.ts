/** Dates: parts, sums, differences, truncation; in the zone that is named. */
import { ObjectId, Timestamp } from 'bson';
import { ServerError } from '../errors.ts';
import { addMonths, dayMs, dayOfYear, fromWall, isoDay, isoWeek, isoYear, isoYearStart, toWall, weekOf } from '../values/calendar.ts';
import { isIntegral, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc, typeOf } from '../values/types.ts';
import { dateFromText, dateText } from './date-text.ts';
import { isNullish } from './truth.ts';
import { type Compile, type Env, type Maker, type Makers, operands, parts } from './types.ts';

/** Named operands, evaluated; undefined in the result where one that must be there is null. */
function named(
  name: string,
  argument: unknown,
  compile: Compile,
  required: readonly string[],
  optional: readonly string[],
  code: number,
): (env: Env) => Doc {
  const given = parts(name, argument, required, optional, code);
  const compiled = Object.entries(given).map(([part, value]) => [part, compile(value)] as const);
  return (env) => Object.fromEntries(compiled.map(([part, one]) => [part, one(env)]));
}

function dateOf(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  throw new ServerError(16006, `can't convert from BSON type ${typeOf(value)} to Date`);
}

function zoneOf(value: unknown): string {
  if (value === undefined) return 'UTC';
  if (typeof value !== 'string') throw new ServerError(40517, `timezone must evaluate to a string, found ${typeOf(value)}`);
  return value;
}

function whole(name: string, value: unknown): number {
  if (!isIntegral(value)) throw new ServerError(40515, `'${name}' must evaluate to an integer, found ${typeOf(value)}`);
  return toNumber(value);
}

/** `{ $year: '$at' }`, or `{ $year: { date: '$at', timezone: 'Europe/Berlin' } }`. */
function part(read: (wall: Date) => unknown): Maker {
  return (argument, compile, name) => {
    const withZone = isDoc(argument) && !Object.keys(argument).some((one) => one.startsWith('$'));
    if (!withZone) {
      const [operand] = operands(name, argument, compile, 1);
      return (env) => {
        const value = operand?.(env);
        return isNullish(value) ? null : read(dateOf(value));
      };
    }
    const given = named(name, argument, compile, ['date'], ['timezone'], 40535);
    return (env) => {
      const { date, timezone } = given(env);
      return isNullish(date) || timezone === null ? null : read(toWall(dateOf(date), zoneOf(timezone)));
    };
  };
}

const fixedMs: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: dayMs,
  week: 7 * dayMs,
};
const unitMonths: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function unitOf(value: unknown): string {
  if (typeof value === 'string' && (Object.hasOwn(fixedMs, value) || Object.hasOwn(unitMonths, value))) return value;
  throw new ServerError(9, `unknown time unit value: ${String(value)}`);
}

function weekStart(value: unknown): number {
  const found = value === undefined ? 0 : weekdays.indexOf(String(value).slice(0, 3).toLowerCase());
  if (found < 0) throw new ServerError(9, `unknown day of week value: ${String(value)}`);
  return found;
}

function moved(sign: 1 | -1): Maker {
  return (argument, compile, name) => {
    const given = named(name, argument, compile, ['startDate', 'unit', 'amount'], ['timezone'], 5166400);
    return (env) => {
      const { startDate, unit, amount, timezone } = given(env);
      if (isNullish(startDate) || isNullish(unit) || isNullish(amount) || timezone === null) return null;
      const date = dateOf(startDate);
      const by = sign * whole('amount', amount);
      const step = unitOf(unit);
      const months = unitMonths[step];
      const zone = zoneOf(timezone);
      if (months !== undefined) return fromWall(addMonths(toWall(date, zone), by * months).getTime(), zone);
      const ms = by * (fixedMs[step] ?? 0);
      // Days and weeks keep the time on the wall, what is shorter does not.
      return step === 'day' || step === 'week' ? fromWall(toWall(date, zone).getTime() + ms, zone) : new Date(date.getTime() + ms);
    };
  };
}

/** Borders of units that lie between two dates. */
function difference({ startDate, endDate, unit, timezone, startOfWeek }: Doc): unknown {
  if ([startDate, endDate, unit].some(isNullish) || timezone === null) return null;
  const zone = zoneOf(timezone);
  const [from, to] = [toWall(dateOf(startDate), zone), toWall(dateOf(endDate), zone)];
  const step = unitOf(unit);
  const months = unitMonths[step];
  const index = (wall: Date): number => {
    if (months !== undefined) return Math.floor((wall.getUTCFullYear() * 12 + wall.getUTCMonth()) / months);
    if (step === 'week') return Math.floor((wall.getTime() / dayMs + 4 - weekStart(startOfWeek)) / 7);
    return Math.floor(wall.getTime() / (fixedMs[step] ?? 1));
  };
  return BigInt(index(to) - index(from));
}

/** Bins are counted from the beginning of the year 2000. */
function truncated({ date, unit, binSize = 1, timezone, startOfWeek }: Doc): unknown {
  if ([date, unit, binSize].some(isNullish) || timezone === null) return null;
  const zone = zoneOf(timezone);
  const wall = toWall(dateOf(date), zone);
  const size = whole('binSize', binSize);
  if (size < 1) throw new ServerError(5439018, `$dateTrunc requires 'binSize' to be greater than 0, but got value ${size}`);
  const step = unitOf(unit);
  const months = unitMonths[step];
  if (months !== undefined) {
    const width = months * size;
    const since = (wall.getUTCFullYear() - 2000) * 12 + wall.getUTCMonth();
    return fromWall(Date.UTC(2000, Math.floor(since / width) * width, 1), zone);
  }
  // The first day of 2000 was a Saturday.
  const start = Date.UTC(2000, 0, 1) + (step === 'week' ? ((weekStart(startOfWeek) + 1) % 7) * dayMs : 0);
  const width = (fixedMs[step] ?? 1) * size;
  return fromWall(start + Math.floor((wall.getTime() - start) / width) * width, zone);
}

function toParts({ date, timezone, iso8601 }: Doc): unknown {
  if (isNullish(date) || timezone === null) return null;
  const wall = toWall(dateOf(date), zoneOf(timezone));
  const time = {
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    millisecond: wall.getUTCMilliseconds(),
  };
  if (iso8601 === true) return { isoWeekYear: isoYear(wall), isoWeek: isoWeek(wall), isoDayOfWeek: isoDay(wall), ...time };
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate(), ...time };
}

const partNames = ['year', 'month', 'day', 'isoWeekYear', 'isoWeek', 'isoDayOfWeek', 'hour', 'minute', 'second', 'millisecond'];

function fromParts(given: Doc): unknown {
  if (Object.values(given).some(isNullish)) return null;
  const at = (name: string, otherwise: number): number => (given[name] === undefined ? otherwise : whole(name, given[name]));
  const time = Date.UTC(1970, 0, 1, at('hour', 0), at('minute', 0), at('second', 0), at('millisecond', 0));
  const zone = zoneOf(given.timezone);
  if (given.isoWeekYear !== undefined) {
    const days = (at('isoWeek', 1) - 1) * 7 + at('isoDayOfWeek', 1) - 1;
    return fromWall(isoYearStart(at('isoWeekYear', 1970)) + days * dayMs + time, zone);
  }
  if (given.year === undefined) throw new ServerError(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
  return fromWall(Date.UTC(at('year', 1970), at('month', 1) - 1, at('day', 1)) + time, zone);
}

function fromString(given: Doc): unknown {
  const { dateString, format, timezone } = given;
  if (isNullish(dateString)) return given.onNull ?? null;
  try {
    if (typeof dateString !== 'string')
      throw new ServerError(
        241,
        `$dateFromString requires that 'dateString' be a string, found: ${typeOf(dateString)} with value ${String(dateString)}`,
      );
    return dateFromText(dateString, typeof format === 'string' ? format : undefined, timezone === undefined ? undefined : zoneOf(timezone));
  } catch (error) {
    if ('onError' in given && error instanceof ServerError && error.code === 241) return given.onError;
    throw error;
  }
}

function ofParts(required: readonly string[], optional: readonly string[], code: number, apply: (given: Doc) => unknown): Maker {
  return (argument, compile, name) => {
    const given = named(name, argument, compile, required, optional, code);
    return (env) => apply(given(env));
  };
}

export const dates: Makers = {
  $year: part((wall) => wall.getUTCFullYear()),
  $month: part((wall) => wall.getUTCMonth() + 1),
  $dayOfMonth: part((wall) => wall.getUTCDate()),
  $dayOfWeek: part((wall) => wall.getUTCDay() + 1),
  $dayOfYear: part(dayOfYear),
  $hour: part((wall) => wall.getUTCHours()),
  $minute: part((wall) => wall.getUTCMinutes()),
  $second: part((wall) => wall.getUTCSeconds()),
  $millisecond: part((wall) => wall.getUTCMilliseconds()),
  $week: part(weekOf),
  $isoWeek: part(isoWeek),
  $isoDayOfWeek: part(isoDay),
  $isoWeekYear: part((wall) => BigInt(isoYear(wall))),
  $dateAdd: moved(1),
  $dateSubtract: moved(-1),
  $dateDiff: ofParts(['startDate', 'endDate', 'unit'], ['timezone', 'startOfWeek'], 5166300, difference),
  $dateTrunc: ofParts(['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], 5439007, truncated),
  $dateToParts: ofParts(['date'], ['timezone', 'iso8601'], 40518, toParts),
  $dateFromParts: ofParts([], [...partNames, 'timezone'], 40518, fromParts),
  $dateFromString: ofParts(['dateString'], ['format', 'timezone', 'onError', 'onNull'], 40541, fromString),
  $dateToString: ofParts(['date'], ['format', 'timezone', 'onNull'], 18534, ({ date, format, timezone, onNull }) => {
    if (isNullish(date)) return onNull ?? null;
    if (format === null || timezone === null) return null;
    return dateText(dateOf(date), format === undefined ? undefined : String(format), timezone === undefined ? undefined : zoneOf(timezone));
  }),
};
