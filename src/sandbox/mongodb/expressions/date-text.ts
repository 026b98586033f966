/** Dates to text and back: `$dateToString`, `$dateFromString`. */
import { ServerError } from '../errors.ts';
import { dayOfYear, fromWall, isoDay, isoWeek, isoYear, offsetAt, toWall, weekOf } from '../values/calendar.ts';

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const writers: Readonly<Record<string, (wall: Date, offset: number) => string>> = {
  Y: (wall) => pad(wall.getUTCFullYear(), 4),
  G: (wall) => pad(isoYear(wall), 4),
  m: (wall) => pad(wall.getUTCMonth() + 1, 2),
  b: (wall) => (months[wall.getUTCMonth()] ?? '').slice(0, 3),
  B: (wall) => months[wall.getUTCMonth()] ?? '',
  d: (wall) => pad(wall.getUTCDate(), 2),
  H: (wall) => pad(wall.getUTCHours(), 2),
  M: (wall) => pad(wall.getUTCMinutes(), 2),
  S: (wall) => pad(wall.getUTCSeconds(), 2),
  L: (wall) => pad(wall.getUTCMilliseconds(), 3),
  j: (wall) => pad(dayOfYear(wall), 3),
  U: (wall) => pad(weekOf(wall), 2),
  V: (wall) => pad(isoWeek(wall), 2),
  u: (wall) => String(isoDay(wall)),
  w: (wall) => String(wall.getUTCDay() + 1),
  z: (_, offset) => `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60), 2)}${pad(Math.abs(offset) % 60, 2)}`,
  Z: (_, offset) => `${offset < 0 ? '-' : '+'}${pad(Math.abs(offset), 3)}`,
  '%': () => '%',
};

export function dateText(date: Date, format: string | undefined, zone: string | undefined): string {
  const pattern = format ?? (zone === undefined || zone === 'UTC' || zone === 'GMT' ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
  const wall = toWall(date, zone ?? 'UTC');
  const offset = offsetAt(date.getTime(), zone ?? 'UTC');
  return pattern.replace(/%(.?)/gs, (_, letter: string) => {
    const writer = writers[letter];
    if (!writer) throw new ServerError(18536, `Invalid format character '%${letter}' in format string`);
    return writer(wall, offset);
  });
}

/** What each letter reads. */
const readers: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  H: '(?<H>\\d{1,2})',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  L: '(?<L>\\d{1,3})',
  z: '(?<z>Z|[+-]\\d\\d:?\\d\\d)',
  b: '(?<b>[A-Za-z]{3})',
  B: '(?<B>[A-Za-z]+)',
  '%': '%',
};

/** @throws ServerError 241 ConversionFailure */
export function dateFromText(text: string, format: string | undefined, zone: string | undefined): Date {
  const found = format === undefined ? iso.exec(text) : patternOf(format).exec(text);
  const part = found?.groups;
  if (!part) throw new ServerError(241, `Error parsing date string '${text}'; 0: Format literal not found '${text.slice(0, 1)}'`);
  if (part.z && zone !== undefined)
    throw new ServerError(
      241,
      `Error parsing date string '${text}'; you cannot pass in a date/time string with time zone information ('${part.z}') together with a timezone argument`,
    );
  const named = part.b ?? part.B;
  const month = named ? months.findIndex((name) => name.toLowerCase().startsWith(named.toLowerCase())) : Number(part.m ?? 1) - 1;
  const wall = Date.UTC(
    Number(part.Y),
    month,
    Number(part.d ?? 1),
    Number(part.H ?? 0),
    Number(part.M ?? 0),
    Number(part.S ?? 0),
    Number((part.L ?? '0').padEnd(3, '0')),
  );
  if (new Date(wall).getUTCMonth() !== month || Number(part.H ?? 0) > 23)
    throw new ServerError(241, `Error parsing date string '${text}'; 0: The parsed date was invalid`);
  return fromWall(wall, part.z ?? zone ?? 'UTC');
}

const iso =
  /^(?<Y>\d{4})-(?<m>\d\d)-(?<d>\d\d)(?:[T ](?<H>\d\d):(?<M>\d\d)(?::(?<S>\d\d)(?:\.(?<L>\d{1,3})\d*)?)?)?\s*(?<z>Z|[+-]\d\d:?\d\d)?$/;

function patternOf(format: string): RegExp {
  const source = format.replace(/%(.?)|[.*+?^${}()|[\]\\/]/gs, (whole, letter: string | undefined) => {
    if (letter === undefined) return `\\${whole}`;
    const reader = readers[letter];
    if (!reader) throw new ServerError(18536, `Invalid format character '%${letter}' in format string`);
    return reader;
  });
  return new RegExp(`^${source}$`);
}
