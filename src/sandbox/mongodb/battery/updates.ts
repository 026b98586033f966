/** What update operators do to one document. */
import { type Behaviour, behaviour as is, refusal } from './behaviour.ts';

const one = [{ _id: 1, a: 1, b: { c: 2 }, list: [1, 2, 3] }];
const scores = [
  {
    _id: 1,
    list: [
      { k: 'a', n: 1 },
      { k: 'b', n: 2 },
      { k: 'c', n: 3 },
    ],
  },
];

export const updates: readonly Behaviour[] = [
  is(
    '$set sets and makes what is on the way',
    one,
    async ({ c }) => {
      await c.updateOne({ _id: 1 }, { $set: { 'x.y': 1, a: 2 } });
      return c.findOne({}, { projection: { a: 1, x: 1 } });
    },
    { _id: 1, a: 2, x: { y: 1 } },
  ),
  is(
    '$set of the same value modifies nothing',
    one,
    async ({ c }) => {
      const { matchedCount, modifiedCount } = await c.updateOne({ _id: 1 }, { $set: { a: 1 } });
      return [matchedCount, modifiedCount];
    },
    [1, 0],
  ),
  is(
    'new fields come in the order of their names',
    [{ _id: 1 }],
    async ({ c }) => {
      await c.updateOne({}, { $set: { b: 1, a: 1 } });
      return Object.keys((await c.findOne()) ?? {});
    },
    ['_id', 'a', 'b'],
  ),
  is(
    '$unset removes',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $unset: { a: '', 'b.c': '' } });
      return c.findOne({}, { projection: { list: 0 } });
    },
    { _id: 1, b: {} },
  ),
  is(
    '$unset of an element leaves null',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $unset: { 'list.1': '' } });
      return (await c.findOne())?.list;
    },
    [1, null, 3],
  ),
  is(
    '$inc adds, and starts at the increment',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $inc: { a: 2, n: 5 } });
      const d = await c.findOne();
      return [d?.a, d?.n];
    },
    [3, 5],
  ),
  is('$inc on a string is 14', [{ _id: 1, a: 'x' }], ({ c }) => refusal(c.updateOne({}, { $inc: { a: 1 } }), ['message']), {
    code: 14,
    message: "Cannot apply $inc to a value of non-numeric type. {_id: 1} has the field 'a' of non-numeric type string",
  }),
  is('$inc by a string is 14', one, ({ c }) => refusal(c.updateOne({}, { $inc: { a: 'x' as never } }), ['message']), {
    code: 14,
    message: 'Cannot increment with non-numeric argument: {a: "x"}',
  }),
  is('$set and $inc of one path is 40', one, ({ c }) => refusal(c.updateOne({}, { $set: { a: 1 }, $inc: { a: 1 } }), ['message']), {
    code: 40,
    message: "Updating the path 'a' would create a conflict at 'a'",
  }),
  is('a path and what is inside it is 40', one, ({ c }) => refusal(c.updateOne({}, { $set: { b: 1 }, $inc: { 'b.c': 1 } }), ['message']), {
    code: 40,
    message: "Updating the path 'b.c' would create a conflict at 'b'",
  }),
  is(
    '$mul multiplies, and starts at zero',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $mul: { a: 3, n: 3 } });
      const d = await c.findOne();
      return [d?.a, d?.n];
    },
    [3, 0],
  ),
  is(
    '$min and $max compare across types',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $min: { a: 0 }, $max: { 'b.c': 'text' } });
      const d = await c.findOne();
      return [d?.a, d?.b.c];
    },
    [0, 'text'],
  ),
  is(
    '$rename moves',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $rename: { a: 'z', 'b.c': 'y' } });
      return c.findOne({}, { projection: { list: 0 } });
    },
    { _id: 1, b: {}, z: 1, y: 2 },
  ),
  is(
    '$currentDate sets a date',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $currentDate: { at: true } });
      return (await c.findOne())?.at instanceof Date;
    },
    true,
  ),
  is(
    '$push adds one, $each many',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $push: { list: 4 } as never });
      await c.updateOne({}, { $push: { list: { $each: [5, 6] } } as never });
      return (await c.findOne())?.list;
    },
    [1, 2, 3, 4, 5, 6],
  ),
  is(
    '$push sorts, then slices',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $push: { list: { $each: [9, 0], $sort: -1, $slice: 3 } } as never });
      return (await c.findOne())?.list;
    },
    [9, 3, 2],
  ),
  is(
    '$push at a position',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $push: { list: { $each: [0], $position: 1 } } as never });
      return (await c.findOne())?.list;
    },
    [1, 0, 2, 3],
  ),
  is(
    '$push with a negative slice keeps the last',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $push: { list: { $each: [4], $slice: -2 } } as never });
      return (await c.findOne())?.list;
    },
    [3, 4],
  ),
  is('$push to what is no array is 2', one, ({ c }) => refusal(c.updateOne({}, { $push: { a: 1 } as never }), ['message']), {
    code: 2,
    message: "The field 'a' must be an array but is of type int in document {_id: 1}",
  }),
  is(
    '$addToSet adds what is not there',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $addToSet: { list: { $each: [2, 7, 7] } } as never });
      return (await c.findOne())?.list;
    },
    [1, 2, 3, 7],
  ),
  is(
    '$addToSet compares documents by their fields in order',
    [{ _id: 1, s: [{ a: 1, b: 2 }] }],
    async ({ c }) => {
      await c.updateOne({}, { $addToSet: { s: { a: 1, b: 2 } } as never });
      await c.updateOne({}, { $addToSet: { s: { b: 2, a: 1 } } as never });
      return ((await c.findOne())?.s as unknown[] | undefined)?.length;
    },
    2,
  ),
  is(
    '$pop takes from either end',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $pop: { list: 1 } });
      await c.updateOne({}, { $pop: { list: -1 } });
      return (await c.findOne())?.list;
    },
    [2],
  ),
  is(
    '$pull by value and by condition',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $pull: { list: 1 } as never });
      await c.updateOne({}, { $pull: { list: { $gte: 3 } } as never });
      return (await c.findOne())?.list;
    },
    [2],
  ),
  is(
    '$pull of documents',
    scores,
    async ({ c }) => {
      await c.updateOne({}, { $pull: { list: { k: 'b' } } as never });
      return ((await c.findOne())?.list as { k: string }[] | undefined)?.map(({ k }) => k);
    },
    ['a', 'c'],
  ),
  is(
    '$pullAll takes the named',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $pullAll: { list: [1, 3] } as never });
      return (await c.findOne())?.list;
    },
    [2],
  ),
  is(
    '$bit',
    [{ _id: 1, n: 13 }],
    async ({ c }) => {
      await c.updateOne({}, { $bit: { n: { and: 10 } } as never });
      return (await c.findOne())?.n;
    },
    8,
  ),
  is(
    '$ writes to the matched element',
    scores,
    async ({ c }) => {
      await c.updateOne({ 'list.k': 'b' }, { $set: { 'list.$.n': 20 } });
      return ((await c.findOne())?.list as { n: number }[] | undefined)?.map(({ n }) => n);
    },
    [1, 20, 3],
  ),
  is(
    '$ with $elemMatch',
    scores,
    async ({ c }) => {
      await c.updateOne({ list: { $elemMatch: { n: { $gt: 2 } } } }, { $inc: { 'list.$.n': 100 } });
      return ((await c.findOne())?.list as { n: number }[] | undefined)?.map(({ n }) => n);
    },
    [1, 2, 103],
  ),
  is('$ without a match in an array is 2', one, ({ c }) => refusal(c.updateOne({ _id: 1 }, { $set: { 'list.$': 0 } }), ['message']), {
    code: 2,
    message: 'The positional operator did not find the match needed from the query.',
  }),
  is(
    '$[] writes to all',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $inc: { 'list.$[]': 10 } });
      return (await c.findOne())?.list;
    },
    [11, 12, 13],
  ),
  is(
    '$[x] writes to those that pass',
    scores,
    async ({ c }) => {
      await c.updateOne({}, { $set: { 'list.$[x].n': 0 } }, { arrayFilters: [{ 'x.n': { $gte: 2 } }] });
      return ((await c.findOne())?.list as { n: number }[] | undefined)?.map(({ n }) => n);
    },
    [1, 0, 0],
  ),
  is('$[x] without its filter is 2', one, ({ c }) => refusal(c.updateOne({}, { $set: { 'list.$[x]': 0 } }), ['message']), {
    code: 2,
    message: "No array filter found for identifier 'x' in path 'list.$[x]'",
  }),
  is('an array filter that is not used is 9', one, ({ c }) => refusal(c.updateOne({}, { $set: { a: 0 } }, { arrayFilters: [{ x: 1 }] })), {
    code: 9,
  }),
  is('walking into a number is 28', one, ({ c }) => refusal(c.updateOne({}, { $set: { 'a.b': 1 } }), ['message']), {
    code: 28,
    message: "Cannot create field 'b' in element {a: 1}",
  }),
  is(
    'an array grows with nulls',
    one,
    async ({ c }) => {
      await c.updateOne({}, { $set: { 'list.5': 9 } });
      return (await c.findOne())?.list;
    },
    [1, 2, 3, null, null, 9],
  ),
  is('_id cannot be set', one, ({ c }) => refusal(c.updateOne({}, { $set: { _id: 2 } }), ['message']), {
    code: 66,
    message: "Performing an update on the path '_id' would modify the immutable field '_id'",
  }),
  is('an unknown operator is 9', one, ({ c }) => refusal(c.updateOne({}, { $foo: { a: 1 } } as never), ['message']), {
    code: 9,
    message: 'Unknown modifier: $foo. Expected a valid update modifier or pipeline-style update specified as an array',
  }),
  is('an empty path is 56', one, ({ c }) => refusal(c.updateOne({}, { $set: { 'a.': 1 } })), { code: 56 }),
];
