/** Aggregation: expressions, and the types of what they give. */
import { Decimal128, Double, Long } from 'mongodb';
import { type Behaviour, behaviour as is, types } from './behaviour.ts';

/** One expression on one document. */
const computes = (
  name: string,
  expression: unknown,
  expected: unknown,
  doc: object = { _id: 1, a: 5, s: 'Hello', list: [3, 1, 2], o: { k: 1 }, d: new Date('2026-03-15T13:45:30.123Z') },
): Behaviour => is(name, [doc], async ({ c }) => (await c.aggregate([{ $project: { _id: 0, r: expression } }]).next())?.r, expected);
const typed = (name: string, doc: object, expression: unknown, expected: string): Behaviour =>
  is(
    name,
    [{ _id: 1, ...doc }],
    async ({ c }) => types(await c.aggregate([{ $project: { _id: 0, r: expression } }], { promoteValues: false }).next()).r,
    expected,
  );

export const expressions: readonly Behaviour[] = [
  computes('arithmetic', [{ $add: ['$a', 1] }, { $subtract: [9, '$a'] }, { $multiply: ['$a', 2] }, { $mod: ['$a', 3] }], [6, 4, 10, 2]),
  computes('$round is half to even', [{ $round: [2.5] }, { $round: [3.5] }, { $round: [2.345, 2] }, { $trunc: [-2.7] }], [2, 4, 2.35, -2]),
  computes(
    '$cond, $ifNull, $switch',
    [
      { $cond: [{ $gt: ['$a', 3] }, 'big', 'small'] },
      { $ifNull: ['$none', 'instead'] },
      // biome-ignore lint/suspicious/noThenProperty: the server's own word.
      { $switch: { branches: [{ case: { $eq: ['$a', 5] }, then: 'five' }], default: '?' } },
    ],
    ['big', 'instead', 'five'],
  ),
  computes(
    'text',
    [{ $concat: ['$s', '!'] }, { $toUpper: '$s' }, { $substrCP: ['$s', 1, 3] }, { $strLenCP: '$s' }, { $indexOfCP: ['$s', 'l'] }],
    ['Hello!', 'HELLO', 'ell', 5, 2],
  ),
  computes(
    '$split, $trim, $replaceAll',
    [{ $split: ['a-b', '-'] }, { $trim: { input: ' x ' } }, { $replaceAll: { input: 'aXbX', find: 'X', replacement: '.' } }],
    [['a', 'b'], 'x', 'a.b.'],
  ),
  computes('$regexFind', { $regexFind: { input: '$s', regex: 'l(.)' } }, { match: 'll', idx: 2, captures: ['l'] }),
  computes(
    '$map, $filter, $reduce',
    [
      { $map: { input: '$list', as: 'x', in: { $multiply: ['$$x', 2] } } },
      { $filter: { input: '$list', cond: { $gt: ['$$this', 1] } } },
      { $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } },
    ],
    [[6, 2, 4], [3, 2], 6],
  ),
  computes(
    '$sortArray, $slice, $arrayElemAt, $in',
    [{ $sortArray: { input: '$list', sortBy: 1 } }, { $slice: ['$list', 2] }, { $arrayElemAt: ['$list', -1] }, { $in: [2, '$list'] }],
    [[1, 2, 3], [3, 1], 2, true],
  ),
  computes(
    'sets',
    [
      {
        $setUnion: [
          [1, 2],
          [2, 3],
        ],
      },
      { $setDifference: [[1, 2], [2]] },
      { $setIsSubset: [[1], [1, 2]] },
    ],
    [[1, 2, 3], [1], true],
  ),
  computes(
    'objects',
    [{ $objectToArray: '$o' }, { $mergeObjects: ['$o', { z: 2 }] }, { $getField: { field: 'k', input: '$o' } }],
    [[{ k: 'k', v: 1 }], { k: 1, z: 2 }, 1],
  ),
  computes(
    'parts of dates',
    [{ $year: '$d' }, { $month: '$d' }, { $dayOfMonth: '$d' }, { $hour: '$d' }, { $dayOfWeek: '$d' }, { $isoWeek: '$d' }],
    [2026, 3, 15, 13, 1, 11],
  ),
  computes('$dateToString', { $dateToString: { date: '$d', format: '%Y-%m-%dT%H:%M:%S.%LZ' } }, '2026-03-15T13:45:30.123Z'),
  computes(
    '$dateTrunc and $dateAdd',
    [{ $dateTrunc: { date: '$d', unit: 'hour' } }, { $dateAdd: { startDate: '$d', unit: 'month', amount: 1 } }],
    [new Date('2026-03-15T13:00:00Z'), new Date('2026-04-15T13:45:30.123Z')],
  ),
  computes('$dateDiff', { $dateDiff: { startDate: new Date('2026-01-01'), endDate: '$d', unit: 'day' } }, 73),
  computes(
    'months end where they end',
    [
      { $dateAdd: { startDate: new Date('2026-01-31T10:00:00Z'), unit: 'month', amount: 1 } },
      { $dateSubtract: { startDate: new Date('2028-02-29'), unit: 'year', amount: 1 } },
      { $dateFromParts: { year: 2026, month: 2 } },
    ],
    [new Date('2026-02-28T10:00:00Z'), new Date('2027-02-28'), new Date('2026-02-01')],
  ),
  computes(
    'dates in a zone',
    [
      { $hour: { date: '$d', timezone: 'America/New_York' } },
      { $dateTrunc: { date: new Date('2026-05-18T02:44:00Z'), unit: 'day', timezone: 'America/New_York' } },
      { $dateToString: { date: '$d', format: '%H:%M%z', timezone: '+05:30' } },
    ],
    [9, new Date('2026-05-17T04:00:00Z'), '19:15+0530'],
  ),
  computes(
    'weeks and ISO years',
    [
      { $week: new Date('2026-01-03') },
      { $isoWeekYear: new Date('2027-01-01') },
      { $isoWeek: new Date('2027-01-01') },
      { $dateFromParts: { isoWeekYear: 2026, isoWeek: 2, isoDayOfWeek: 3 } },
    ],
    [0, 2026, 53, new Date('2026-01-07')],
  ),
  computes(
    'text to dates',
    [
      { $dateFromString: { dateString: '2026-02-03T04:05:06+02:00' } },
      { $dateFromString: { dateString: '03.02.2026', format: '%d.%m.%Y' } },
      { $dateFromString: { dateString: 'never', onError: 'no date' } },
    ],
    [new Date('2026-02-03T02:05:06Z'), new Date('2026-02-03'), 'no date'],
  ),
  computes('borders between dates', { $dateDiff: { startDate: new Date(100), endDate: new Date(800), unit: 'second' } }, 0),
  computes(
    'conversions',
    [{ $toInt: '12' }, { $toString: '$a' }, { $toBool: 0 }, { $convert: { input: 'x', to: 'int', onError: -1 } }],
    [12, '5', false, -1],
  ),
  computes('$type', [{ $type: '$a' }, { $type: '$none' }, { $type: '$list' }], ['int', 'missing', 'array']),
  computes('$let', { $let: { vars: { x: 2 }, in: { $multiply: ['$$x', '$a'] } } }, 10),
  computes('doubles add up without error', { $sum: [0.1, 0.2, 0.3] }, 0.6),
  computes('$literal', { $literal: '$a' }, '$a'),

  typed('int plus int is int', { a: 1, b: 2 }, { $add: ['$a', '$b'] }, 'Int32'),
  typed('int that overflows is long', { a: 2147483647 }, { $add: ['$a', 1] }, 'Long'),
  typed('int plus double is double', { a: 1, b: new Double(2) }, { $add: ['$a', '$b'] }, 'Double'),
  typed('long plus int is long', { a: Long.fromNumber(1) }, { $add: ['$a', 1] }, 'Long'),
  typed('anything plus decimal is decimal', { a: Decimal128.fromString('1.1'), b: new Double(1) }, { $add: ['$a', '$b'] }, 'Decimal128'),
  typed('$divide is double', { a: 4 }, { $divide: ['$a', 2] }, 'Double'),
  typed('the difference of dates is long', { a: new Date(5), b: new Date(3) }, { $subtract: ['$a', '$b'] }, 'Long'),
  typed('$dateDiff is long', { a: new Date(5), b: new Date(3) }, { $dateDiff: { startDate: '$b', endDate: '$a', unit: 'day' } }, 'Long'),
  typed('$avg is double', { a: [1, 3] }, { $avg: '$a' }, 'Double'),
  typed('what passes keeps its type', { a: new Double(7) }, '$a', 'Double'),
];
