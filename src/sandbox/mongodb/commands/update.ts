/** `update` */
import { failedToParse, ServerError } from '../errors.ts';
import { evaluate, expression } from '../expressions/evaluate.ts';
import type { Scope } from '../expressions/types.ts';
import { isOperators } from '../query/match.ts';
import { type Query, type Selected, select } from '../query/select.ts';
import type { Collection } from '../storage/collection.ts';
import { checkNames } from '../storage/space.ts';
import { Stored } from '../storage/stored.ts';
import { compileUpdate, type Update } from '../update/apply.ts';
import { setAt } from '../update/target.ts';
import { equal } from '../values/compare.ts';
import { plainValueAt } from '../values/paths.ts';
import { copy, type Doc, isDoc } from '../values/types.ts';
import { checkId, insertOne, withId } from './insert.ts';
import { type Call, type Command, collectionName, refuseCollation } from './types.ts';
import { admit, inOrder, reply, statements } from './writing.ts';

export const update: Command = {
  needs: 'write',
  inTransaction: true,
  counts: 'update',
  async run(call) {
    const name = collectionName(call);
    checkNames(call.db, name);
    const list = statements(call, 'updates');
    const outcome = await inOrder(call, list.length, (index) => updateDocs(call, name, (list[index] ?? {}) as unknown as UpdateStatement));
    const upserted = outcome.results.filter(({ upserted: id }) => id !== undefined).map(({ index, upserted: id }) => ({ index, _id: id }));
    const sum = (field: string): number => outcome.results.reduce((total, one) => total + ((one[field] as number | undefined) ?? 0), 0);
    return reply(outcome, { n: sum('n'), nModified: sum('nModified'), ...(upserted.length > 0 ? { upserted } : {}) });
  },
};

export interface UpdateStatement {
  q: Doc;
  u: unknown;
  c?: Doc;
  multi?: boolean;
  upsert?: boolean;
  arrayFilters?: unknown;
  hint?: unknown;
  sort?: unknown;
  collation?: unknown;
}

/** Variables that an update may name: `let` of the command, constants `c` of a pipeline. */
export function updateScope(call: Call, constants: Doc | undefined): Scope {
  const given = isDoc(call.body.let) ? call.body.let : {};
  const variables = Object.fromEntries(
    Object.entries({ ...given, ...constants }).map(([name, value]) => [name, evaluate(expression(value), {}, call.scope)]),
  );
  return { ...call.scope, variables };
}

export function updateDocs(call: Call, name: string, statement: UpdateStatement): Doc {
  refuseCollation(statement as unknown as Doc);
  if (!isDoc(statement.q)) throw failedToParse("BSON field 'update.updates.q' is the wrong type, expected type 'object'");
  const multi = statement.multi === true;
  if (multi && statement.sort !== undefined) throw failedToParse('Cannot specify sort with multi=true');
  const scope = updateScope(call, statement.c);
  const change = compileUpdate(statement.u, { scope, arrayFilters: statement.arrayFilters, multi });
  const query: Query = { filter: statement.q, sort: statement.sort, hint: statement.hint, limit: multi ? 0 : 1, scope };
  const collection = call.space.find(call.db, name);
  const { items } = select(collection, query);
  if (items.length === 0 || !collection) {
    if (statement.upsert !== true) return { n: 0, nModified: 0 };
    const stored = upsert(call, call.space.ensure(call.db, name), statement.q, change);
    return { n: 1, nModified: 0, upserted: stored.id };
  }
  return { n: items.length, nModified: changeAll(call, collection, items, change) };
}

/** All that are held by somebody are found out before the first is changed. */
function changeAll(call: Call, collection: Collection, items: readonly Selected[], change: Update): number {
  for (const { key } of items) collection.guard(key);
  return items.filter((item) => changeOne(call, collection, item, change).changed).length;
}

export function changeOne(call: Call, collection: Collection, item: Selected, change: Update): { changed: boolean; after: Stored } {
  const after = Stored.of(change(item.stored.doc, { position: item.found.position, inserting: false }));
  if (after.raw.equals(item.stored.raw)) return { changed: false, after: item.stored };
  admit(call, collection, after, item.stored);
  collection.replace(item.key, after);
  return { changed: true, after };
}

/** The document that an upsert starts from: what the filter says by equality. */
export function upsert(call: Call, collection: Collection, filter: Doc, change: Update): Stored {
  const start: Doc = {};
  for (const [path, value] of equalities(filter)) {
    const there = plainValueAt(start, path);
    if (there !== undefined && !equal(there, value))
      throw new ServerError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
    setAt(start, path.split('.'), copy(value));
  }
  const made = change(start, { position: undefined, inserting: true });
  const stored = withId(call.core, made);
  checkId(stored.id);
  insertOne(call, collection, stored);
  return stored;
}

function equalities(filter: Doc): [string, unknown][] {
  return Object.entries(filter).flatMap(([path, wanted]): [string, unknown][] => {
    if (path === '$and' && Array.isArray(wanted)) return wanted.flatMap((clause: Doc) => equalities(clause));
    if (path === '$or' && Array.isArray(wanted) && wanted.length === 1) return equalities(wanted[0] as Doc);
    if (path.startsWith('$')) return [];
    if (!isOperators(wanted)) return [[path, wanted]];
    if (wanted.$eq !== undefined) return [[path, wanted.$eq]];
    const [only, ...more] = [wanted.$in, wanted.$all].find(Array.isArray) ?? [];
    return only !== undefined && more.length === 0 ? [[path, only]] : [];
  });
}
