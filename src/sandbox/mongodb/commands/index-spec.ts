/**
 * What `createIndexes` asks for, read and checked.
 */
import { ServerError } from '../errors.ts';
import { Index, type IndexSpec } from '../storage/indexes.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { docText, text } from '../values/text.ts';
import { type Doc, isDoc, typeOf } from '../values/types.ts';
import { refuseCollation } from './types.ts';

const options = [
  'v',
  'key',
  'name',
  'ns',
  'unique',
  'sparse',
  'hidden',
  'background',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
];
/** Options of kinds of indexes that are not here. */
const otherOptions = [
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'wildcardProjection',
  'clustered',
  'prepareUnique',
];

/** A specification as it is kept. @throws ServerError 67 CannotCreateIndex and others, for what no index can be */
export function specOf(given: Doc): IndexSpec {
  const { key, name, unique, sparse, hidden, partialFilterExpression: partial, expireAfterSeconds: expiry } = given;
  if (!isDoc(key)) throw new ServerError(9, "The 'key' field is a required property of an index specification");
  if (Object.keys(key).length === 0) throw new ServerError(67, 'Index keys cannot be empty.');
  for (const [field, kind] of Object.entries(key)) checkKind(field, kind);
  const unknown = Object.keys(given).find((option) => !options.includes(option));
  if (unknown)
    throw otherOptions.includes(unknown)
      ? new ServerError(67, `index option ${unknown} is not supported by k77's offline MongoDB server`)
      : new ServerError(197, `The field '${unknown}' is not valid for an index specification. Specification: ${docText(given)}`);
  if (typeof name !== 'string' || name === '')
    throw new ServerError(9, "The 'name' field is a required property of an index specification");
  refuseCollation(given);
  if (partial !== undefined && !isDoc(partial)) throw new ServerError(67, "'partialFilterExpression' for an index has to be a document");
  if (partial && sparse === true) throw new ServerError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  if (expiry !== undefined) checkExpiry(key, expiry);
  const spec: IndexSpec = {
    v: 2,
    key,
    name,
    ...(unique === true ? { unique } : {}),
    ...(sparse === true ? { sparse } : {}),
    ...(hidden === true ? { hidden } : {}),
    ...(partial ? { partialFilterExpression: partial } : {}),
    ...(expiry === undefined ? {} : { expireAfterSeconds: expiry }),
  };
  if (partial) checkPartial(partial, spec);
  return spec;
}

function checkKind(field: string, kind: unknown): void {
  if (field === '$**' || field.endsWith('.$**'))
    throw new ServerError(67, "a wildcard index is not supported by k77's offline MongoDB server");
  if (typeof kind === 'string') {
    if (['text', '2d', '2dsphere', 'hashed', 'columnstore'].includes(kind))
      throw new ServerError(67, `a ${kind} index is not supported by k77's offline MongoDB server`);
    throw new ServerError(67, `Unknown index plugin '${kind}'`);
  }
  if (!isNumeric(kind))
    throw new ServerError(
      67,
      `Values in v:2 index key pattern cannot be of type ${typeOf(kind)}. Only numbers > 0, numbers < 0, and strings are allowed.`,
    );
  if (toNumber(kind) === 0) throw new ServerError(67, 'Values in the index key pattern cannot be 0.');
  if (field === '') throw new ServerError(67, 'Index keys cannot be an empty field.');
}

function checkExpiry(key: Doc, expiry: unknown): void {
  if (!isNumeric(expiry))
    throw new ServerError(67, `TTL index 'expireAfterSeconds' option must be numeric, but received a type of '${typeOf(expiry)}'`);
  if (toNumber(expiry) < 0 || toNumber(expiry) > 2147483647)
    throw new ServerError(
      67,
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number than ${text(expiry)}`,
    );
  if (Object.keys(key).length > 1) throw new ServerError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
  if ('_id' in key) throw new ServerError(197, "The field 'expireAfterSeconds' is not valid for an _id index specification");
}

const partialOperators = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$exists', '$type', '$in', '$and', '$or']);

function checkPartial(filter: Doc, spec: IndexSpec): void {
  const names = (value: unknown): string[] =>
    Array.isArray(value)
      ? value.flatMap(names)
      : isDoc(value)
        ? Object.entries(value).flatMap(([name, inner]) => [name, ...names(inner)])
        : [];
  const wrong = names(filter).find((name) => name.startsWith('$') && !partialOperators.has(name));
  if (wrong) throw new ServerError(67, `Expression not supported in partial index: ${wrong} ${docText(filter)}`);
  // Compiles the filter, for its mistakes.
  new Index(spec);
}
