/**
 * Port: what repositories need of a document database. MongoDB (`mongo-store.ts`) takes filters and updates as they are;
 * the double for tests (`memory-store.ts`) understands exactly the operators named here.
 */
export type Document = Readonly<Record<string, unknown>>;

/**
 * A field equals a value (or its list contains it), or fulfils a condition: `$lt $lte $gt $gte $ne $in $exists $type`.
 * `$or` and `$nor` take a list of filters.
 */
export type Filter = Readonly<Record<string, unknown>>;

export interface Update {
  $set?: Document;
  $unset?: Readonly<Record<string, true>>;
  $inc?: Readonly<Record<string, number>>;
  $push?: Document;
  $pull?: Document;
  /** Only when the update makes the document. */
  $setOnInsert?: Document;
}

export interface ListOptions {
  sort?: Readonly<Record<string, 1 | -1>>;
  limit?: number;
}

/** A unique index refuses the document. */
export class Duplicate extends Error {
  override readonly name = 'Duplicate';
}

export interface Documents {
  get(filter: Filter): Promise<Document | undefined>;
  list(filter: Filter, options?: ListOptions): Promise<readonly Document[]>;
  count(filter: Filter): Promise<number>;
  /** Resolves when a majority of the servers has it. @throws Duplicate */
  insert(document: Document): Promise<void>;
  /** The document after the change; undefined: none matches. @throws Duplicate */
  change(filter: Filter, update: Update, options?: { upsert: true }): Promise<Document | undefined>;
  /** Returns how many match. */
  changeAll(filter: Filter, update: Update): Promise<number>;
  /** Returns how many were removed. */
  remove(filter: Filter): Promise<number>;
}

export interface Store {
  collection(name: string): Documents;
}
