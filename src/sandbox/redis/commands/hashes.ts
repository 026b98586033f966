/**
 * Hashes: fields with values under one key.
 */
import { type Call, type Command, command, one, syntaxError, Words, wrongArity } from '../command.ts';
import type { Database, Values } from '../keyspace.ts';
import { asInteger, fits, toCount, toInteger } from '../numbers.ts';
import { map, ok, RedisError, type Reply } from '../reply.ts';
import { scanMembers } from './scanning.ts';
import { increasedDecimal } from './strings.ts';

export const hashes: readonly Command[] = [
  command('hset', -4, 'write denyoom fast', one, (call) => hset(call)),
  command('hmset', -4, 'write denyoom fast', one, (call) => {
    hset(call);
    return ok;
  }),
  command('hsetnx', 4, 'write denyoom fast', one, ({ db, args: [key = '', field = '', value = ''] }) => {
    const { fields } = open(db, key);
    if (fields.has(field)) return 0;
    fields.set(field, value);
    db.changed(key, 'h', 'hset');
    return 1;
  }),
  command('hget', 3, 'readonly fast', one, ({ db, args: [key = '', field = ''] }) => fieldsOf(db, key)?.get(field) ?? null),
  command('hmget', -3, 'readonly fast', one, ({ db, args: [key = '', ...names] }) => {
    const fields = fieldsOf(db, key);
    return names.map((name) => fields?.get(name) ?? null);
  }),
  command('hgetall', 2, 'readonly', one, ({ db, args: [key = ''] }) => map([...(fieldsOf(db, key) ?? [])])),
  command('hkeys', 2, 'readonly', one, ({ db, args: [key = ''] }) => [...(fieldsOf(db, key)?.keys() ?? [])]),
  command('hvals', 2, 'readonly', one, ({ db, args: [key = ''] }) => [...(fieldsOf(db, key)?.values() ?? [])]),
  command('hlen', 2, 'readonly fast', one, ({ db, args: [key = ''] }) => fieldsOf(db, key)?.size ?? 0),
  command('hexists', 3, 'readonly fast', one, ({ db, args: [key = '', field = ''] }) => (fieldsOf(db, key)?.has(field) ? 1 : 0)),
  command('hstrlen', 3, 'readonly fast', one, ({ db, args: [key = '', field = ''] }) => fieldsOf(db, key)?.get(field)?.length ?? 0),
  command('hdel', -3, 'write fast', one, ({ db, args: [key = '', ...names] }) => {
    const fields = fieldsOf(db, key);
    const removed = names.filter((name) => fields?.delete(name)).length;
    if (removed > 0) db.changed(key, 'h', 'hdel');
    db.removeIfEmpty(key);
    return removed;
  }),
  command('hincrby', 4, 'write denyoom fast', one, ({ db, args: [key = '', field = '', by = ''] }) => {
    const amount = toInteger(by);
    const { fields } = open(db, key);
    const before = asInteger(fields.get(field) ?? '0');
    if (before === undefined) throw new RedisError('ERR hash value is not an integer');
    const value = before + amount;
    if (!fits(value)) throw new RedisError('ERR increment or decrement would overflow');
    fields.set(field, value.toString());
    db.changed(key, 'h', 'hincrby');
    return value;
  }),
  command('hincrbyfloat', 4, 'write denyoom fast', one, ({ db, args: [key = '', field = '', by = ''] }) => {
    const value = increasedDecimal(fieldsOf(db, key)?.get(field) ?? '0', by, 'ERR hash value is not a float');
    open(db, key).fields.set(field, value);
    db.changed(key, 'h', 'hincrbyfloat');
    return value;
  }),
  command('hrandfield', -2, 'readonly', one, hrandfield),
  command('hscan', -3, 'readonly', one, ({ db, args: [key = '', cursor = '', ...options] }) => {
    const fields = fieldsOf(db, key);
    return scanMembers(cursor, options, fields ? [...fields.keys()] : [], (name) => [name, fields?.get(name) ?? '']);
  }),
];

function fieldsOf(db: Database, key: string): Map<string, string> | undefined {
  return db.read(key, 'hash')?.fields;
}

function open(db: Database, key: string): Values['hash'] {
  return db.open(key, 'hash', () => ({ type: 'hash', fields: new Map() }));
}

function hset({ db, name, args: [key = '', ...given] }: Call): Reply {
  if (given.length % 2 !== 0) throw wrongArity(name);
  const { fields } = open(db, key);
  const before = fields.size;
  for (let i = 0; i < given.length; i += 2) fields.set(given[i] ?? '', given[i + 1] ?? '');
  db.changed(key, 'h', 'hset');
  return fields.size - before;
}

function hrandfield({ engine, session, db, args: [key = '', ...options] }: Call): Reply {
  const words = new Words(options);
  const count = words.left > 0 ? toCount(words.next()) : undefined;
  const withValues = words.take('WITHVALUES') !== undefined;
  if (words.left > 0) throw new RedisError(syntaxError);
  const fields = [...(fieldsOf(db, key) ?? [])];
  if (count === undefined) return engine.pick(fields)?.[0] ?? null;
  const chosen = count < 0 ? engine.pickAgain(fields, -count) : engine.pickSome(fields, count);
  if (!withValues) return chosen.map(([name]) => name);
  return session.protocol === 3 ? chosen : chosen.flat();
}
