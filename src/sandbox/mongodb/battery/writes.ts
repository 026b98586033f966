/** Inserts, updates, deletes. */
import { Double } from 'mongodb';
import { type Behaviour, behaviour as is, refusal } from './behaviour.ts';

const one = [{ _id: 1, a: 1, b: { c: 2 }, list: [1, 2, 3] }];

export const writes: readonly Behaviour[] = [
  is(
    'an insert makes an ObjectId when there is no _id',
    [],
    async ({ c }) => (await c.insertOne({ a: 1 })).insertedId?.constructor.name,
    'ObjectId',
  ),
  is('insertMany counts', [], async ({ c }) => (await c.insertMany([{ _id: 1 }, { _id: 2 }])).insertedCount, 2),
  is('the same _id twice is 11000', one, ({ c }) => refusal(c.insertOne({ _id: 1 })), { code: 11000 }),
  is('1 and 1.0 are one _id', one, ({ c }) => refusal(c.insertOne({ _id: new Double(1) as never })), { code: 11000 }),
  is(
    'an ordered insertMany stops at the first error',
    one,
    async ({ c, all }) => [await refusal(c.insertMany([{ _id: 0 }, { _id: 1 }, { _id: 2 }])), (await all()).map(({ _id }) => _id)],
    [{ code: 11000 }, [0, 1]],
  ),
  is(
    'an unordered insertMany goes on',
    one,
    async ({ c, all }) => [
      await refusal(c.insertMany([{ _id: 0 }, { _id: 1 }, { _id: 2 }], { ordered: false })),
      (await all()).map(({ _id }) => _id),
    ],
    [{ code: 11000 }, [0, 1, 2]],
  ),
  is('an _id may not be an array', [], ({ c }) => refusal(c.insertOne({ _id: [1] as never })), { code: 53 }),
  is(
    '_id moves to the front',
    [],
    async ({ c }) => {
      await c.insertOne({ b: 1, _id: 5 });
      return Object.keys((await c.findOne()) ?? {});
    },
    ['_id', 'b'],
  ),
  is(
    'the duplicate is told with its key',
    one,
    async ({ c }) => {
      try {
        await c.insertOne({ _id: 1 });
      } catch (error) {
        const e = error as { errorResponse?: { keyPattern?: unknown; keyValue?: unknown } };
        return [e.errorResponse?.keyPattern, e.errorResponse?.keyValue];
      }
      return 'nothing';
    },
    [{ _id: 1 }, { _id: 1 }],
  ),

  is(
    'updateMany counts what it matched and changed',
    [
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ],
    async ({ c }) => {
      const { matchedCount, modifiedCount } = await c.updateMany({}, { $set: { a: 2 } });
      return [matchedCount, modifiedCount];
    },
    [2, 1],
  ),
  is(
    'an update of nothing',
    [],
    async ({ c }) => {
      const { matchedCount, upsertedId } = await c.updateOne({ _id: 9 }, { $set: { a: 1 } });
      return [matchedCount, upsertedId];
    },
    [0, null],
  ),
  is(
    'an upsert takes what the filter says',
    [],
    async ({ c }) => {
      const { upsertedId, upsertedCount } = await c.updateOne(
        { _id: 7, 'k.x': 'y', n: { $gt: 3 } } as never,
        { $set: { a: 1 }, $setOnInsert: { s: 1 } },
        { upsert: true },
      );
      return [upsertedId, upsertedCount, await c.findOne()];
    },
    [7, 1, { _id: 7, k: { x: 'y' }, a: 1, s: 1 }],
  ),
  is(
    '$setOnInsert does nothing to what is there',
    one,
    async ({ c }) => {
      await c.updateOne({ _id: 1 }, { $setOnInsert: { s: 1 } }, { upsert: true });
      return (await c.findOne())?.s ?? 'none';
    },
    'none',
  ),
  is(
    'a replacement keeps _id',
    one,
    async ({ c }) => {
      await c.replaceOne({ a: 1 }, { z: 1 });
      return c.findOne();
    },
    { _id: 1, z: 1 },
  ),
  is('a replacement with another _id is 66', one, ({ c }) => refusal(c.replaceOne({ a: 1 }, { _id: 2 } as never)), { code: 66 }),
  is(
    'a pipeline update computes',
    one,
    async ({ c }) => {
      await c.updateOne({}, [{ $set: { sum: { $add: ['$a', '$b.c'] } } }, { $unset: ['b', 'list'] }]);
      return c.findOne();
    },
    { _id: 1, a: 1, sum: 3 },
  ),
  is('a pipeline update takes no $match', one, ({ c }) => refusal(c.updateOne({}, [{ $match: {} }])), { code: 72 }),
  is(
    'deleteOne takes one, deleteMany all',
    [
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 1 },
    ],
    async ({ c }) => [(await c.deleteOne({ a: 1 })).deletedCount, (await c.deleteMany({ a: 1 })).deletedCount, await c.countDocuments()],
    [1, 2, 0],
  ),
  is(
    'findOneAndUpdate gives the old one, or the new',
    one,
    async ({ c }) => [
      (await c.findOneAndUpdate({}, { $inc: { a: 1 } }))?.a,
      (await c.findOneAndUpdate({}, { $inc: { a: 1 } }, { returnDocument: 'after' }))?.a,
    ],
    [1, 3],
  ),
  is(
    'findOneAndUpdate sorts first',
    [
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ],
    async ({ c }) => (await c.findOneAndUpdate({}, { $set: { z: 1 } }, { sort: { n: -1 } }))?._id,
    2,
  ),
  is(
    'findOneAndUpdate upserts',
    [],
    async ({ c }) => c.findOneAndUpdate({ _id: 4 } as never, { $set: { a: 1 } }, { upsert: true, returnDocument: 'after' }),
    { _id: 4, a: 1 },
  ),
  is('findOneAndReplace', one, async ({ c }) => c.findOneAndReplace({}, { q: 1 }, { returnDocument: 'after' }), { _id: 1, q: 1 }),
  is(
    'findOneAndDelete gives what was there',
    one,
    async ({ c }) => [await c.findOneAndDelete({}, { projection: { a: 1 } }), await c.countDocuments()],
    [{ _id: 1, a: 1 }, 0],
  ),
  is('findOneAndDelete of nothing is null', [], ({ c }) => c.findOneAndDelete({}), null),
  is(
    'a mixed bulkWrite',
    one,
    async ({ c }) => {
      const r = await c.bulkWrite([
        { insertOne: { document: { _id: 2 } } },
        { updateOne: { filter: { _id: 1 }, update: { $set: { a: 9 } } } },
        { updateOne: { filter: { _id: 3 }, update: { $set: { a: 3 } }, upsert: true } },
        { deleteOne: { filter: { _id: 2 } } },
      ]);
      return [r.insertedCount, r.modifiedCount, r.upsertedCount, r.deletedCount, r.upsertedIds];
    },
    [1, 1, 1, 1, { 2: 3 }],
  ),
  is(
    'a bulkWrite of a client over collections',
    one,
    async ({ client, c }) => {
      const namespace = c.namespace;
      const r = await client.bulkWrite([
        { namespace, name: 'insertOne', document: { _id: 2 as never } },
        { namespace, name: 'updateOne', filter: { _id: 1 as never }, update: { $set: { a: 5 } } },
        { namespace, name: 'deleteOne', filter: { _id: 2 as never } },
      ]);
      return [r.insertedCount, r.matchedCount, r.modifiedCount, r.deletedCount];
    },
    [1, 1, 1, 1],
  ),
];
