/** Filters, sorting, projections, cursors. */
import { Double, Long, ObjectId } from 'mongodb';
import { type Behaviour, type Ground, behaviour as is, refusal } from './behaviour.ts';

const people = [
  { _id: 1, name: 'Ada', age: 36, tags: ['x', 'y'], at: { city: 'London' }, scores: [{ n: 1 }, { n: 5 }] },
  { _id: 2, name: 'Bob', age: 20, tags: ['y'], at: { city: 'Paris' }, scores: [] },
  { _id: 3, name: 'cyd', age: null, tags: [], scores: [{ n: 3 }] },
  { _id: 4, name: 'Dan', tags: 'x' },
];
const ids = async ({ c }: Ground, filter: object): Promise<unknown[]> =>
  (await c.find(filter, { sort: { _id: 1 } }).toArray()).map(({ _id }) => _id);
const finds = (name: string, filter: object, expected: number[]): Behaviour => is(name, people, (ground) => ids(ground, filter), expected);
const shows = (name: string, projection: object, expected: unknown, filter: object = { _id: 1 }): Behaviour =>
  is(name, people, ({ c }) => c.findOne(filter, { projection: projection as never }), expected);

const mixed = [
  { _id: 1, v: 'text' },
  { _id: 2, v: 5 },
  { _id: 3, v: null },
  { _id: 4 },
  { _id: 5, v: { a: 1 } },
  { _id: 6, v: [9] },
  { _id: 7, v: true },
  { _id: 8, v: new Date(0) },
  { _id: 9, v: new ObjectId('000000000000000000000001') },
];

