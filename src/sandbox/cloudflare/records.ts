/** DNS records: found by name, type and content, made, changed and taken away one by one. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { Json, ZoneRecord, ZoneState } from './model.ts';
import { page } from './pages.ts';
import { checkBeside, checkQuota, checkRouting, isProxiable, recordOf } from './record-rules.ts';
import { Refusal } from './refusal.ts';

export const recordRoutes: readonly Route[] = [
  { method: 'GET', path: '/zones/:zone/dns_records', permission: 'dns:read', run: list },
  {
    method: 'POST',
    path: '/zones/:zone/dns_records',
    permission: 'dns:edit',
    run: ({ books, zone, body }) => ({ result: shownRecord(zone, add(books, zone, body)) }),
  },
  {
    method: 'GET',
    path: '/zones/:zone/dns_records/:record',
    permission: 'dns:read',
    run: ({ zone, at }) => ({ result: shownRecord(zone, found(zone, at.record)) }),
  },
  {
    method: 'PUT',
    path: '/zones/:zone/dns_records/:record',
    permission: 'dns:edit',
    run: ({ books, zone, at, body }) => ({ result: shownRecord(zone, replace(books, zone, String(at.record), body)) }),
  },
  {
    method: 'PATCH',
    path: '/zones/:zone/dns_records/:record',
    permission: 'dns:edit',
    run: ({ books, zone, at, body }) => ({ result: shownRecord(zone, amend(books, zone, String(at.record), body)) }),
  },
  {
    method: 'DELETE',
    path: '/zones/:zone/dns_records/:record',
    permission: 'dns:edit',
    run: ({ books, zone, at }) => ({ result: { id: remove(books, zone, String(at.record)).id } }),
  },
];

function list(call: Call) {
  const { zone, query } = call;
  const tests = [...query].flatMap(([field, value]) => filters[field]?.(value.toLowerCase()) ?? []);
  const any = query.get('match') === 'any' && tests.length > 0;
  const fitting = zone.records.filter((record) => (any ? tests.some((test) => test(record)) : tests.every((test) => test(record))));
  const { result, info } = page(call, fitting.toSorted(order(query)), { usual: 100, most: 5000 });
  return { result: result.map((record) => shownRecord(zone, record)), info };
}

type Test = (record: ZoneRecord) => boolean;
/** Names as in the query; those that end in `.exact` are the same as those without. */
const filters: Readonly<Record<string, (value: string) => Test>> = {
  type: (value) => (record) => record.type.toLowerCase() === value,
  proxied: (value) => (record) => String(record.proxied) === value,
  search: (value) => (record) => [record.name, record.content, record.comment ?? ''].some((text) => text.toLowerCase().includes(value)),
  'comment.present': () => (record) => record.comment !== null,
  'comment.absent': () => (record) => record.comment === null,
  tag: () => () => false,
  ...on('name', ({ name }) => name),
  ...on('content', ({ content }) => content.replaceAll('"', '')),
  ...on('comment', ({ comment }) => comment ?? ''),
};

function on(field: string, value: (record: ZoneRecord) => string): Record<string, (wanted: string) => Test> {
  const exact =
    (wanted: string): Test =>
    (record) =>
      value(record).toLowerCase() === wanted.replaceAll('"', '');
  return {
    [field]: exact,
    [`${field}.exact`]: exact,
    [`${field}.contains`]: (wanted) => (record) => value(record).toLowerCase().includes(wanted),
    [`${field}.startswith`]: (wanted) => (record) => value(record).toLowerCase().startsWith(wanted),
    [`${field}.endswith`]: (wanted) => (record) => value(record).toLowerCase().endsWith(wanted),
  };
}

function order(query: URLSearchParams): (a: ZoneRecord, b: ZoneRecord) => number {
  const field = (['type', 'name', 'content', 'ttl', 'proxied'] as const).find((one) => one === query.get('order')) ?? 'type';
  const sign = query.get('direction') === 'desc' ? -1 : 1;
  return (a, b) => sign * String(a[field]).localeCompare(String(b[field]), 'en', { numeric: true }) || a.name.localeCompare(b.name);
}

/** @throws Refusal when there is none of that id */
export function found({ records }: ZoneState, id: string | undefined): ZoneRecord {
  const record = records.find((one) => one.id === id);
  if (record) return record;
  throw new Refusal(404, 81044, 'Record does not exist.');
}

export function add(books: Books, zone: ZoneState, body: Json): ZoneRecord {
  checkQuota(zone);
  const wanted = recordOf(zone, body);
  checkRouting(zone, wanted);
  checkBeside(wanted, zone.records);
  const now = books.now();
  const record: ZoneRecord = { id: books.id(), ...wanted, created: now, modified: now };
  zone.records.push(record);
  books.changed();
  return record;
}

/** Every field is as the body says; what it does not name is as in a new record. */
export function replace(books: Books, zone: ZoneState, id: string, body: Json): ZoneRecord {
  return become(books, zone, found(zone, id), recordOf(zone, body));
}

export function amend(books: Books, zone: ZoneState, id: string, body: Json): ZoneRecord {
  const record = found(zone, id);
  return become(books, zone, record, recordOf(zone, body, record));
}

function become(books: Books, zone: ZoneState, record: ZoneRecord, wanted: ReturnType<typeof recordOf>): ZoneRecord {
  checkRouting(zone, record);
  if (wanted.type !== record.type || wanted.name !== record.name) checkRouting(zone, wanted);
  checkBeside(
    wanted,
    zone.records.filter(({ id }) => id !== record.id),
  );
  const next: ZoneRecord = { id: record.id, ...wanted, created: record.created, modified: books.now() };
  zone.records.splice(zone.records.indexOf(record), 1, next);
  books.changed();
  return next;
}

export function remove(books: Books, zone: ZoneState, id: string): ZoneRecord {
  const record = found(zone, id);
  checkRouting(zone, record);
  zone.records.splice(zone.records.indexOf(record), 1);
  books.changed();
  return record;
}

export function shownRecord(zone: ZoneState, record: ZoneRecord): Json {
  const locked = record.routing === true && zone.mail.enabled && zone.mail.locked;
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    content: record.content,
    ...(record.priority === undefined ? {} : { priority: record.priority }),
    ...(record.data ? { data: record.data } : {}),
    proxiable: isProxiable(record),
    proxied: record.proxied,
    ttl: record.ttl,
    settings: record.type === 'CNAME' ? { flatten_cname: false } : {},
    meta: locked ? { email_routing: true, read_only: true } : {},
    comment: record.comment,
    tags: record.tags,
    created_on: record.created,
    modified_on: record.modified,
  };
}
