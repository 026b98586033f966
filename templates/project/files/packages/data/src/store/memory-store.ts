/** Documents in memory, for tests: unique indexes hold, and every change is atomic because nothing waits. */
import { wantedIndexes } from '../indexes/wanted-indexes.ts';
import { type Document, type Documents, Duplicate, type Filter, type Store, type Update } from './documents.ts';
import { matches, order, valueAt } from './matching.ts';

type Raw = Record<string, unknown>;

export interface MemoryStore extends Store {
  /** What is there, for tests that look behind a repository. */
  all(name: string): readonly Document[];
}

export function memoryStore(): MemoryStore {
  const collections = new Map<string, Raw[]>();
  const rows = (name: string) => {
    const known = collections.get(name) ?? [];
    collections.set(name, known);
    return known;
  };
  return {
    collection: (name) => documents(name, rows(name)),
    all: (name) => rows(name).map((row) => structuredClone(row)),
  };
}

function documents(name: string, rows: Raw[]): Documents {
  const find = (filter: Filter) => rows.filter((row) => matches(row, filter));
  const put = (candidate: Raw, instead?: Raw) => {
    refuseDuplicates(
      name,
      candidate,
      rows.filter((row) => row !== instead),
    );
    if (instead === undefined) rows.push(candidate);
    else rows[rows.indexOf(instead)] = candidate;
    return structuredClone(candidate);
  };

  return {
    get: async (filter) => copy(find(filter)[0]),
    async list(filter, { sort = {}, limit = 0 } = {}) {
      const sorted = find(filter).sort((a, b) => sorting(a, b, sort));
      return (limit > 0 ? sorted.slice(0, limit) : sorted).map((row) => structuredClone(row));
    },
    count: async (filter) => find(filter).length,
    async insert(document) {
      put({ _id: crypto.randomUUID(), ...structuredClone(document) });
    },
    async change(filter, update, options) {
      const [found] = find(filter);
      if (found !== undefined) return put(changed(found, update), found);
      return options?.upsert ? put(made(filter, update)) : undefined;
    },
    async changeAll(filter, update) {
      const found = find(filter);
      for (const row of found) put(changed(row, update), row);
      return found.length;
    },
    async remove(filter) {
      const gone = find(filter);
      for (const row of gone) rows.splice(rows.indexOf(row), 1);
      return gone.length;
    },
  };
}

function copy(row: Raw | undefined): Raw | undefined {
  return row === undefined ? undefined : structuredClone(row);
}

function changed(row: Raw, { $set = {}, $unset = {}, $inc = {}, $push = {}, $pull = {} }: Update): Raw {
  const next: Raw = { ...structuredClone(row), ...structuredClone($set) };
  for (const field of Object.keys($unset)) delete next[field];
  for (const [field, by] of Object.entries($inc)) next[field] = Number(next[field] ?? 0) + by;
  for (const [field, one] of Object.entries($push)) next[field] = [...((next[field] as unknown[]) ?? []), one];
  for (const [field, one] of Object.entries($pull)) {
    const list = next[field];
    if (Array.isArray(list)) next[field] = list.filter((each) => each !== one);
  }
  return next;
}

/** What the filter says by equality becomes part of the new document. */
function made(filter: Filter, update: Update): Raw {
  const equal = Object.entries(filter).filter(
    ([field, value]) => !field.startsWith('$') && (typeof value !== 'object' || value instanceof Date),
  );
  const base = { _id: crypto.randomUUID(), ...Object.fromEntries(equal), ...structuredClone(update.$setOnInsert ?? {}) };
  return changed(base, update);
}

function sorting(a: Raw, b: Raw, sort: Readonly<Record<string, 1 | -1>>): number {
  for (const [field, direction] of Object.entries(sort)) {
    const difference = order(a[field], b[field]) * direction;
    if (difference !== 0) return difference;
  }
  return 0;
}

function refuseDuplicates(name: string, candidate: Raw, others: readonly Raw[]): void {
  const unique = wantedIndexes.filter(({ collection, unique }) => collection === name && unique === true);
  const keys = [{ fields: ['_id'], only: {} }, ...unique.map(({ key, only = {} }) => ({ fields: Object.keys(key), only }))];
  for (const { fields, only } of keys) {
    if (!matches(candidate, only)) continue;
    const rival = others.find(
      (row) => matches(row, only) && fields.every((field) => order(valueAt(row, field), valueAt(candidate, field)) === 0),
    );
    if (rival !== undefined) throw new Duplicate(`${name} has one with the same ${fields.join(', ')}`);
  }
}
