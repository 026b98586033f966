/**
 * Databases and collections by name. The live ones are a `Store`; a transaction sees a `Space` of its own (`transactions.ts`).
 */
import { ServerError } from '../errors.ts';
import { Collection, type CollectionOptions, type DocChange, type Listener } from './collection.ts';
import type { IndexSpec } from './indexes.ts';

export interface Space {
  find(db: string, name: string): Collection | undefined;
  /** The collection, made when it is not there. */
  ensure(db: string, name: string): Collection;
}

/** What happened, for whoever keeps it. */
export type Change =
  | { kind: 'doc'; change: DocChange }
  | { kind: 'created' | 'options' | 'dropped'; collection: Collection }
  | { kind: 'index'; collection: Collection; spec: IndexSpec }
  | { kind: 'index dropped'; collection: Collection; name: string };

/** Who holds documents, and who must see a collection as it was. */
export interface Watch {
  guard(collection: Collection, key: string): void;
  /** Before the first change to a collection that a transaction has not seen yet. */
  beforeChange(collection: Collection): void;
}

export class Store implements Space {
  readonly #databases = new Map<string, Map<string, Collection>>();
  readonly #uuid: () => Buffer;
  readonly #keep: (change: Change) => void;
  readonly #listener: Listener;
  watch: Watch = { guard: () => undefined, beforeChange: () => undefined };

  constructor(about: { uuid: () => Buffer; keep: (change: Change) => void }) {
    this.#uuid = about.uuid;
    this.#keep = about.keep;
    this.#listener = {
      guard: (collection, key) => {
        this.watch.guard(collection, key);
        this.watch.beforeChange(collection);
      },
      changed: (change) => this.#keep({ kind: 'doc', change }),
    };
  }

  find(db: string, name: string): Collection | undefined {
    return this.#databases.get(db)?.get(name);
  }

  ensure(db: string, name: string): Collection {
    return this.find(db, name) ?? this.create(db, name, {});
  }

  /** @throws ServerError 73 InvalidNamespace */
  create(db: string, name: string, options: CollectionOptions, uuid = this.#uuid()): Collection {
    checkNames(db, name);
    const collection = new Collection({ db, name, uuid, options, listener: this.#listener });
    const there = this.#databases.get(db) ?? new Map<string, Collection>();
    this.#databases.set(db, there.set(name, collection));
    this.#keep({ kind: 'created', collection });
    return collection;
  }

  drop(collection: Collection): void {
    this.watch.beforeChange(collection);
    const there = this.#databases.get(collection.db);
    there?.delete(collection.name);
    if (there?.size === 0) this.#databases.delete(collection.db);
    this.#keep({ kind: 'dropped', collection });
  }

  addIndex(collection: Collection, spec: IndexSpec): void {
    collection.addIndex(spec);
    this.#keep({ kind: 'index', collection, spec });
  }

  dropIndex(collection: Collection, name: string): void {
    collection.indexes.delete(name);
    this.#keep({ kind: 'index dropped', collection, name });
  }

  setOptions(collection: Collection, options: CollectionOptions): void {
    collection.options = options;
    this.#keep({ kind: 'options', collection });
  }

  databases(): string[] {
    return [...this.#databases.keys()].sort();
  }

  collections(db: string): Collection[] {
    return [...(this.#databases.get(db)?.values() ?? [])];
  }

  every(): Collection[] {
    return this.databases().flatMap((db) => this.collections(db));
  }

  /** Bytes of documents and, roughly, of indexes: what a plan's storage is measured against. */
  bytes(): number {
    return this.every().reduce((sum, { bytes, count, indexes }) => sum + bytes + count * 16 * (indexes.size + 1), 0);
  }

  clear(): void {
    for (const collection of this.every()) this.drop(collection);
  }
}

export function checkNames(db: string, name: string): void {
  if (db === '' || /[\0 "$./\\]/.test(db) || Buffer.byteLength(db) > 63) throw new ServerError(73, `Invalid database name: '${db}'`);
  if (name === '') throw new ServerError(73, `Invalid namespace specified '${db}.'`);
  if (name.includes('\0') || name.startsWith('.') || name.endsWith('.')) throw new ServerError(73, `Invalid collection name: ${name}`);
  if (name.includes('$')) throw new ServerError(73, `Invalid collection name: ${name}`);
  if (Buffer.byteLength(`${db}.${name}`) > 255)
    throw new ServerError(73, `Fully qualified namespace is too long. Namespace: ${db}.${name} Max: 255`);
}
