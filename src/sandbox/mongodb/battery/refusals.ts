/** What the real server can do and ours cannot: refused by name. These do not run against `mongod`. */
import { type Behaviour, behaviour as is, refusal } from './behaviour.ts';

const doc = [{ _id: 1, a: 1, s: 'x' }];
const named = (name: string, run: Behaviour['run'], code: number, word: RegExp): Behaviour =>
  is(
    name,
    doc,
    async (ground) => {
      const { code: got, message } = await refusal(run(ground), ['message']);
      return [got, word.test(message ?? '')];
    },
    [code, true],
  );

export const refusals: readonly Behaviour[] = [
  named('capped collections', ({ db, c }) => db.createCollection(`${c.collectionName}_x`, { capped: true, size: 1000 }), 115, /capped/),
  named('time series', ({ db, c }) => db.createCollection(`${c.collectionName}_x`, { timeseries: { timeField: 't' } }), 115, /timeseries/),
  named('views', ({ db, c }) => db.createCollection(`${c.collectionName}_x`, { viewOn: c.collectionName, pipeline: [] }), 115, /viewOn/),
  named('text indexes', ({ c }) => c.createIndex({ s: 'text' }), 67, /text/),
  named('2dsphere indexes', ({ c }) => c.createIndex({ s: '2dsphere' }), 67, /2dsphere/),
  named('wildcard indexes', ({ c }) => c.createIndex({ '$**': 1 }), 67, /wildcard/),
  named('index collations', ({ c }) => c.createIndex({ s: 1 }, { collation: { locale: 'en', strength: 2 } }), 115, /collation/),
  named('collations of queries', ({ c }) => c.find({}, { collation: { locale: 'en' } }).toArray(), 115, /collation/),
  named('change streams', ({ c }) => c.aggregate([{ $changeStream: {} }]).toArray(), 40573, /\$changeStream/),
  named('$geoNear', ({ c }) => c.aggregate([{ $geoNear: { near: [0, 0], distanceField: 'd' } }]).toArray(), 27, /\$geoNear/),
  named('$search', ({ c }) => c.aggregate([{ $search: {} }]).toArray(), 31082, /\$search/),
  named('$where', ({ c }) => c.findOne({ $where: 'true' }), 2, /\$where/),
  named(
    '$function',
    ({ c }) => c.aggregate([{ $project: { f: { $function: { body: 'x', args: [], lang: 'js' } } } }]).toArray(),
    31264,
    /\$function/,
  ),
  named('$meta', ({ c }) => c.findOne({}, { projection: { score: { $meta: 'textScore' } } }), 2, /\$meta/),
  named(
    'mapReduce',
    ({ db, c }) => db.command({ mapReduce: c.collectionName, map: 'x', reduce: 'y', out: { inline: 1 } }),
    115,
    /mapReduce/,
  ),
  named(
    'snapshot reads outside transactions',
    ({ db, c }) => db.command({ find: c.collectionName, readConcern: { level: 'snapshot' } }),
    72,
    /snapshot/,
  ),
];
