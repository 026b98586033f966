/** `count`, `distinct` */
import { badValue, failedToParse } from '../errors.ts';
import { select } from '../query/select.ts';
import { keyOf } from '../values/keys.ts';
import { reach } from '../values/paths.ts';
import { type Command, docField, namedCollection, refuseCollation, wholeNumber } from './types.ts';

export const count: Command = {
  needs: 'read',
  counts: 'query',
  run(call) {
    refuseCollation(call.body);
    const { limit } = call.body;
    const most = typeof limit === 'number' ? Math.abs(limit) : (wholeNumber(call, 'limit') ?? 0);
    const query = {
      filter: docField(call, 'query'),
      hint: call.body.hint,
      skip: wholeNumber(call, 'skip') ?? 0,
      limit: most,
      scope: call.scope,
    };
    return { n: select(namedCollection(call), query).items.length, ok: 1 };
  },
};

export const distinct: Command = {
  needs: 'read',
  inTransaction: true,
  counts: 'query',
  run(call) {
    refuseCollation(call.body);
    const { key } = call.body;
    if (typeof key !== 'string') throw failedToParse("BSON field 'distinct.key' is missing but a required field");
    if (key.startsWith('$')) throw badValue(`FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
    const values = new Map<string, unknown>();
    const take = (value: unknown): void => {
      if (value !== undefined) values.set(keyOf(value), values.get(keyOf(value)) ?? value);
    };
    for (const { stored } of select(namedCollection(call), { filter: docField(call, 'query'), hint: call.body.hint, scope: call.scope })
      .items)
      reach(stored.doc, key.split('.'), (leaf) => {
        if (Array.isArray(leaf)) leaf.forEach(take);
        else take(leaf);
        return false;
      });
    return { values: [...values.values()], ok: 1 };
  },
};
