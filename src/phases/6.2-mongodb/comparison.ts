/**
 * Whether two databases hold the same: as many documents in each collection, and the same bytes in a sample of them.
 */
import { idText, type MongoDb } from '../../vendors/mongodb.ts';
import { testCollection } from './index-list.ts';

export interface Difference {
  collection: string;
  wanted: number;
  have: number;
  how: string;
}
const sampleSize = 200;
/** How far a copy is, per collection; kept until it is complete. */
export const positionFile = '.k77/migration.json';

/** @param how `counted`: every document is; `told`: the servers say how many there are, which is enough to know where to go on */
export async function compare(source: MongoDb, target: MongoDb, how: 'counted' | 'told'): Promise<Difference[]> {
  const filter = how === 'counted' ? [{}] : [];
  const names = (await source.collections()).filter((name) => name !== testCollection);
  const found: Difference[] = [];
  for (const collection of names) {
    const [wanted, have] = await Promise.all([source.count(collection, ...filter), target.count(collection, ...filter)]);
    if (have < wanted) found.push({ collection, wanted, have, how: `has ${have} of ${wanted} documents` });
    else {
      const other = await sampled(source, target, collection);
      if (other > 0) found.push({ collection, wanted, have, how: `differs in ${other} of the ${sampleSize} documents that were compared` });
    }
  }
  return found;
}

/** How many documents of a sample are other ones, or none, in the target. The sample is the first and, by chance, others. */
async function sampled(source: MongoDb, target: MongoDb, collection: string): Promise<number> {
  const ids = await source.sample(collection, sampleSize);
  if (ids.length === 0) return 0;
  const [right, there] = await Promise.all([source.hashes(collection, ids), target.hashes(collection, ids)]);
  return ids.map(idText).filter((id) => right.has(id) && right.get(id) !== there.get(id)).length;
}
