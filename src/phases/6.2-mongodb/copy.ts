/**
 * Copies one collection in the order of `_id`. While one batch is written the next is read; how far it is stands in a file after each batch.
 */
import { Cancelled } from '../../core/errors.ts';
import { idOf, idText, type MongoDb } from '../../vendors/mongodb.ts';
import { positionFile } from './comparison.ts';
import type { MigrationContext } from './migration.ts';

type Positions = Record<string, string>;
/** Documents per command: large enough that the journal's fsync does not count, small enough for 48 MB messages of ordinary documents. */
const batchSize = 5000;

/** @returns how many documents were new */
export async function copyCollection(context: MigrationContext, source: MongoDb, target: MongoDb, collection: string): Promise<number> {
  const positions = await readPositions(context);
  const total = await source.count(collection);
  // Another new database begins anew.
  const key = `${target.database}.${collection}`;
  const kept = positions[key];
  const batches = source.batches(collection, kept === undefined ? undefined : idOf(kept), batchSize);
  const started = context.clock.tick();
  let [copied, next] = [0, batches.next()];
  try {
    for (;;) {
      const { value: documents, done } = await next;
      if (done) return copied;
      if (context.signal.aborted) throw new Cancelled('');
      next = batches.next();
      // When writing fails, nobody waits for what is being read.
      next.catch(() => undefined);
      copied += await target.fill(collection, documents);
      positions[key] = idText(documents.at(-1)?._id);
      await context.files.write(positionFile, `${JSON.stringify(positions)}\n`);
      const rate = Math.round(copied / Math.max((context.clock.tick() - started) / 1000, 0.001));
      context.progress(`${collection}: ${rough(copied, total)} · ${rate} documents/s`);
    }
  } finally {
    await batches.return(undefined);
  }
}

function rough(copied: number, total: number): string {
  const percent = total === 0 ? 100 : Math.min(100, Math.floor((copied / total) * 100));
  return `${copied} of ${total} documents, ${percent} %`;
}

async function readPositions(context: MigrationContext): Promise<Positions> {
  try {
    return JSON.parse((await context.files.read(positionFile)) ?? '{}') as Positions;
  } catch {
    // A torn file only means that more is looked at again.
    return {};
  }
}
