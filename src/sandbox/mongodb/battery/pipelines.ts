/** Aggregation: stages and accumulators. */
import { type Behaviour, behaviour as is, refusal } from './behaviour.ts';

const sales = [
  { _id: 1, item: 'a', n: 2, price: 10, at: new Date('2026-01-05T10:00:00Z'), tags: ['x', 'y'] },
  { _id: 2, item: 'b', n: 1, price: 20, at: new Date('2026-01-06T11:30:00Z'), tags: ['y'] },
  { _id: 3, item: 'a', n: 5, price: 10, at: new Date('2026-02-01T00:00:00Z'), tags: [] },
  { _id: 4, item: 'c', price: 7.5, at: new Date('2026-02-02T00:00:00Z') },
];
const gives = (name: string, pipeline: object[], expected: unknown): Behaviour =>
  is(name, sales, ({ c }) => c.aggregate(pipeline).toArray(), expected);
const refuses = (name: string, pipeline: object[], code: number): Behaviour =>
  is(name, sales, ({ c }) => refusal(c.aggregate(pipeline).toArray()), { code });
export const pipelines: readonly Behaviour[] = [
  gives(
    '$match, $sort, $limit',
    [{ $match: { item: 'a' } }, { $sort: { _id: -1 } }, { $limit: 1 }, { $project: { n: 1 } }],
    [{ _id: 3, n: 5 }],
  ),
  gives(
    '$group sums and counts',
    [{ $group: { _id: '$item', n: { $sum: '$n' }, count: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    [
      { _id: 'a', n: 7, count: 2 },
      { _id: 'b', n: 1, count: 1 },
      { _id: 'c', n: 0, count: 1 },
    ],
  ),
  gives(
    '$group of all',
    [{ $group: { _id: null, max: { $max: '$price' }, min: { $min: '$n' }, avg: { $avg: '$price' } } }],
    [{ _id: null, max: 20, min: 1, avg: 11.875 }],
  ),
  gives(
    '$push and $addToSet leave out what is missing',
    [{ $group: { _id: null, all: { $push: '$n' } } }],
    [{ _id: null, all: [2, 1, 5] }],
  ),
  gives(
    '$first and $last',
    [
      { $sort: { _id: 1 } },
      { $group: { _id: '$item', first: { $first: '$_id' }, last: { $last: '$_id' } } },
      { $sort: { _id: 1 } },
      { $limit: 1 },
    ],
    [{ _id: 'a', first: 1, last: 3 }],
  ),
  gives(
    '$group by a document',
    [{ $group: { _id: { i: '$item', m: { $month: '$at' } } } }, { $sort: { _id: 1 } }, { $limit: 2 }],
    [{ _id: { i: 'a', m: 1 } }, { _id: { i: 'a', m: 2 } }],
  ),
  gives(
    '$top and $bottomN',
    [
      {
        $group: {
          _id: null,
          top: { $top: { sortBy: { price: -1 }, output: '$item' } },
          low: { $bottomN: { n: 2, sortBy: { price: -1, _id: 1 }, output: '$_id' } },
        },
      },
    ],
    [{ _id: null, top: 'b', low: [3, 4] }],
  ),
  gives(
    '$firstN, $maxN',
    [{ $sort: { _id: 1 } }, { $group: { _id: null, f: { $firstN: { input: '$_id', n: 2 } }, m: { $maxN: { input: '$price', n: 2 } } } }],
    [{ _id: null, f: [1, 2], m: [20, 10] }],
  ),
  gives('$stdDevPop', [{ $match: { item: 'a' } }, { $group: { _id: null, d: { $stdDevPop: '$n' } } }], [{ _id: null, d: 1.5 }]),
  gives('$count', [{ $match: { item: 'a' } }, { $count: 'n' }], [{ n: 2 }]),
  gives('$count of nothing is nothing', [{ $match: { item: 'z' } }, { $count: 'n' }], []),
  gives(
    '$unwind',
    [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
    [
      { _id: 1, tags: 'x' },
      { _id: 1, tags: 'y' },
      { _id: 2, tags: 'y' },
    ],
  ),
  gives(
    '$unwind that keeps',
    [
      { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
      { $project: { tags: 1, i: 1 } },
      { $sort: { _id: 1, i: 1 } },
    ],
    [
      { _id: 1, tags: 'x', i: 0 },
      { _id: 1, tags: 'y', i: 1 },
      { _id: 2, tags: 'y', i: 0 },
      { _id: 3, i: null },
      { _id: 4, i: null },
    ],
  ),
  gives('$addFields into documents', [{ $limit: 1 }, { $addFields: { 'x.y': '$n' } }, { $project: { x: 1 } }], [{ _id: 1, x: { y: 2 } }]),
  gives('$unset', [{ $limit: 1 }, { $unset: ['at', 'tags', 'price'] }], [{ _id: 1, item: 'a', n: 2 }]),
  gives('$replaceRoot', [{ $limit: 1 }, { $replaceRoot: { newRoot: { i: '$item' } } }], [{ i: 'a' }]),
  gives('$sortByCount', [{ $sortByCount: '$item' }, { $limit: 1 }], [{ _id: 'a', count: 2 }]),
  gives(
    '$bucket',
    [{ $bucket: { groupBy: '$price', boundaries: [0, 10, 15], default: 'more', output: { n: { $sum: 1 } } } }],
    [
      { _id: 0, n: 1 },
      { _id: 10, n: 2 },
      { _id: 'more', n: 1 },
    ],
  ),
  gives(
    '$bucketAuto',
    [{ $bucketAuto: { groupBy: '$_id', buckets: 2 } }],
    [
      { _id: { min: 1, max: 3 }, count: 2 },
      { _id: { min: 3, max: 4 }, count: 2 },
    ],
  ),
  gives(
    '$facet',
    [{ $facet: { a: [{ $match: { item: 'a' } }, { $count: 'n' }], b: [{ $limit: 1 }, { $project: { item: 1 } }] } }],
    [{ a: [{ n: 2 }], b: [{ _id: 1, item: 'a' }] }],
  ),
  gives(
    '$redact',
    [{ $redact: { $cond: [{ $eq: ['$item', 'a'] }, '$$KEEP', '$$PRUNE'] } }, { $project: { item: 1 } }],
    [
      { _id: 1, item: 'a' },
      { _id: 3, item: 'a' },
    ],
  ),
  gives(
    '$setWindowFields sums as it goes',
    [
      {
        $setWindowFields: {
          partitionBy: '$item',
          sortBy: { _id: 1 },
          output: { run: { $sum: '$n', window: { documents: ['unbounded', 'current'] } } },
        },
      },
      { $match: { item: 'a' } },
      { $project: { run: 1 } },
    ],
    [
      { _id: 1, run: 2 },
      { _id: 3, run: 7 },
    ],
  ),
  gives(
    '$setWindowFields ranks',
    [
      { $setWindowFields: { sortBy: { price: -1 }, output: { r: { $rank: {} }, d: { $denseRank: {} }, n: { $documentNumber: {} } } } },
      { $project: { r: 1, d: 1 } },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: 1, r: 2, d: 2 },
      { _id: 2, r: 1, d: 1 },
      { _id: 3, r: 2, d: 2 },
      { _id: 4, r: 4, d: 3 },
    ],
  ),
  gives('$fill', [{ $fill: { output: { n: { value: 0 } } } }, { $match: { _id: 4 } }, { $project: { n: 1 } }], [{ _id: 4, n: 0 }]),
  is(
    '$densify',
    [
      { _id: 1, v: 1 },
      { _id: 2, v: 4 },
    ],
    async ({ c }) => (await c.aggregate([{ $densify: { field: 'v', range: { step: 1, bounds: 'full' } } }]).toArray()).map(({ v }) => v),
    [1, 2, 3, 4],
  ),
  is('$documents', [], async ({ db }) => db.aggregate([{ $documents: [{ a: 1 }, { a: 2 }] }, { $match: { a: 2 } }]).toArray(), [{ a: 2 }]),
  is(
    '$lookup by fields',
    [{ _id: 1, ref: 10 }, { _id: 2, ref: [10, 11] }, { _id: 3 }],
    async ({ db, c }) => {
      const other = db.collection<{ _id: number; k: number | null }>(`${c.collectionName}_other`);
      await other.insertMany([
        { _id: 10, k: 10 },
        { _id: 11, k: 11 },
        { _id: 12, k: null },
      ]);
      return (
        await c
          .aggregate([{ $lookup: { from: other.collectionName, localField: 'ref', foreignField: 'k', as: 'o' } }, { $sort: { _id: 1 } }])
          .toArray()
      ).map(({ o }) => (o as { _id: number }[]).map(({ _id }) => _id));
    },
    [[10], [10, 11], [12]],
  ),
  is(
    '$lookup by a pipeline',
    [{ _id: 1, min: 2 }],
    async ({ db, c }) => {
      const other = db.collection<{ _id: number }>(`${c.collectionName}_other`);
      await other.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
      return (
        await c
          .aggregate([
            {
              $lookup: {
                from: other.collectionName,
                let: { m: '$min' },
                pipeline: [{ $match: { $expr: { $gte: ['$_id', '$$m'] } } }],
                as: 'o',
              },
            },
          ])
          .next()
      )?.o;
    },
    [{ _id: 2 }, { _id: 3 }],
  ),
  is(
    '$graphLookup',
    [{ _id: 1, to: 2 }, { _id: 2, to: 3 }, { _id: 3 }],
    async ({ c }) =>
      (
        (
          await c
            .aggregate([
              { $match: { _id: 1 } },
              { $graphLookup: { from: c.collectionName, startWith: '$to', connectFromField: 'to', connectToField: '_id', as: 'way' } },
            ])
            .next()
        )?.way as { _id: number }[] | undefined
      )
        ?.map(({ _id }) => _id)
        .sort(),
    [2, 3],
  ),
  is(
    '$unionWith',
    [{ _id: 1 }],
    async ({ db, c }) => {
      await db.collection<{ _id: number }>(`${c.collectionName}_other`).insertOne({ _id: 2 });
      return c.aggregate([{ $unionWith: `${c.collectionName}_other` }]).toArray();
    },
    [{ _id: 1 }, { _id: 2 }],
  ),
  is(
    '$out replaces',
    sales,
    async ({ db, c }) => {
      const other = db.collection(`${c.collectionName}_out`);
      await other.insertOne({ old: 1 });
      await c.aggregate([{ $match: { item: 'a' } }, { $project: { n: 1 } }, { $out: other.collectionName }]).toArray();
      return other.find().sort({ _id: 1 }).toArray();
    },
    [
      { _id: 1, n: 2 },
      { _id: 3, n: 5 },
    ],
  ),
  is(
    '$merge merges and inserts',
    [
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ],
    async ({ db, c }) => {
      const other = db.collection<{ _id: number }>(`${c.collectionName}_m`);
      await other.insertOne({ _id: 1, b: 9 } as never);
      await c.aggregate([{ $merge: { into: other.collectionName } }]).toArray();
      return other.find().sort({ _id: 1 }).toArray();
    },
    [
      { _id: 1, b: 9, a: 1 },
      { _id: 2, a: 2 },
    ],
  ),
  is(
    '$merge with a pipeline',
    [{ _id: 1, a: 1 }],
    async ({ db, c }) => {
      const other = db.collection<{ _id: number }>(`${c.collectionName}_m`);
      await other.insertOne({ _id: 1, total: 5 } as never);
      await c
        .aggregate([{ $merge: { into: other.collectionName, whenMatched: [{ $set: { total: { $add: ['$total', '$$new.a'] } } }] } }])
        .toArray();
      return other.findOne();
    },
    { _id: 1, total: 6 },
  ),
  is(
    '$merge that may not match is 11000',
    [{ _id: 1 }],
    async ({ db, c }) => {
      await db.collection<{ _id: number }>(`${c.collectionName}_m`).insertOne({ _id: 1 });
      return refusal(c.aggregate([{ $merge: { into: `${c.collectionName}_m`, whenMatched: 'fail' } }]).toArray());
    },
    { code: 11000 },
  ),
  refuses('an unknown stage is 40324', [{ $foo: {} }], 40324),
  refuses('an unknown expression is 168', [{ $addFields: { a: { $foo: 1 } } }], 168),
  refuses('an unknown expression of a projection is 31325', [{ $project: { a: { $foo: 1 } } }], 31325),
  refuses('an unknown accumulator is 15952', [{ $group: { _id: 1, a: { $foo: 1 } } }], 15952),
  refuses('$out is last', [{ $out: 'x' }, { $match: {} }], 40601),
  refuses('a stage has one field', [{ $match: {}, $limit: 1 }], 40323),
  refuses('a group needs _id', [{ $group: { n: { $sum: 1 } } }], 15955),
  refuses('a limit is positive', [{ $limit: 0 }], 15958),
  refuses(
    'division by zero',
    [
      { $project: { a: { $divide: [1, '$_id'] } } },
      { $match: { a: { $exists: true } } },
      { $project: { b: { $divide: [1, { $subtract: ['$_id', '$_id'] }] } } },
    ],
    2,
  ),
  refuses('$add of text', [{ $project: { a: { $add: ['$item', 1] } } }], 14),
  refuses('an undefined variable', [{ $project: { a: '$$nope' } }], 17276),
];
