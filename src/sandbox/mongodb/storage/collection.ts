/**
 * A collection: documents in the order of their arrival, found by `_id`, with its indexes. Whoever wants to hear of changes listens.
 */
import { ServerError } from '../errors.ts';
import { keyOf } from '../values/keys.ts';
import type { Doc } from '../values/types.ts';
import { duplicate, Index, type IndexSpec } from './indexes.ts';
import type { Stored } from './stored.ts';

export const idIndex: IndexSpec = { v: 2, key: { _id: 1 }, name: '_id_' };

export interface CollectionOptions {
  validator?: Doc;
  validationLevel?: string;
  validationAction?: string;
}

/** One document changed; undefined where there was or is none. */
export interface DocChange {
  collection: Collection;
  key: string;
  before: Stored | undefined;
  after: Stored | undefined;
}
export interface Listener {
  /** Before a change, to refuse it. */
  guard(collection: Collection, key: string): void;
  changed(change: DocChange): void;
}

export class Collection {
  readonly db: string;
  readonly name: string;
  /** Sixteen bytes, as `listCollections` shows them. */
  readonly uuid: Buffer;
  options: CollectionOptions;
  readonly indexes = new Map<string, Index>();
  /** Bytes of all documents. */
  bytes = 0;
  readonly #docs: Map<string, Stored>;
  readonly #listener: Listener;

  constructor(about: {
    db: string;
    name: string;
    uuid: Buffer;
    options: CollectionOptions;
    listener: Listener;
    docs?: Map<string, Stored>;
  }) {
    this.db = about.db;
    this.name = about.name;
    this.uuid = about.uuid;
    this.options = about.options;
    this.#listener = about.listener;
    this.#docs = about.docs ?? new Map();
    for (const stored of this.#docs.values()) this.bytes += stored.raw.length;
  }

  get namespace(): string {
    return `${this.db}.${this.name}`;
  }
  get count(): number {
    return this.#docs.size;
  }
  get(key: string): Stored | undefined {
    return this.#docs.get(key);
  }
  keys(): Iterable<string> {
    return this.#docs.keys();
  }
  all(): Stored[] {
    return [...this.#docs.values()];
  }
  entries(): Iterable<[string, Stored]> {
    return this.#docs.entries();
  }

  /** Refuses when somebody else holds the document. */
  guard(key: string): void {
    this.#listener.guard(this, key);
  }

  /** @throws ServerError 11000 DuplicateKey */
  insert(stored: Stored): void {
    const id = stored.id;
    const key = keyOf(id);
    this.guard(key);
    if (this.#docs.has(key)) throw duplicate(this.namespace, idIndex, [id]);
    this.put(key, stored);
  }

  /** @throws ServerError 11000 DuplicateKey */
  replace(key: string, stored: Stored): void {
    this.guard(key);
    this.put(key, stored);
  }

  remove(key: string): void {
    this.guard(key);
    this.put(key, undefined);
  }

  /** Puts a document in its place, or removes it, without asking who holds it: for commits, replays and undoing. */
  put(key: string, after: Stored | undefined): void {
    const before = this.#docs.get(key);
    // An index that refuses does so before anything is changed.
    if (after) for (const index of this.indexes.values()) index.check(this.namespace, after.doc, key);
    if (before) for (const index of this.indexes.values()) index.remove(before.doc, key);
    if (after) {
      for (const index of this.indexes.values()) index.add(after.doc, key);
      this.#docs.set(key, after);
    } else this.#docs.delete(key);
    this.bytes += (after?.raw.length ?? 0) - (before?.raw.length ?? 0);
    this.#listener.changed({ collection: this, key, before, after });
  }

  /** Builds an index over what is there. @throws ServerError 11000 when a unique one cannot be */
  addIndex(spec: IndexSpec): void {
    const index = new Index(spec);
    for (const [key, stored] of this.#docs) {
      index.check(this.namespace, stored.doc, key);
      index.add(stored.doc, key);
    }
    this.indexes.set(spec.name, index);
  }

  /** Specifications, `_id_` first. */
  specs(): IndexSpec[] {
    return [idIndex, ...[...this.indexes.values()].map(({ spec }) => spec)];
  }

  /** A copy that changes on its own; for transactions. */
  clone(listener: Listener): Collection {
    const copy = new Collection({
      db: this.db,
      name: this.name,
      uuid: this.uuid,
      options: this.options,
      listener,
      docs: new Map(this.#docs),
    });
    for (const { spec } of this.indexes.values()) copy.addIndex(spec);
    return copy;
  }
}

export function namespaceMissing(namespace: string): ServerError {
  return new ServerError(26, `ns not found ${namespace}`);
}
