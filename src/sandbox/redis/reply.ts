/**
 * Replies: what a command answers, and the bytes that say so in RESP2 and RESP3.
 * Redis strings are "binary strings" everywhere in this folder: one character per byte, so that they compare, hash and index as bytes do.
 */

export type Reply = null | string | number | bigint | boolean | readonly Reply[] | Special;

type Special =
  | { kind: 'status'; text: string }
  | { kind: 'error'; text: string }
  | { kind: 'double'; value: number }
  | { kind: 'map'; entries: readonly (readonly [Reply, Reply])[] }
  | { kind: 'set'; items: readonly Reply[] }
  | { kind: 'push'; items: readonly Reply[] }
  | { kind: 'text'; text: string }
  | { kind: 'nil array' }
  | { kind: 'later' };

export type Protocol = 2 | 3;

export const ok: Reply = { kind: 'status', text: 'OK' };
/** `*-1`: a missing array, which RESP2 tells from a missing string. */
export const nilArray: Reply = { kind: 'nil array' };
/** The command answers by itself, now (several replies) or when it is unblocked. */
export const later: Reply = { kind: 'later' };

export const status = (text: string): Reply => ({ kind: 'status', text });
export const failure = (text: string): Reply => ({ kind: 'error', text });
export const double = (value: number): Reply => ({ kind: 'double', value });
export const map = (entries: readonly (readonly [Reply, Reply])[]): Reply => ({ kind: 'map', entries });
export const set = (items: readonly Reply[]): Reply => ({ kind: 'set', items });
export const push = (items: readonly Reply[]): Reply => ({ kind: 'push', items });
export const text = (content: string): Reply => ({ kind: 'text', text: content });

/** Thrown by commands; `message` is the whole error line, its code first. */
export class RedisError extends Error {}

export function isSpecial<K extends Special['kind']>(reply: Reply, kind: K): reply is Extract<Special, { kind: K }> {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === kind;
}

/** The bytes of a reply, as a binary string. */
export function encode(reply: Reply, protocol: Protocol): string {
  if (reply === null) return protocol === 3 ? '_\r\n' : '$-1\r\n';
  if (typeof reply === 'string') return bulk(reply);
  if (typeof reply === 'number' || typeof reply === 'bigint') return `:${reply}\r\n`;
  if (typeof reply === 'boolean') return protocol === 3 ? `#${reply ? 't' : 'f'}\r\n` : `:${reply ? 1 : 0}\r\n`;
  if (!('kind' in reply)) return list('*', reply, protocol);
  return encodeSpecial(reply, protocol);
}

function encodeSpecial(reply: Special, protocol: Protocol): string {
  const three = protocol === 3;
  switch (reply.kind) {
    case 'status':
      return `+${reply.text}\r\n`;
    case 'error':
      return `-${reply.text.replace(/[\r\n]/g, ' ')}\r\n`;
    case 'double':
      return three ? `,${formatDouble(reply.value)}\r\n` : bulk(formatDouble(reply.value));
    case 'map':
      return list(three ? '%' : '*', reply.entries.flat(), protocol, three ? reply.entries.length : undefined);
    case 'set':
      return list(three ? '~' : '*', reply.items, protocol);
    case 'push':
      return list(three ? '>' : '*', reply.items, protocol);
    case 'text':
      return three ? `=${reply.text.length + 4}\r\ntxt:${reply.text}\r\n` : bulk(reply.text);
    case 'nil array':
      return three ? '_\r\n' : '*-1\r\n';
    case 'later':
      return '';
  }
}

function list(mark: string, items: readonly Reply[], protocol: Protocol, count = items.length): string {
  let bytes = `${mark}${count}\r\n`;
  for (const item of items) bytes += encode(item, protocol);
  return bytes;
}

function bulk(content: string): string {
  return `$${content.length}\r\n${content}\r\n`;
}

/** C's `%.17g`, which Redis 7.0 uses for every double that it answers. */
export function formatDouble(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return '-inf';
  if (Number.isNaN(value)) return 'nan';
  return formatGeneral(value, 17);
}

/** C's `%.<digits>g`. */
export function formatGeneral(value: number, digits: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponentText = '0'] = value.toExponential(Math.max(digits, 1) - 1).split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= Math.max(digits, 1)) {
    const sign = exponent < 0 ? '-' : '+';
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return trimZeros(value.toFixed(Math.min(100, Math.max(0, digits - 1 - exponent))));
}

function trimZeros(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}
