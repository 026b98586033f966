/**
 * Values between Lua and replies, by the rules of Redis: false for nil, numbers without their fraction, lists until their first nil.
 */
import { Table, type Value } from './lua/value.ts';
import { failure, formatDouble, type Reply, status } from './reply.ts';

/** A number as an argument of a command: whole ones without a point, others with 17 digits. */
export function wordOf(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value).toString();
  return formatDouble(value);
}

/** A reply as Lua sees it (RESP2 unless the script asked for 3). */
export function fromReply(reply: Reply, protocol: 2 | 3): Value {
  if (reply === null) return protocol === 3 ? undefined : false;
  if (typeof reply === 'bigint') return Number(reply);
  if (typeof reply === 'boolean') return protocol === 3 ? reply : Number(reply);
  if (typeof reply !== 'object') return reply;
  if (!('kind' in reply)) return Table.of(reply.map((item) => fromReply(item, protocol)));
  switch (reply.kind) {
    case 'status':
      return Table.from({ ok: reply.text });
    case 'error':
      return Table.from({ err: reply.text });
    case 'double':
      return protocol === 3 ? Table.from({ double: reply.value }) : formatDouble(reply.value);
    case 'map':
      return mapFrom(reply.entries, protocol);
    case 'set':
      if (protocol === 2) return Table.of(reply.items.map((item) => fromReply(item, 2)));
      return Table.from({ set: tableOf(reply.items.map((item) => [fromReply(item, 3), true])) });
    case 'push':
      return Table.of(reply.items.map((item) => fromReply(item, protocol)));
    case 'text':
      return protocol === 3 ? Table.from({ verbatim_string: Table.from({ format: 'txt', string: reply.text }) }) : reply.text;
    case 'nil array':
      return protocol === 3 ? undefined : false;
    case 'later':
      return undefined;
  }
}

function mapFrom(entries: readonly (readonly [Reply, Reply])[], protocol: 2 | 3): Table {
  if (protocol === 2) return Table.of(entries.flat().map((item) => fromReply(item, 2)));
  return Table.from({ map: tableOf(entries.map(([key, value]) => [fromReply(key, 3), fromReply(value, 3)])) });
}

function tableOf(pairs: readonly (readonly [Value, Value])[]): Table {
  const table = new Table();
  for (const [key, value] of pairs) table.set(key, value);
  return table;
}

/** What a script returns, as a reply: numbers lose their fraction, a list ends at its first nil. */
export function toReply(value: Value, three: boolean): Reply {
  if (value === undefined || value === false) return three && value === false ? false : null;
  if (value === true) return three ? true : 1;
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : -(2n ** 63n);
  if (typeof value === 'string') return value;
  return value instanceof Table ? tableReply(value, three) : null;
}

function tableReply(value: Table, three: boolean): Reply {
  const error = value.get('err');
  if (typeof error === 'string') return failure(error);
  const okay = value.get('ok');
  if (typeof okay === 'string') return status(okay.replace(/[\r\n]/g, ' '));
  const number = value.get('double');
  if (typeof number === 'number') return { kind: 'double', value: number };
  const [fields, members] = [value.get('map'), value.get('set')];
  if (fields instanceof Table)
    return { kind: 'map', entries: [...fields.pairs()].map(([key, item]) => [toReply(key, three), toReply(item, three)]) };
  if (members instanceof Table) return { kind: 'set', items: [...members.pairs()].map(([key]) => toReply(key, three)) };
  const items: Reply[] = [];
  for (let at = 1; value.get(at) !== undefined; at += 1) items.push(toReply(value.get(at), three));
  return items;
}
