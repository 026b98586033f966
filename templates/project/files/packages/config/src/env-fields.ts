/**
 * Kinds of value that environment variables hold. Messages say what is wrong and never the value: they end up in logs of a hosting provider.
 */
import { z } from 'zod';

const snowflake = /^\d{17,20}$/;

export const text = z.string().min(1, 'is empty');
export const discordId = z.string().regex(snowflake, 'is no Discord id (17 to 20 digits)');

/** At least 32 bytes: RFC 7518 §3.2 asks that of an HS256 key. */
export const secret = z.string().refine((value) => Buffer.byteLength(value) >= 32, 'is shorter than 32 bytes');

export function url(...protocols: readonly string[]) {
  return z
    .string()
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), `is no ${protocols.join(' or ')}// address`);
}

/** An origin and perhaps a path, without a slash at the end, so that `${DASHBOARD_URL}/servers` has one slash. */
export const baseUrl = url('https:', 'http:').refine((value) => !value.endsWith('/'), 'ends with a slash');

export function whole(least: number, most = Number.MAX_SAFE_INTEGER) {
  return z
    .string()
    .regex(/^\d+$/, 'is no whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`);
}

export const yesNo = z.enum(['true', 'false'], { error: 'is neither true nor false' }).transform((value) => value === 'true');

/** "a, b" → ['a', 'b']; every part must be right. */
export function list<T extends z.ZodType<unknown, string>>(part: T) {
  return z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .pipe(z.array(part).min(1)) as z.ZodType<z.output<T>[], string>;
}

/** "0-3,8" → [0, 1, 2, 3, 8]. */
export const shardList = z
  .string()
  .regex(/^\d+(-\d+)?(\s*,\s*\d+(-\d+)?)*$/, 'is no list of shard numbers such as 0-3,8')
  .transform((value) => [...new Set(value.split(',').flatMap(range))].sort((a, b) => a - b));

function range(part: string): number[] {
  const [from = 0, to = from] = part.split('-').map(Number);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** A number of proxies in front of this process, or the addresses of those that are trusted. */
export const trustedProxies = z
  .string()
  .regex(/^(\d+|[\da-f.:/]+(\s*,\s*[\da-f.:/]+)*)$/i, 'is neither a number of proxies nor a list of addresses')
  .transform((value) => (/^\d+$/.test(value) ? Number(value) : value.split(',').map((one) => one.trim())));
