/** `insert` */
import { type Core, newObjectId } from '../core.ts';
import { ServerError } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import { checkNames } from '../storage/space.ts';
import { Stored } from '../storage/stored.ts';
import { parse } from '../values/parse.ts';
import { type Doc, typeOf } from '../values/types.ts';
import { write } from '../values/write.ts';
import { type Call, type Command, collectionName } from './types.ts';
import { admit, checkCount, inOrder, reply } from './writing.ts';

export const insert: Command = {
  needs: 'write',
  inTransaction: true,
  counts: 'insert',
  async run(call) {
    const name = collectionName(call);
    checkNames(call.db, name);
    const raws = call.sequences.get('documents') ?? (call.body.documents as Doc[] | undefined)?.map(write);
    if (!Array.isArray(raws)) throw new ServerError(40414, "BSON field 'insert.documents' is missing but a required field");
    checkCount(raws.length);
    const outcome = await inOrder(call, raws.length, (index) => {
      insertOne(call, call.space.ensure(call.db, name), toStored(call.core, raws[index] as Buffer));
      return { n: 1 };
    });
    return reply(outcome, { n: outcome.results.length });
  },
};

export function insertOne(call: Call, collection: Collection, stored: Stored): void {
  admit(call, collection, stored);
  collection.insert(stored);
}

/** The document as it is stored: with an `_id`, in the first place. The bytes are copied: the message that brought them is let go. */
export function toStored(core: Core, raw: Buffer): Stored {
  const startsWithId = raw.length > 9 && raw[5] === 0x5f && raw[6] === 0x69 && raw[7] === 0x64 && raw[8] === 0;
  const stored = startsWithId ? new Stored(Buffer.from(raw)) : withId(core, parse(raw));
  checkId(stored.id);
  return stored;
}

export function withId(core: Core, doc: Doc): Stored {
  const { _id: given, ...rest } = doc;
  return Stored.of({ _id: given === undefined ? newObjectId(core) : given, ...rest });
}

/** @throws ServerError 53 InvalidIdField */
export function checkId(id: unknown): void {
  const type = typeOf(id);
  if (type === 'array' || type === 'regex' || type === 'undefined') throw new ServerError(53, `The '_id' value cannot be of type ${type}`);
  if (type === 'object') {
    const dollar = Object.keys(id as Doc).find((name) => name.startsWith('$'));
    if (dollar) throw new ServerError(52, `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`);
  }
}
