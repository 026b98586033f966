/**
 * Transactions: each sees the data as they were when it began, and its own writes; a commit applies all of them or none. A document that an open
 * transaction has written is held: other transactions conflict, writers outside wait.
 */
import { ServerError } from '../errors.ts';
import type { Collection, DocChange, Listener } from '../storage/collection.ts';
import type { Space, Store, Watch } from '../storage/space.ts';
import type { Stored } from '../storage/stored.ts';

const transient = { labels: ['TransientTransactionError'] };

export function writeConflict(): ServerError {
  return new ServerError(
    112,
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    transient,
  );
}

/** A document is held by an open transaction; the statement is tried again when that has ended. */
export class Held extends Error {
  readonly ended: Promise<void>;
  constructor(ended: Promise<void>) {
    super('held by a transaction');
    this.ended = ended;
  }
}

interface View {
  copy: Collection;
  touched: Set<string>;
}

export class Transactions implements Watch {
  readonly #store: Store;
  readonly #open = new Set<Transaction>();
  readonly #held = new Map<string, Transaction>();

  constructor(store: Store) {
    this.#store = store;
    store.watch = this;
  }

  begin(): Transaction {
    const transaction: Transaction = new Transaction(this.#store, {
      hold: (collection, key) => this.#hold(transaction, collection, key),
      ended: (keys) => {
        for (const key of keys) this.#held.delete(key);
        this.#open.delete(transaction);
      },
    });
    this.#open.add(transaction);
    return transaction;
  }

  get openCount(): number {
    return this.#open.size;
  }

  guard(collection: Collection, key: string): void {
    const holder = this.#held.get(place(collection, key));
    if (holder) throw new Held(holder.ended);
  }

  beforeChange(collection: Collection): void {
    for (const transaction of this.#open) transaction.see(collection);
  }

  #hold(transaction: Transaction, collection: Collection, key: string): string {
    const where = place(collection, key);
    const holder = this.#held.get(where);
    if (holder && holder !== transaction) throw writeConflict();
    this.#held.set(where, transaction);
    return where;
  }
}

function place(collection: Collection, key: string): string {
  return `${collection.namespace}\0${key}`;
}

export class Transaction implements Space {
  readonly ended: Promise<void>;
  readonly #store: Store;
  readonly #views = new Map<string, View>();
  readonly #held: string[] = [];
  readonly #hooks: { hold(collection: Collection, key: string): string; ended(held: readonly string[]): void };
  #end: () => void = () => undefined;

  constructor(store: Store, hooks: { hold(collection: Collection, key: string): string; ended(held: readonly string[]): void }) {
    this.#store = store;
    this.#hooks = hooks;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  find(db: string, name: string): Collection | undefined {
    const seen = this.#views.get(`${db}.${name}`);
    const live = this.#store.find(db, name);
    return seen?.copy ?? (live && this.see(live));
  }

  /** Collections come into being at once, as they do on the server when the transaction commits; an empty one harms nobody. */
  ensure(db: string, name: string): Collection {
    return this.find(db, name) ?? this.see(this.#store.ensure(db, name));
  }

  /** Takes a copy of a collection as it is now, once. */
  see(live: Collection): Collection {
    const there = this.#views.get(live.namespace);
    if (there) return there.copy;
    const view: View = { copy: live.clone(this.#listener()), touched: new Set() };
    this.#views.set(live.namespace, view);
    return view.copy;
  }

  #listener(): Listener {
    return {
      guard: (copy, key) => {
        const view = this.#views.get(copy.namespace);
        if (!view || view.touched.has(key)) return;
        const where = this.#hooks.hold(copy, key);
        this.#held.push(where);
        view.touched.add(key);
        if (this.#store.find(copy.db, copy.name)?.get(key) !== copy.get(key)) throw writeConflict();
      },
      changed: () => undefined,
    };
  }

  /** @throws ServerError 112 when the writes do not fit what others have written meanwhile; nothing is applied then */
  commit(): void {
    const done: DocChange[] = [];
    try {
      for (const { copy, touched } of this.#views.values()) if (touched.size > 0) this.#apply(copy, touched, done);
    } catch (error) {
      for (const { collection, key, before } of done.reverse()) collection.put(key, before);
      throw error instanceof ServerError && error.code === 11000 ? writeConflict() : error;
    } finally {
      this.#finish();
    }
  }

  abort(): void {
    this.#finish();
  }

  #apply(copy: Collection, touched: ReadonlySet<string>, done: DocChange[]): void {
    const live = this.#store.ensure(copy.db, copy.name);
    const put = (key: string, after: Stored | undefined): void => {
      const before = live.get(key);
      if (before === after) return;
      this.#store.watch.beforeChange(live);
      live.put(key, after);
      done.push({ collection: live, key, before, after });
    };
    // Removals first: a document may have given way to another with its unique keys.
    for (const key of touched) if (!copy.get(key)) put(key, undefined);
    for (const key of touched) if (copy.get(key)) put(key, copy.get(key));
  }

  #finish(): void {
    this.#views.clear();
    this.#hooks.ended(this.#held);
    this.#end();
  }
}
