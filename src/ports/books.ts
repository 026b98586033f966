/**
 * What the doors of one walk keep count of, whatever protocol they speak: calls, refusals, writes, and the connections that are shared.
 */

/** On whose behalf a door is open, and what it may do. */
export interface Scope {
  by: string;
  writes: 'no' | 'yes' | 'test data';
  signal: AbortSignal;
}

export interface Books {
  sent: { reads: number; writes: number; testData: number };
  /** The last call of each task or check. */
  calls: Map<string, string>;
  /** What a door itself threw at a task or check. */
  thrown: Map<string, Error>;
  /** Resolves when everything is prepared for the first write of the walk. */
  ready(): Promise<void>;
}

export function openBooks(beforeFirstWrite: (() => Promise<unknown>) | undefined): Books {
  let prepared: Promise<unknown> | undefined;
  return {
    sent: { reads: 0, writes: 0, testData: 0 },
    calls: new Map(),
    thrown: new Map(),
    async ready() {
      prepared ??= Promise.resolve(beforeFirstWrite?.());
      await prepared;
    },
  };
}

export function count(books: Books, scope: Scope, isWrite: boolean): void {
  books.sent[!isWrite ? 'reads' : scope.writes === 'yes' ? 'writes' : 'testData']++;
}

/** One connection per name and walk, and what was measured once: that has nothing to close. */
export class Shared {
  readonly #open = new Map<string, { opened: Promise<unknown>; close?: () => Promise<void> }>();

  get<T>(name: string, open: () => Promise<T>, close?: (shared: T) => Promise<unknown>): Promise<T> {
    const known = this.#open.get(name);
    if (known) return known.opened as Promise<T>;
    const opened = open();
    this.#open.set(name, { opened, ...(close ? { close: async () => void (await opened.then(close).catch(() => undefined)) } : {}) });
    opened.catch(() => this.#open.delete(name));
    return opened;
  }

  /** Drops measurements. */
  forget(): void {
    for (const [name, { close }] of this.#open) if (!close) this.#open.delete(name);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((shared) => shared.close?.()));
  }
}
