/** `find`, `getMore`, `killCursors` */
import { badValue, notHere, ServerError } from '../errors.ts';
import { evaluate, expression } from '../expressions/evaluate.ts';
import { compileProjection } from '../query/projection.ts';
import { type Query, type Selected, type Selection, select } from '../query/select.ts';
import { type Doc, typeOf } from '../values/types.ts';
import { Raw } from '../values/write.ts';
import { type Call, type Command, collectionName, docField, namedCollection, refuseCollation, wholeNumber, withLet } from './types.ts';

export const find: Command = {
  needs: 'read',
  inTransaction: true,
  counts: 'query',
  run(call) {
    const name = collectionName(call);
    const { items } = selected(call);
    const projection = docField(call, 'projection');
    const scope = withLet(call, (value) => evaluate(expression(value), {}, call.scope));
    const project = projection && Object.keys(projection).length > 0 ? compileProjection(projection, scope, true) : undefined;
    const shape = project
      ? ({ stored, found }: Selected): Doc => project(stored.doc, found)
      : ({ stored }: Selected): Raw => new Raw(stored.raw);
    // A wrong projection of nothing at all is still found out above; one of a document while it is shaped.
    return call.core.cursors.open(items, shape, {
      namespace: `${call.db}.${name}`,
      user: call.client.user?.name ?? '',
      now: call.core.clock.tick(),
      batchSize: wholeNumber(call, 'batchSize'),
      noTimeout: call.body.noCursorTimeout === true,
      single: call.body.singleBatch === true,
    });
  },
};

/** What a find or an explained find means. */
export function selected(call: Call): Selection {
  refuseCollation(call.body);
  if (call.body.tailable === true) throw badValue('error processing query: tailable cursor requested on non capped collection');
  for (const option of ['returnKey', 'showRecordId', 'min', 'max'])
    if (call.body[option] === true || typeof call.body[option] === 'object') throw notHere(`find option ${option}`);
  const scope = withLet(call, (value) => evaluate(expression(value), {}, call.scope));
  const query: Query = {
    filter: docField(call, 'filter'),
    sort: docField(call, 'sort'),
    hint: call.body.hint,
    skip: wholeNumber(call, 'skip') ?? 0,
    limit: wholeNumber(call, 'limit') ?? 0,
    scope,
  };
  return select(namedCollection(call), query);
}

export const getMore: Command = {
  needs: 'anybody',
  inTransaction: true,
  counts: 'getmore',
  run(call) {
    const { getMore: id, collection } = call.body;
    if (typeof id !== 'bigint')
      throw new ServerError(14, `BSON field 'getMore.getMore' is the wrong type '${typeOf(id)}', expected type 'long'`);
    const batchSize = wholeNumber(call, 'batchSize');
    return call.core.cursors.more(
      id,
      String(collection),
      call.client.user?.name ?? '',
      batchSize === 0 ? undefined : batchSize,
      call.core.clock.tick(),
    );
  },
};

export const killCursors: Command = {
  needs: 'anybody',
  inTransaction: true,
  run(call) {
    const ids = (Array.isArray(call.body.cursors) ? call.body.cursors : []).filter((id) => typeof id === 'bigint');
    const { killed, notFound } = call.core.cursors.kill(ids);
    return { cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
  },
};
