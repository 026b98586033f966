/** Sessions, transactions, retryable writes. */
import { Long } from 'mongodb';
import { type Behaviour, behaviour as is, refusal } from './behaviour.ts';

const people = [
  { _id: 1, e: 'a', n: 1 },
  { _id: 2, e: 'b', n: 2 },
  { _id: 3, e: 'b', n: 3 },
];

export const sessions: readonly Behaviour[] = [
  is(
    'a transaction commits all',
    people,
    async ({ client, c }) => {
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await c.insertOne({ _id: 9 }, { session });
          await c.deleteOne({ _id: 1 }, { session });
        }),
      );
      return (await c.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    },
    [2, 3, 9],
  ),
  is(
    'a transaction that aborts leaves nothing',
    people,
    async ({ client, c }) => {
      const session = client.startSession();
      session.startTransaction();
      await c.updateMany({}, { $set: { n: 0 } }, { session });
      await session.abortTransaction();
      await session.endSession();
      return c.countDocuments({ n: 0 });
    },
    0,
  ),
  is(
    'nobody sees what is not committed; the transaction does',
    people,
    async ({ client, c }) => {
      const session = client.startSession();
      session.startTransaction();
      await c.insertOne({ _id: 9 }, { session });
      const seen = [await c.countDocuments({}, { session }), await c.countDocuments({})];
      await session.commitTransaction();
      await session.endSession();
      return [...seen, await c.countDocuments({})];
    },
    [4, 3, 4],
  ),
  is(
    'a transaction sees the data of its beginning',
    people,
    async ({ client, c }) => {
      const session = client.startSession();
      session.startTransaction({ readConcern: { level: 'snapshot' } });
      await c.findOne({}, { session });
      await c.insertOne({ _id: 9 });
      const seen = await c.countDocuments({}, { session });
      await session.commitTransaction();
      await session.endSession();
      return seen;
    },
    3,
  ),
  is(
    'two transactions on one document conflict',
    people,
    async ({ client, c }) => {
      const [a, b] = [client.startSession(), client.startSession()];
      a.startTransaction();
      b.startTransaction();
      await c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: a });
      const conflict = await refusal(c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: b }), ['codeName']);
      await a.commitTransaction();
      await b.abortTransaction();
      await a.endSession();
      await b.endSession();
      return [conflict, (await c.findOne({ _id: 1 }))?.n];
    },
    [{ code: 112, codeName: 'WriteConflict' }, 2],
  ),
  is(
    'a write after the snapshot conflicts',
    people,
    async ({ client, c }) => {
      const session = client.startSession();
      session.startTransaction();
      await c.findOne({ _id: 2 }, { session });
      await c.updateOne({ _id: 1 }, { $set: { n: 50 } });
      const conflict = await refusal(c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session }));
      await session.abortTransaction();
      await session.endSession();
      return conflict;
    },
    { code: 112 },
  ),
  is(
    'a writer outside waits for the transaction',
    people,
    async ({ client, c }) => {
      const session = client.startSession();
      session.startTransaction();
      await c.updateOne({ _id: 1 }, { $set: { n: 10 } }, { session });
      const outside = c.updateOne({ _id: 1 }, { $inc: { n: 1 } });
      await session.commitTransaction();
      await outside;
      await session.endSession();
      return (await c.findOne({ _id: 1 }))?.n;
    },
    11,
  ),
  is(
    'a duplicate ends the transaction',
    people,
    async ({ client, c }) => {
      const session = client.startSession();
      session.startTransaction();
      const first = await refusal(c.insertOne({ _id: 1 }, { session }));
      const then = await refusal(c.insertOne({ _id: 77 }, { session }), ['codeName']);
      await session.abortTransaction();
      await session.endSession();
      return [first, then];
    },
    [{ code: 11000 }, { code: 251, codeName: 'NoSuchTransaction' }],
  ),
  is(
    'count is not for transactions',
    people,
    async ({ client, db, c }) => {
      const session = client.startSession();
      session.startTransaction();
      const refused = await refusal(db.command({ count: c.collectionName }, { session }), ['codeName']);
      await session.abortTransaction();
      await session.endSession();
      return refused;
    },
    { code: 263, codeName: 'OperationNotSupportedInTransaction' },
  ),
  is(
    'a statement that comes twice is applied once',
    [{ _id: 1, n: 0 }],
    async ({ alone, c }) => {
      const twice = await alone(async (session, { db, name }) => {
        const command = { update: name, updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }], txnNumber: Long.fromNumber(7) };
        return [await db.command(command, { session }), await db.command(command, { session })];
      });
      return [twice.map(({ n, nModified }) => [n, nModified]), (await c.findOne())?.n];
    },
    [
      [
        [1, 1],
        [1, 1],
      ],
      1,
    ],
  ),
  is(
    'an older transaction number is 225',
    people,
    ({ alone }) =>
      alone(async (session, { db, name }) => {
        const insert = (_id: number, number: number): Promise<unknown> =>
          db.command({ insert: name, documents: [{ _id }], txnNumber: Long.fromNumber(number) }, { session });
        await insert(10, 5);
        return refusal(insert(11, 4), ['codeName']);
      }),
    { code: 225, codeName: 'TransactionTooOld' },
  ),
  is(
    'findAndModify comes once, too',
    [{ _id: 1, n: 0 }],
    ({ alone }) =>
      alone(async (session, { db, name }) => {
        const command = { findAndModify: name, query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true, txnNumber: Long.fromNumber(1) };
        return [(await db.command(command, { session })).value.n, (await db.command(command, { session })).value.n];
      }),
    [1, 1],
  ),
  is(
    'a transaction with unique keys commits beside other writers',
    [{ _id: 1, e: 'a' }],
    async ({ client, c }) => {
      await c.createIndex({ e: 1 }, { unique: true });
      const session = client.startSession();
      session.startTransaction();
      await c.insertMany(
        [
          { _id: 5, e: 'x' },
          { _id: 6, e: 'b' },
        ],
        { session },
      );
      await c.insertOne({ _id: 7, e: 'c' });
      await c.updateOne({ _id: 1 }, { $set: { e: 'z' } }, { session });
      await session.commitTransaction();
      await session.endSession();
      return (await c.find({}, { sort: { _id: 1 } }).toArray()).map(({ _id, e }) => [_id, e]);
    },
    [
      [1, 'z'],
      [5, 'x'],
      [6, 'b'],
      [7, 'c'],
    ],
  ),
  is(
    'a commit whose answer was lost may be asked for again',
    people,
    async ({ client, c }) => {
      const session = client.startSession();
      session.startTransaction();
      await c.insertOne({ _id: 9 }, { session });
      await session.commitTransaction();
      await session.commitTransaction();
      await session.endSession();
      return c.countDocuments();
    },
    4,
  ),
];
