/** `findAndModify` */
import { failedToParse } from '../errors.ts';
import { compileProjection } from '../query/projection.ts';
import { select } from '../query/select.ts';
import type { Stored } from '../storage/stored.ts';
import { compileUpdate } from '../update/apply.ts';
import type { Doc } from '../values/types.ts';
import { type Call, type Command, collectionName, docField, refuseCollation } from './types.ts';
import { changeOne, updateScope, upsert } from './update.ts';
import { earlier, whenFree } from './writing.ts';

export const findAndModify: Command = {
  needs: 'write',
  inTransaction: true,
  counts: 'update',
  async run(call) {
    const name = collectionName(call);
    refuseCollation(call.body);
    const { remove, update, upsert: mayInsert } = call.body;
    if (remove === true && update !== undefined) throw failedToParse('Cannot specify both an update and remove=true');
    if (remove === true && mayInsert === true) throw failedToParse('Cannot specify both upsert=true and remove=true');
    if (remove === true && call.body.new === true)
      throw failedToParse("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
    if (remove !== true && update === undefined) throw failedToParse('Either an update or remove=true must be specified');
    const done = earlier(call);
    const before = done?.get(0);
    if (before) return { ...before, retriedStmtId: 0 };
    const reply = await whenFree(() => (remove === true ? removed(call, name) : updated(call, name)));
    done?.set(0, reply);
    return reply;
  },
};

function query(call: Call, name: string): ReturnType<typeof select> {
  const { sort, hint } = call.body;
  return select(call.space.find(call.db, name), {
    filter: docField(call, 'query') ?? {},
    sort,
    hint,
    limit: 1,
    scope: updateScope(call, undefined),
  });
}

function shaped(call: Call, stored: Stored | undefined, found = {}): Doc | null {
  const fields = docField(call, 'fields') ?? docField(call, 'projection');
  if (!stored) return null;
  return fields && Object.keys(fields).length > 0 ? compileProjection(fields, call.scope, true)(stored.doc, found) : stored.doc;
}

function removed(call: Call, name: string): Doc {
  const [item] = query(call, name).items;
  const value = shaped(call, item?.stored, item?.found);
  if (item) call.space.find(call.db, name)?.remove(item.key);
  return { lastErrorObject: { n: item ? 1 : 0 }, value, ok: 1 };
}

function updated(call: Call, name: string): Doc {
  const change = compileUpdate(call.body.update, {
    scope: updateScope(call, undefined),
    arrayFilters: call.body.arrayFilters,
    multi: false,
  });
  const [item] = query(call, name).items;
  const wantsNew = call.body.new === true;
  if (item) {
    const { after } = changeOne(call, call.space.ensure(call.db, name), item, change);
    return { lastErrorObject: { n: 1, updatedExisting: true }, value: shaped(call, wantsNew ? after : item.stored, item.found), ok: 1 };
  }
  if (call.body.upsert !== true) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null, ok: 1 };
  const stored = upsert(call, call.space.ensure(call.db, name), docField(call, 'query') ?? {}, change);
  return { lastErrorObject: { n: 1, updatedExisting: false, upserted: stored.id }, value: wantsNew ? shaped(call, stored) : null, ok: 1 };
}
