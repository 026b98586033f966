/** Types, validators, collections, what the server tells about itself. */
import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { type Behaviour, behaviour as is, refusal, types } from './behaviour.ts';

const kept = {
  i: new Int32(1),
  d: new Double(1),
  l: Long.fromString('9007199254740993'),
  m: Decimal128.fromString('1.10'),
  o: new ObjectId(),
  b: new Binary(Buffer.from([1, 2])),
  r: new BSONRegExp('^a', 'i'),
  t: new Timestamp({ t: 1, i: 2 }),
  x: new MaxKey(),
  n: new MinKey(),
};
const people = [
  { _id: 1, e: 'a', n: 1 },
  { _id: 2, e: 'b', n: 2 },
  { _id: 3, e: 'b', n: 3 },
];

export const shapes: readonly Behaviour[] = [
  is(
    'every type comes back as it went',
    [{ _id: 1, ...kept }],
    async ({ c }) => {
      return types(await c.findOne({}, { promoteValues: false, bsonRegExp: true, projection: { _id: 0 } }));
    },
    {
      i: 'Int32',
      d: 'Double',
      l: 'Long',
      m: 'Decimal128',
      o: 'ObjectId',
      b: 'Binary',
      r: 'BSONRegExp',
      t: 'Timestamp',
      x: 'MaxKey',
      n: 'MinKey',
    },
  ),
  is(
    '$inc keeps the type',
    [{ _id: 1, i: 1, d: new Double(1), l: Long.fromNumber(1), m: Decimal128.fromString('1.10') }],
    async ({ c }) => {
      await c.updateOne({}, { $inc: { i: 1, d: 1, l: 1, m: 1 } });
      return types(await c.findOne({}, { promoteValues: false, projection: { _id: 0 } }));
    },
    { i: 'Int32', d: 'Double', l: 'Long', m: 'Decimal128' },
  ),
  is(
    '$inc of an int64 beyond 2^53 is exact',
    [{ _id: 1, l: Long.fromString('9007199254740993') }],
    async ({ c }) => {
      await c.updateOne({}, { $inc: { l: 1 } });
      return String((await c.findOne({}, { promoteLongs: false }))?.l);
    },
    '9007199254740994',
  ),
  is(
    'an int32 that overflows becomes int64',
    [{ _id: 1, i: 2147483647 }],
    async ({ c }) => {
      await c.updateOne({}, { $inc: { i: 1 } });
      return types(await c.findOne({}, { promoteValues: false, projection: { _id: 0 } }));
    },
    { i: 'Long' },
  ),
  is('an int64 that overflows is 2', [{ _id: 1, l: Long.MAX_VALUE }], ({ c }) => refusal(c.updateOne({}, { $inc: { l: 1 } })), { code: 2 }),
  is(
    'decimals add exactly',
    [{ _id: 1, m: Decimal128.fromString('0.1') }],
    async ({ c }) => {
      await c.updateOne({}, { $inc: { m: Decimal128.fromString('0.2') } });
      return String((await c.findOne())?.m);
    },
    '0.3',
  ),
  is(
    'fields keep their order',
    [],
    async ({ c }) => {
      await c.insertOne({ _id: 1, b: 1, a: 2 });
      return Object.keys((await c.findOne()) ?? {});
    },
    ['_id', 'b', 'a'],
  ),

  is(
    'a validator refuses with 121',
    [],
    async ({ db, c }) => {
      await db.createCollection(c.collectionName, {
        validator: { $jsonSchema: { required: ['e'], properties: { e: { bsonType: 'string' } } } },
      });
      await c.insertOne({ e: 'ok' });
      return refusal(c.insertOne({ e: 5 }), ['message']);
    },
    { code: 121, message: 'Document failed validation' },
  ),
  is(
    'a validator looks at updates',
    [],
    async ({ db, c }) => {
      await db.createCollection(c.collectionName, { validator: { n: { $gt: 0 } } });
      await c.insertOne({ n: 1 });
      return refusal(c.updateOne({}, { $set: { n: -1 } }));
    },
    { code: 121 },
  ),
  is(
    'a validator can be passed by',
    [],
    async ({ db, c }) => {
      await db.createCollection(c.collectionName, { validator: { n: { $gt: 0 } } });
      await c.insertOne({ n: -1 }, { bypassDocumentValidation: true });
      return c.countDocuments();
    },
    1,
  ),
  is(
    'collMod changes the validator',
    people,
    async ({ db, c }) => {
      await db.command({ collMod: c.collectionName, validator: { n: { $lt: 5 } } });
      return refusal(c.insertOne({ n: 9 }));
    },
    { code: 121 },
  ),
  is(
    'a collection that is there is 48',
    people,
    async ({ db, c }) => refusal(db.createCollection(c.collectionName, { validator: { a: 1 } }), ['codeName']),
    { code: 48, codeName: 'NamespaceExists' },
  ),
  is(
    'listCollections shows options',
    [],
    async ({ db, c }) => {
      await db.createCollection(c.collectionName, { validator: { a: 1 } });
      const [info] = await db.listCollections({ name: c.collectionName }).toArray();
      return [info?.name === c.collectionName, info?.type, (info as { options?: unknown })?.options];
    },
    [true, 'collection', { validator: { a: 1 } }],
  ),
  is('drop takes all', people, async ({ c }) => [await c.drop(), await c.countDocuments()], [true, 0]),
  is(
    'rename moves documents and indexes',
    people,
    async ({ c }) => {
      await c.createIndex({ e: 1 });
      const moved = await c.rename(`${c.collectionName}_new`);
      return [await moved.countDocuments(), (await moved.indexes()).length, await c.countDocuments()];
    },
    [3, 2, 0],
  ),
  is('a bad name is 73', [], ({ db }) => refusal(db.command({ insert: 'a$b', documents: [{}] }), ['codeName']), {
    code: 73,
    codeName: 'InvalidNamespace',
  }),
  is('an unknown command is 59', [], ({ db }) => refusal(db.command({ fooBar: 1 }), ['codeName', 'message']), {
    code: 59,
    codeName: 'CommandNotFound',
    message: "no such command: 'fooBar'",
  }),
  is(
    'an unknown write concern mode is told',
    people,
    ({ db, c }) => refusal(db.command({ insert: c.collectionName, documents: [{ _id: 99 }], writeConcern: { w: 'nope' } })),
    { code: 79 },
  ),
  is(
    'an unknown read concern is 9',
    people,
    ({ db, c }) => refusal(db.command({ find: c.collectionName, readConcern: { level: 'nope' } })),
    { code: 9 },
  ),
  is(
    'collStats counts',
    people,
    async ({ c }) => {
      const stats = await c.aggregate([{ $collStats: { storageStats: {} } }]).next();
      return [stats?.storageStats.count, stats?.storageStats.nindexes];
    },
    [3, 1],
  ),
  is(
    'dbStats and listDatabases',
    people,
    async ({ db }) => {
      const stats = await db.stats();
      return [
        stats.db === db.databaseName,
        stats.objects >= 3,
        (await db.admin().listDatabases()).databases.some(({ name }) => name === db.databaseName),
      ];
    },
    [true, true, true],
  ),
  is(
    'hello names limits',
    [],
    async ({ db }) => {
      const hello = await db.command({ hello: 1 });
      return [hello.maxBsonObjectSize, hello.maxMessageSizeBytes, hello.maxWriteBatchSize, hello.isWritablePrimary];
    },
    [16777216, 48000000, 100000, true],
  ),
  is(
    'a document above 16 MiB is refused',
    [{ _id: 1, s: 'x'.repeat(16_000_000) }],
    async ({ c }) => (await refusal(c.updateOne({}, { $set: { t: 'y'.repeat(1_000_000) } }))).code,
    17419,
  ),
];
