/** Many changes at once, all or none: deletes, patches, puts, posts, in this order. */
import type { Call, Route } from './api.ts';
import type { ZoneRecord } from './model.ts';
import { mustBeRecord } from './record-rules.ts';
import { add, amend, remove, replace, shownRecord } from './records.ts';
import { invalid } from './refusal.ts';

/** Of a free zone. */
const mostChanges = 200;

export const batchRoutes: readonly Route[] = [
  { method: 'POST', path: '/zones/:zone/dns_records/batch', permission: 'dns:edit', run: batch },
];

function batch({ books, zone, body }: Call) {
  const [deletes, patches, puts, posts] = ['deletes', 'patches', 'puts', 'posts'].map((field) => listOf(body[field])) as [
    Bodies,
    Bodies,
    Bodies,
    Bodies,
  ];
  if (deletes.length + patches.length + puts.length + posts.length > mostChanges)
    throw invalid(`A batch holds at most ${mostChanges} changes`);
  const before = structuredClone(zone.records);
  const shownAll = (records: ZoneRecord[]) => records.map((record) => shownRecord(zone, record));
  try {
    const deleted = deletes.map(({ id }) => remove(books, zone, String(id)));
    const patched = patches.map((one) => amend(books, zone, String(one.id), one));
    const put = puts.map((one) => replace(books, zone, String(one.id), one));
    const posted = posts.map((one) => add(books, zone, one));
    return { result: { deletes: shownAll(deleted), patches: shownAll(patched), puts: shownAll(put), posts: shownAll(posted) } };
  } catch (error) {
    zone.records = before;
    throw error;
  }
}

type Bodies = Record<string, unknown>[];

function listOf(value: unknown): Bodies {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map(mustBeRecord);
  throw invalid('deletes, patches, puts and posts are lists');
}