export const queries: readonly Behaviour[] = [
  finds('equality', { name: 'Bob' }, [2]),
  finds('equality with an element of an array', { tags: 'x' }, [1, 4]),
  finds('equality with a whole array', { tags: ['x', 'y'] }, [1]),
  finds('equality with a document', { at: { city: 'Paris' } }, [2]),
  finds('dotted paths', { 'at.city': 'London' }, [1]),
  finds('null finds null and what is missing', { age: null }, [3, 4]),
  finds('$gt compares only its own type', { age: { $gt: 10 } }, [1, 2]),
  finds('$gte and $lt together', { age: { $gte: 20, $lt: 36 } }, [2]),
  finds('$ne is the opposite of equality', { tags: { $ne: 'x' } }, [2, 3]),
  finds('$in and $nin', { name: { $in: ['Ada', /^c/] } }, [1, 3]),
  finds('$nin', { age: { $nin: [20, null] } }, [1]),
  finds('$exists', { age: { $exists: true } }, [1, 2, 3]),
  finds('$exists false', { age: { $exists: false } }, [4]),
  is(
    '$exists false of an element finds lists that are shorter, empty ones too',
    [{ _id: 1, a: [] }, { _id: 2, a: [1] }, { _id: 3, a: [1, 2] }, { _id: 4 }],
    async (ground) => [await ids(ground, { 'a.1': { $exists: false } }), await ids(ground, { 'a.b': { $exists: false } })],
    [
      [1, 2, 4],
      [1, 2, 3, 4],
    ],
  ),
  finds('$type by name', { age: { $type: 'null' } }, [3]),
  finds('$type number and array', { tags: { $type: 'array' } }, [1, 2, 3]),
  finds('$size', { tags: { $size: 1 } }, [2]),
  finds('$all', { tags: { $all: ['y', 'x'] } }, [1]),
  finds('$elemMatch of documents', { scores: { $elemMatch: { n: { $gt: 1, $lt: 5 } } } }, [3]),
  finds('conditions of two elements', { 'scores.n': { $gt: 1, $lt: 5 } }, [1, 3]),
  finds('$elemMatch of values', { tags: { $elemMatch: { $eq: 'y' } } }, [1, 2]),
  is(
    '$elemMatch looks at arrays in arrays as they are',
    [
      { _id: 1, a: [[1, 2], [3]] },
      { _id: 2, a: [3] },
    ],
    async (ground) => [await ids(ground, { a: { $elemMatch: { $size: 2 } } }), await ids(ground, { a: { $elemMatch: { $in: [[3]] } } })],
    [[1], [1]],
  ),
  finds('an index in a path', { 'scores.1.n': 5 }, [1]),
  finds('$not', { age: { $not: { $gt: 30 } } }, [2, 3, 4]),
  finds('$and', { $and: [{ tags: 'y' }, { age: { $lt: 30 } }] }, [2]),
  finds('$or', { $or: [{ name: 'Dan' }, { age: 20 }] }, [2, 4]),
  finds('$nor', { $nor: [{ name: 'Dan' }, { age: 20 }] }, [1, 3]),
  finds('$regex without regard to case', { name: { $regex: '^C', $options: 'i' } }, [3]),
  finds('$mod', { age: { $mod: [10, 0] } }, [2]),
  finds('$expr', { $expr: { $gt: ['$age', 30] } }, [1]),
  finds('$jsonSchema', { $jsonSchema: { required: ['age'], properties: { age: { bsonType: 'int' } } } }, [1, 2]),
  finds('$bitsAllSet', { age: { $bitsAllSet: 4 } }, [1, 2]),
  finds('$comment is no condition', { name: 'Ada', $comment: 'why' } as object, [1]),
  is('an unknown operator is 2', people, ({ c }) => refusal(c.findOne({ a: { $foo: 1 } }), ['message']), {
    code: 2,
    message: 'unknown operator: $foo',
  }),
  is('an unknown top operator is 2', people, ({ c }) => refusal(c.findOne({ $foo: 1 })), { code: 2 }),
  is('$in needs an array', people, ({ c }) => refusal(c.findOne({ a: { $in: 1 } } as never), ['message']), {
    code: 2,
    message: '$in needs an array',
  }),
  is('$or needs clauses', people, ({ c }) => refusal(c.findOne({ $or: [] }), ['message']), {
    code: 2,
    message: '$and/$or/$nor must be a nonempty array',
  }),
  is('$text without its index is 27', people, ({ c }) => refusal(c.findOne({ $text: { $search: 'x' } }), ['codeName', 'message']), {
    code: 27,
    codeName: 'IndexNotFound',
    message: 'text index required for $text query',
  }),
  is(
    'numbers of all types are equal',
    [
      { _id: 1, n: 5 },
      { _id: 2, n: new Double(5) },
      { _id: 3, n: Long.fromNumber(5) },
    ],
    (ground) => ids(ground, { n: 5 }),
    [1, 2, 3],
  ),
  is(
    'an int64 beyond 2^53 is exact',
    [
      { _id: 1, n: Long.fromString('9007199254740993') },
      { _id: 2, n: Long.fromString('9007199254740992') },
    ],
    (ground) => ids(ground, { n: Long.fromString('9007199254740993') }),
    [1],
  ),
  is(
    'NaN is equal to itself and less than nothing',
    [
      { _id: 1, n: Number.NaN },
      { _id: 2, n: 1 },
    ],
    async (ground) => [await ids(ground, { n: Number.NaN }), await ids(ground, { n: { $lt: 5 } })],
    [[1], [2]],
  ),

  is(
    'types sort in the order of BSON',
    mixed,
    async ({ c }) => (await c.find({}, { sort: { v: 1, _id: 1 } }).toArray()).map(({ _id }) => _id),
    [3, 4, 2, 6, 1, 5, 9, 7, 8],
  ),
  is(
    'descending is by the largest element',
    [
      { _id: 1, v: [1, 9] },
      { _id: 2, v: 5 },
    ],
    async ({ c }) => (await c.find({}, { sort: { v: -1 } }).toArray()).map(({ _id }) => _id),
    [1, 2],
  ),
  is(
    'sort, skip, limit',
    people,
    async ({ c }) => (await c.find({}).sort({ _id: -1 }).skip(1).limit(2).toArray()).map(({ _id }) => _id),
    [3, 2],
  ),
  is(
    'equal keys stay in order',
    [1, 2, 3, 4].map((_id) => ({ _id, k: _id % 2 })),
    async ({ c }) => (await c.find({}, { sort: { k: 1 } }).toArray()).map(({ _id }) => _id),
    [2, 4, 1, 3],
  ),
  is(
    'compound sort',
    [
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: 0, b: 0 },
    ],
    async ({ c }) => (await c.find({}, { sort: { a: 1, b: -1 } }).toArray()).map(({ _id }) => _id),
    [3, 2, 1],
  ),
  is(
    'text sorts by its bytes',
    ['b', 'a', 'B', 'ä'].map((v, _id) => ({ _id, v })),
    async ({ c }) => (await c.find({}, { sort: { v: 1 } }).toArray()).map(({ v }) => v),
    ['B', 'a', 'b', 'ä'],
  ),

  shows('inclusion', { name: 1 }, { _id: 1, name: 'Ada' }),
  shows('inclusion without _id', { _id: 0, name: 1 }, { name: 'Ada' }),
  shows('exclusion', { tags: 0, at: 0, scores: 0 }, { _id: 1, name: 'Ada', age: 36 }),
  shows('inside documents and arrays', { 'scores.n': 1, 'at.city': 1 }, { _id: 1, at: { city: 'London' }, scores: [{ n: 1 }, { n: 5 }] }),
  shows('$slice', { tags: { $slice: -1 }, scores: 0, at: 0 }, { _id: 1, name: 'Ada', age: 36, tags: ['y'] }),
  shows('$elemMatch', { scores: { $elemMatch: { n: 5 } } }, { _id: 1, scores: [{ n: 5 }] }),
  shows('positional', { 'scores.$': 1 }, { _id: 1, scores: [{ n: 5 }] }, { 'scores.n': 5 }),
  shows('computed', { _id: 0, up: { $toUpper: '$name' }, older: { $add: ['$age', 1] } }, { up: 'ADA', older: 37 }),
  is('inclusion with exclusion is 31254', people, ({ c }) => refusal(c.findOne({}, { projection: { a: 1, b: 0 } }), ['message']), {
    code: 31254,
    message: 'Cannot do exclusion on field b in inclusion projection',
  }),
  is('exclusion with inclusion is 31253', people, ({ c }) => refusal(c.findOne({}, { projection: { a: 0, b: 1 } }), ['message']), {
    code: 31253,
    message: 'Cannot do inclusion on field b in exclusion projection',
  }),

  is(
    'countDocuments and estimatedDocumentCount',
    people,
    async ({ c }) => [
      await c.countDocuments({ tags: 'y' }),
      await c.countDocuments({}, { skip: 1, limit: 2 }),
      await c.estimatedDocumentCount(),
    ],
    [2, 2, 4],
  ),
  is('distinct takes elements one by one', people, async ({ c }) => (await c.distinct('tags')).sort(), ['x', 'y']),
  is('distinct of a filter', people, ({ c }) => c.distinct('at.city', { age: { $gt: 30 } }), ['London']),
  is(
    'a cursor goes on in batches',
    Array.from({ length: 25 }, (_, _id) => ({ _id })),
    async ({ c }) => {
      const cursor = c.find({}, { batchSize: 10 });
      const seen: unknown[] = [];
      for await (const doc of cursor) seen.push(doc._id);
      return seen.length;
    },
    25,
  ),
  is(
    'the first batch has 101 documents',
    Array.from({ length: 150 }, (_, _id) => ({ _id })),
    async ({ db, c }) => {
      const reply = await db.command({ find: c.collectionName });
      return [reply.cursor.firstBatch.length, String(reply.cursor.id) !== '0'];
    },
    [101, true],
  ),
  is(
    'batchSize 0 opens a cursor with nothing',
    people,
    async ({ db, c }) => {
      const reply = await db.command({ find: c.collectionName, batchSize: 0 });
      return [reply.cursor.firstBatch.length, String(reply.cursor.id) !== '0'];
    },
    [0, true],
  ),
  is(
    'singleBatch closes',
    people,
    async ({ db, c }) => {
      const reply = await db.command({ find: c.collectionName, batchSize: 2, singleBatch: true });
      return [reply.cursor.firstBatch.length, String(reply.cursor.id)];
    },
    [2, '0'],
  ),
  is(
    'an unknown cursor is 43',
    people,
    ({ db, c }) => refusal(db.command({ getMore: Long.fromNumber(12345), collection: c.collectionName }), ['codeName']),
    { code: 43, codeName: 'CursorNotFound' },
  ),
  is(
    'a killed cursor is gone',
    Array.from({ length: 10 }, (_, _id) => ({ _id })),
    async ({ db, c }) => {
      const { cursor } = await db.command({ find: c.collectionName, batchSize: 2 }, { promoteLongs: false });
      const killed = await db.command({ killCursors: c.collectionName, cursors: [cursor.id] });
      return [killed.cursorsKilled.length, (await refusal(db.command({ getMore: cursor.id, collection: c.collectionName }))).code];
    },
    [1, 43],
  ),
  is('a hint that is no index is 2', people, ({ c }) => refusal(c.find({}, { hint: 'nope' }).toArray()), { code: 2 }),
  is(
    '$natural goes backwards',
    people,
    async ({ c }) => (await c.find({}).hint({ $natural: -1 }).toArray()).map(({ _id }) => _id),
    [4, 3, 2, 1],
  ),
  is('a tailable cursor needs a capped collection', people, ({ c }) => refusal(c.find({}, { tailable: true }).toArray()), { code: 2 }),
  is(
    'a negative skip is refused',
    people,
    async ({ db, c }) => (await refusal(db.command({ find: c.collectionName, skip: -1 }))).code,
    51024,
  ),
  is('what is not there has nothing', [], ({ c }) => c.find({ a: 1 }).toArray(), []),
];
