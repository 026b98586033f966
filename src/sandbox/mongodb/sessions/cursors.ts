/** Open cursors: what is left of an answer, given out in batches. */
import { ServerError } from '../errors.ts';
import type { Doc } from '../values/types.ts';
import { Raw, write } from '../values/write.ts';

export interface Cursor {
  id: bigint;
  namespace: string;
  user: string;
  usedAt: number;
  noTimeout: boolean;
  /** What is left, and how an item becomes a document. */
  next(batchSize: number | undefined): { batch: Raw[]; more: boolean };
}

/** The server stops filling a batch at 16 MiB. */
const batchBytes = 16 * 1024 * 1024;
const idleMs = 10 * 60_000;

export type Shape<T> = (item: T) => Raw | Doc;

export class Cursors {
  readonly #open = new Map<bigint, Cursor>();
  readonly #newId: () => bigint;

  constructor(newId: () => bigint) {
    this.#newId = newId;
  }

  get count(): number {
    return this.#open.size;
  }

  /** The first batch, with the id of the cursor for the rest: 0 when there is none. */
  open<T>(
    items: readonly T[],
    shape: Shape<T>,
    about: { namespace: string; user: string; now: number; batchSize: number | undefined; noTimeout?: boolean; single?: boolean },
  ): Doc {
    const next = batches(items, shape);
    const first = next(about.batchSize ?? 101);
    const more = first.more && !about.single;
    const id = more ? this.#newId() : 0n;
    if (more)
      this.#open.set(id, {
        id,
        namespace: about.namespace,
        user: about.user,
        usedAt: about.now,
        noTimeout: about.noTimeout === true,
        next,
      });
    return { cursor: { firstBatch: first.batch, id, ns: about.namespace }, ok: 1 };
  }

  /** @throws ServerError 43 CursorNotFound, 13 Unauthorized */
  more(id: bigint, collection: string, user: string, batchSize: number | undefined, now: number): Doc {
    const cursor = this.#open.get(id);
    if (!cursor) throw new ServerError(43, `cursor id ${id} not found`);
    if (cursor.user !== user) throw new ServerError(13, `cursor id ${id} was not created by the authenticated user`);
    if (cursor.namespace.slice(cursor.namespace.indexOf('.') + 1) !== collection)
      throw new ServerError(
        13,
        `Requested getMore on namespace '${cursor.namespace.split('.')[0]}.${collection}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    cursor.usedAt = now;
    const { batch, more } = cursor.next(batchSize);
    if (!more) this.#open.delete(id);
    return { cursor: { nextBatch: batch, id: more ? id : 0n, ns: cursor.namespace }, ok: 1 };
  }

  kill(ids: readonly bigint[]): { killed: bigint[]; notFound: bigint[] } {
    const killed = ids.filter((id) => this.#open.delete(id));
    return { killed, notFound: ids.filter((id) => !killed.includes(id)) };
  }

  sweep(now: number): void {
    for (const [id, cursor] of this.#open) if (!cursor.noTimeout && now - cursor.usedAt > idleMs) this.#open.delete(id);
  }
}

function batches<T>(items: readonly T[], shape: Shape<T>): Cursor['next'] {
  let at = 0;
  return (batchSize) => {
    const batch: Raw[] = [];
    let bytes = 0;
    while (at < items.length && (batchSize === undefined || batch.length < batchSize)) {
      const made = shape(items[at] as T);
      const raw = made instanceof Raw ? made : new Raw(write(made));
      if (batch.length > 0 && bytes + raw.bytes.length > batchBytes) break;
      batch.push(raw);
      bytes += raw.bytes.length;
      at++;
    }
    return { batch, more: at < items.length };
  };
}
