/**
 * Numbers that people give: judged one by one, refused with the field's name and what would do.
 */
import { exits, OperatorError } from '../core/errors.ts';

export interface Field {
  /** As the operator wrote it: `--servers`, `usage.json: usage.errors`. */
  name: string;
  /** A whole number from 0 to this. */
  most: number;
  /** What it counts. */
  of: string;
}

export const mostServers = 50_000_000;
export const mostSubscribers = 10_000_000;
export const mostUse = 1_000_000_000;

/** `3000`, `3,000`, `3_000`. @throws OperatorError (64) naming the field */
export function whole(value: unknown, field: Field): number {
  const text =
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim().replaceAll(/(?<=\d)[,_](?=\d{3})/g, '') : '';
  const number = Number(text);
  const shown = typeof value === 'string' || typeof value === 'number' ? `"${value}"` : describe(value);
  const problem =
    text === '' || Number.isNaN(number)
      ? `${shown} is no number`
      : !Number.isFinite(number)
        ? `${shown} is not finite`
        : number < 0
          ? `${shown} is negative`
          : !Number.isInteger(number)
            ? `${shown} is not whole`
            : number > field.most
              ? `${shown} is more than there can be`
              : undefined;
  if (problem === undefined) return number;
  throw new OperatorError({
    what: `${field.name}: ${problem}`,
    fix: `give the ${field.of} as a whole number from 0 to ${field.most.toLocaleString('en-US')}`,
    exit: exits.usage,
  });
}

/** `20`, `20%`, `12.5` per cent, or `0.2` of all. @returns hundredths of a per cent, 0 to 10,000 */
export function shareOf(value: unknown, name: string): number {
  const text = (typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '').replace(/\s*%$/, '');
  const number = /^\d+(\.\d+)?$|^\.\d+$/.test(text) ? Number(text) : Number.NaN;
  const isShare = /^0?\.\d+$/.test(text) && !String(value).includes('%');
  const hundredths = Math.round(number * (isShare ? 10_000 : 100));
  if (Number.isFinite(hundredths) && hundredths >= 0 && hundredths <= 10_000) return hundredths;
  throw new OperatorError({
    what: `${name}: ${typeof value === 'string' || typeof value === 'number' ? `"${value}"` : describe(value)} is no share`,
    fix: 'give per cent from 0 to 100, like 20 or 12.5 %, or a part of one, like 0.2',
    exit: exits.usage,
  });
}

/** A price above zero with at most two places. @returns the text, ready to be counted exactly */
export function amount(value: unknown, name: string, most = 100_000): string {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim().replace(/^\$/, '') : '';
  if (/^\d{1,9}(\.\d{1,2})?$/.test(text) && Number(text) > 0 && Number(text) <= most) return text;
  throw new OperatorError({
    what: `${name}: ${typeof value === 'string' || typeof value === 'number' ? `"${value}"` : describe(value)} is no amount`,
    fix: `give an amount above zero and up to ${most.toLocaleString('en-US')}, like 9.99`,
    exit: exits.usage,
  });
}

export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}
