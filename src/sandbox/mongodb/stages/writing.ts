/** The stages that end a pipeline by writing: `$out` and `$merge`. */
import { ServerError } from '../errors.ts';
import { evaluate, expression } from '../expressions/evaluate.ts';
import { merged } from '../expressions/objects.ts';
import { copy, type Doc, isDoc, typeOf } from '../values/types.ts';
import type { Inner, Setting, Stage, StageMakers } from './types.ts';

export function writing(inner: Inner): StageMakers {
  return {
    $out: (argument, setting) => {
      const [db, collection] = target('$out', argument, setting);
      return (docs) => {
        setting.out.replaceAll(db, collection, docs);
        return [];
      };
    },
    $merge: (argument, setting) => merge(argument, setting, inner),
  };
}

function target(name: string, argument: unknown, setting: Setting): [string, string] {
  if (typeof argument === 'string') return [setting.db, argument];
  if (isDoc(argument) && typeof argument.coll === 'string')
    return [typeof argument.db === 'string' ? argument.db : setting.db, argument.coll];
  throw new ServerError(
    name === '$out' ? 16990 : 51178,
    `${name} only supports a string or object argument, but found ${typeOf(argument)}`,
  );
}

/** Where an aggregate writes, for its permission; undefined when it only reads. */
export function writesTo(pipeline: readonly unknown[], db: string): { db: string; collection: string } | undefined {
  const last = pipeline.at(-1);
  if (!isDoc(last)) return undefined;
  const into = isDoc(last.$merge) ? last.$merge.into : (last.$merge ?? last.$out);
  if (typeof into === 'string') return { db, collection: into };
  return isDoc(into) ? { db: typeof into.db === 'string' ? into.db : db, collection: String(into.coll) } : undefined;
}

const mergeParts = ['into', 'on', 'let', 'whenMatched', 'whenNotMatched'];

function merge(argument: unknown, setting: Setting, inner: Inner): Stage {
  const given: Doc = isDoc(argument) ? argument : { into: argument };
  const unknown = Object.keys(given).find((name) => !mergeParts.includes(name));
  if (unknown) throw new ServerError(40415, `BSON field '$merge.${unknown}' is an unknown field.`);
  const [db, collection] = target('$merge', given.into, setting);
  const on = (Array.isArray(given.on) ? given.on : [given.on ?? '_id']).map(String);
  const matched = given.whenMatched ?? 'merge';
  const notMatched = given.whenNotMatched ?? 'insert';
  if (!Array.isArray(matched) && !['replace', 'keepExisting', 'merge', 'fail'].includes(String(matched)))
    throw new ServerError(2, `Enumeration value '${String(matched)}' for field '$merge.whenMatched' is not a valid value.`);
  if (!['insert', 'discard', 'fail'].includes(String(notMatched)))
    throw new ServerError(2, `Enumeration value '${String(notMatched)}' for field '$merge.whenNotMatched' is not a valid value.`);
  const variables = Object.entries(isDoc(given.let) ? given.let : { new: '$$ROOT' }).map(
    ([name, value]) => [name, expression(value)] as const,
  );
  const combine = (old: Doc, doc: Doc): Doc | undefined => {
    if (matched === 'keepExisting') return undefined;
    if (matched === 'fail')
      throw new ServerError(11000, "$merge with whenMatched: fail found an existing document with the same values for the 'on' fields");
    if (matched === 'replace') return { ...doc, _id: old._id };
    if (matched === 'merge') return merged([old, doc, { _id: old._id }]);
    const seen = Object.fromEntries(variables.map(([name, value]) => [name, evaluate(value, doc, setting.scope)]));
    return inner(matched, { ...setting, scope: { ...setting.scope, variables: seen } }, '$merge')([copy(old)])[0];
  };
  return (docs) => {
    for (const doc of docs) {
      if (on.some((field) => doc[field] === undefined && field !== '_id'))
        throw new ServerError(51132, "$merge write error: 'on' field cannot be missing, null, undefined or an array");
      const old = setting.out.find(db, collection, on, doc);
      if (old) {
        const next = combine(old, doc);
        if (next) setting.out.replace(db, collection, old, next);
      } else if (notMatched === 'insert') setting.out.insert(db, collection, doc);
      else if (notMatched === 'fail')
        throw new ServerError(
          13113,
          '$merge could not find a matching document in the target collection for at least one document in the source collection',
        );
    }
    return [];
  };
}
