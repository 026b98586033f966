/**
 * Changes as bytes, for the log on disk and for snapshots: BSON documents, `{ o: operation, n: namespace, … }`, in frames with length and checksum.
 */
import { crc32 } from 'node:zlib';
import { Binary } from 'bson';
import { ServerError } from '../errors.ts';
import { keyOf } from '../values/keys.ts';
import { parse } from '../values/parse.ts';
import { isDoc } from '../values/types.ts';
import { Raw, write } from '../values/write.ts';
import type { CollectionOptions } from './collection.ts';
import type { IndexSpec } from './indexes.ts';
import type { Change, Store } from './space.ts';
import { Stored } from './stored.ts';

export function recordOf(change: Change): Buffer {
  if (change.kind === 'doc') {
    const { collection, after, before } = change.change;
    return after
      ? write({ o: 'put', d: collection.db, c: collection.name, v: new Raw(after.raw) })
      : write({ o: 'remove', d: collection.db, c: collection.name, k: before?.id });
  }
  const { collection } = change;
  const where = { d: collection.db, c: collection.name };
  if (change.kind === 'index') return write({ o: 'index', ...where, v: change.spec });
  if (change.kind === 'index dropped') return write({ o: 'unindex', ...where, k: change.name });
  if (change.kind === 'dropped') return write({ o: 'drop', ...where });
  return write({ o: change.kind === 'created' ? 'create' : 'options', ...where, v: collection.options, u: new Binary(collection.uuid, 4) });
}

/** All that a store holds, as the changes that make it. */
export function recordsOf(store: Store): Buffer[] {
  return store
    .every()
    .flatMap((collection) => [
      recordOf({ kind: 'created', collection }),
      ...[...collection.indexes.values()].map(({ spec }) => recordOf({ kind: 'index', collection, spec })),
      ...[...collection.entries()].map(([key, after]) => recordOf({ kind: 'doc', change: { collection, key, before: undefined, after } })),
    ]);
}

export function replay(store: Store, record: Buffer): void {
  const { o: operation, d, c, k, v, u } = parse(record);
  const [db, name] = [String(d), String(c)];
  if (operation === 'create') {
    store.create(db, name, v as CollectionOptions, u instanceof Binary ? Buffer.from(u.value()) : undefined);
    return;
  }
  const collection = store.find(db, name);
  if (!collection) return;
  if (operation === 'put' && isDoc(v)) collection.put(keyOf(v._id), new Stored(rawField(record), v));
  else if (operation === 'remove') collection.put(keyOf(k), undefined);
  else if (operation === 'index') store.addIndex(collection, v as unknown as IndexSpec);
  else if (operation === 'unindex') store.dropIndex(collection, String(k));
  else if (operation === 'options') store.setOptions(collection, v as CollectionOptions);
  else if (operation === 'drop') store.drop(collection);
}

/** The stored bytes themselves, last in their record: written anew, fields with numbers for names would change places. */
export function rawField(record: Buffer): Buffer {
  const from = record.indexOf('\x03v\0', 0, 'latin1') + 3;
  return Buffer.from(record.subarray(from, record.length - 1));
}

/** `[length][crc32][records]`: what was written together is read together or not at all. */
export function frame(records: readonly Buffer[]): Buffer {
  const body = Buffer.concat(records);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([head, body]);
}

/** Records of all whole frames, and how many bytes they take: what follows is a torn end. */
export function unframe(bytes: Buffer): { records: Buffer[]; end: number } {
  const records: Buffer[] = [];
  let end = 0;
  while (end + 8 <= bytes.length) {
    const from = end + 8;
    const to = from + bytes.readUInt32LE(end);
    if (to > bytes.length || crc32(bytes.subarray(from, to)) !== bytes.readUInt32LE(end + 4)) break;
    for (let at = from; at < to; ) {
      const length = bytes.readInt32LE(at);
      records.push(bytes.subarray(at, at + length));
      at += length;
    }
    end = to;
  }
  return { records, end };
}

/** @throws ServerError when the bytes are no snapshot */
export function recordsIn(snapshot: Buffer): Buffer[] {
  const { records, end } = unframe(snapshot);
  if (end !== snapshot.length) throw new ServerError(22, 'this is no snapshot, or it is damaged');
  return records;
}
