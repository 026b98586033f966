/** Indexes. */
import type { Document } from 'mongodb';
import { type Behaviour, behaviour as is, refusal } from './behaviour.ts';

const people = [
  { _id: 1, e: 'a', n: 1 },
  { _id: 2, e: 'b', n: 2 },
  { _id: 3, e: 'b', n: 3 },
];

export const indexes: readonly Behaviour[] = [
  is(
    'a unique index refuses, and says where',
    people.slice(0, 2),
    async ({ c }) => {
      await c.createIndex({ e: 1 }, { unique: true });
      return refusal(c.insertOne({ e: 'a' }), ['message']).then(({ code, message }) => [
        code,
        message?.replace(/collection: \S+/, 'collection: X'),
      ]);
    },
    [11000, 'E11000 duplicate key error collection: X index: e_1 dup key: { e: "a" }'],
  ),
  is('a unique index over duplicates cannot be built', people, ({ c }) => refusal(c.createIndex({ e: 1 }, { unique: true })), {
    code: 11000,
  }),
  is(
    'an update into a unique key is refused',
    people.slice(0, 2),
    async ({ c }) => {
      await c.createIndex({ e: 1 }, { unique: true });
      return refusal(c.updateOne({ _id: 2 }, { $set: { e: 'a' } }));
    },
    { code: 11000 },
  ),
  is(
    'missing is null to a unique index',
    [{ _id: 1 }],
    async ({ c }) => {
      await c.createIndex({ e: 1 }, { unique: true });
      return refusal(c.insertOne({ _id: 2 }));
    },
    { code: 11000 },
  ),
  is(
    'a sparse unique index lets missing be',
    [{ _id: 1 }],
    async ({ c }) => {
      await c.createIndex({ e: 1 }, { unique: true, sparse: true });
      await c.insertOne({ _id: 2 });
      return c.countDocuments();
    },
    2,
  ),
  is(
    'a partial unique index looks at its part',
    [{ _id: 1, e: 'a', live: false }],
    async ({ c }) => {
      await c.createIndex({ e: 1 }, { unique: true, partialFilterExpression: { live: true } });
      await c.insertMany([
        { _id: 2, e: 'a', live: false },
        { _id: 3, e: 'a', live: true },
      ]);
      return refusal(c.insertOne({ e: 'a', live: true }));
    },
    { code: 11000 },
  ),
  is(
    'a compound unique index takes all fields',
    [{ _id: 1, a: 1, b: 1 }],
    async ({ c }) => {
      await c.createIndex({ a: 1, b: -1 }, { unique: true });
      await c.insertOne({ _id: 2, a: 1, b: 2 });
      return refusal(c.insertOne({ a: 1, b: 1 }));
    },
    { code: 11000 },
  ),
  is(
    'a unique index looks into arrays',
    [{ _id: 1, t: ['x', 'y'] }],
    async ({ c }) => {
      await c.createIndex({ t: 1 }, { unique: true });
      return refusal(c.insertOne({ t: 'y' }));
    },
    { code: 11000 },
  ),
  is(
    'two arrays in one index are 171',
    [],
    async ({ c }) => {
      await c.createIndex({ a: 1, b: 1 });
      return refusal(c.insertOne({ a: [1, 2], b: [1, 2] }));
    },
    { code: 171 },
  ),
  is(
    'an index changes no answer',
    people,
    async ({ c }) => {
      await c.createIndex({ e: 1, n: -1 });
      return (await c.find({ e: 'b', n: { $gt: 2 } }).toArray()).map(({ _id }) => _id);
    },
    [3],
  ),
  is(
    'a range over an index comes in its order',
    [
      { _id: 1, n: 3 },
      { _id: 2, n: 1 },
      { _id: 3, n: 2 },
    ],
    async ({ c }) => {
      await c.createIndex({ n: 1 });
      return (await c.find({ n: { $gte: 1 } }).toArray()).map(({ n }) => n);
    },
    [1, 2, 3],
  ),
  is(
    'an index finds what is missing',
    [{ _id: 1, n: 1 }, { _id: 2 }],
    async ({ c }) => {
      await c.createIndex({ n: 1 });
      return (await c.find({ n: null }).toArray()).map(({ _id }) => _id);
    },
    [2],
  ),
  is(
    'explain tells that an index is used',
    people,
    async ({ c }) => {
      await c.createIndex({ e: 1 });
      const { queryPlanner } = await c.find({ e: 'b' }).explain('queryPlanner');
      return JSON.stringify(queryPlanner.winningPlan).includes('IXSCAN');
    },
    true,
  ),
  is(
    'explain tells that none is used',
    people,
    async ({ c }) => {
      const { executionStats } = await c.find({ n: 2 }).explain('executionStats');
      return [executionStats.nReturned, executionStats.totalDocsExamined, executionStats.totalKeysExamined];
    },
    [1, 3, 0],
  ),
  is(
    'a partial index answers what lies in its part by comparison, and never by $type',
    people,
    async ({ c }) => {
      const usesIndex = async (filter: Document): Promise<boolean> =>
        JSON.stringify((await c.find(filter).explain('queryPlanner')).queryPlanner.winningPlan).includes('IXSCAN');
      await c.createIndex({ e: 1 }, { partialFilterExpression: { e: { $gt: '' } } });
      const compared = [await usesIndex({ e: 'b' }), await usesIndex({ e: { $in: ['a', 'b'] } }), await usesIndex({ e: { $gt: 'a' } })];
      const outside = [await usesIndex({ e: '' }), await usesIndex({ e: 1 }), await usesIndex({ e: { $lt: 'b' } })];
      await c.dropIndex('e_1');
      await c.createIndex({ e: 1 }, { partialFilterExpression: { e: { $type: 'string' } } });
      return [compared, outside, await usesIndex({ e: 'b' })];
    },
    [[true, true, true], [false, false, false], false],
  ),
  is(
    'listIndexes names them',
    people,
    async ({ c }) => {
      await c.createIndex({ e: 1 }, { expireAfterSeconds: 60 });
      return (await c.indexes()).map(({ v, key, name, expireAfterSeconds }) => [v, key, name, expireAfterSeconds ?? 0]);
    },
    [
      [2, { _id: 1 }, '_id_', 0],
      [2, { e: 1 }, 'e_1', 60],
    ],
  ),
  is(
    'the same index again is nothing',
    people,
    async ({ c, db }) => {
      await c.createIndex({ e: 1 });
      const r = await db.command({ createIndexes: c.collectionName, indexes: [{ key: { e: 1 }, name: 'e_1' }] });
      return [r.numIndexesBefore, r.numIndexesAfter, r.note];
    },
    [2, 2, 'all indexes already exist'],
  ),
  is(
    'the same name for another key is 86',
    people,
    async ({ c }) => {
      await c.createIndex({ e: 1 }, { name: 'x' });
      return refusal(c.createIndex({ n: 1 }, { name: 'x' }), ['codeName']);
    },
    { code: 86, codeName: 'IndexKeySpecsConflict' },
  ),
  is(
    'the same key under another name is 85',
    people,
    async ({ c }) => {
      await c.createIndex({ e: 1 });
      return refusal(c.createIndex({ e: 1 }, { name: 'x' }), ['codeName', 'message']);
    },
    { code: 85, codeName: 'IndexOptionsConflict', message: 'Index already exists with a different name: e_1' },
  ),
  is(
    'an unknown index option is 197',
    people,
    ({ db, c }) => refusal(db.command({ createIndexes: c.collectionName, indexes: [{ key: { e: 1 }, name: 'e', nope: 1 }] })),
    { code: 197 },
  ),
  is('a compound TTL index is 67', people, ({ c }) => refusal(c.createIndex({ e: 1, n: 1 }, { expireAfterSeconds: 5 }), ['codeName']), {
    code: 67,
    codeName: 'CannotCreateIndex',
  }),
  is(
    'dropIndex by name; what is not there is 27',
    people,
    async ({ c }) => {
      await c.createIndex({ e: 1 });
      await c.dropIndex('e_1');
      return [(await c.indexes()).length, (await refusal(c.dropIndex('e_1'))).code];
    },
    [1, 27],
  ),
  is('_id_ cannot be dropped', people, ({ c }) => refusal(c.dropIndex('_id_')), { code: 72 }),
];
