/**
 * Guide 6.2/5: the indexes, compared with what is there, created where they lack, never dropped. Documents that a unique index would refuse are found first.
 */
import { stable } from '../../core/change.ts';
import { OperatorError } from '../../core/errors.ts';
import { type Context, task } from '../../core/task.ts';
import { type IndexSeen, mongodb } from '../../vendors/mongodb.ts';
import { indexName, type WantedIndex, wantedIndexes } from './index-list.ts';

/** `guilds.guild_id_1` → `there`, or how it differs. */
type Indexes = Readonly<Record<string, string>>;
const collections = [...new Set(wantedIndexes.map((index) => index.collection))];

export const indexes = task({
  id: 'mongodb.indexes',
  guide: ['6.2/5', '6.2#007', 'post#010'],
  settings: [
    { id: '6.2/5:indexes', says: 'The 21 indexes that the guide lists, and 19 that the services need: more than the 25 of its checklist' },
    { id: '6.2/5:unique', says: 'Unique where one may be there once; only over documents that have the field, where it may lack' },
  ],
  title: 'Create the indexes',
  uses: [mongodb],
  needs: ['MONGODB_URI', 'ATLAS_ACCESS'],
  want: (): Indexes => Object.fromEntries(wantedIndexes.map((index) => [pathOf(index), 'there'])),

  async read(context): Promise<Indexes | undefined> {
    const seen = await look(context);
    const found = wantedIndexes.flatMap((index) => {
      const state = stateOf(index, seen.get(index.collection) ?? []);
      return state === undefined ? [] : [[pathOf(index), state] as const];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
  },

  async apply(context, want, have): Promise<Indexes> {
    const wrong = Object.entries(have ?? {}).filter(([, state]) => state !== 'there');
    const refused: string[] = [];
    let made = 0;
    for (const collection of collections) {
      const missing = wantedIndexes.filter((index) => index.collection === collection && have?.[pathOf(index)] === undefined);
      const fit = await withoutDuplicates(context, missing, refused);
      if (fit.length > 0) await context.client(mongodb).createIndexes(collection, fit.map(specOf));
      made += fit.length;
      if (fit.length > 0) context.progress(`${made} indexes, now ${collection}`);
    }
    if (wrong.length + refused.length > 0) throw unfit(wrong, refused);
    return want;
  },
  undo: { never: 'dropping an index makes queries slow and lets duplicates in; drop one by hand if you are sure' },
  gives: {
    MONGODB_INDEXES: (have: Indexes) => {
      const there = Object.values(have).filter((state) => state === 'there').length;
      return there === wantedIndexes.length ? String(there) : undefined;
    },
  },
});

type Here = Pick<Context, 'client'>;

/** What each collection has. */
async function look(context: Here): Promise<ReadonlyMap<string, readonly IndexSeen[]>> {
  const client = context.client(mongodb);
  const there = await client.collections();
  const found = collections.map(async (name) => [name, there.includes(name) ? await client.indexes(name) : []] as const);
  return new Map(await Promise.all(found));
}

/** Undefined: it lacks. `there`: it is as wanted, whatever its name. Otherwise what it is instead. */
export function stateOf(want: WantedIndex, seen: readonly IndexSeen[]): string | undefined {
  const same = seen.filter((index) => JSON.stringify(index.key) === JSON.stringify(want.key));
  if (same.some((index) => words(index) === words(specOf(want)))) return 'there';
  const rival = same.find((index) => stable(index.partialFilterExpression ?? null) === stable(want.only ?? null));
  const namesake = seen.find((index) => index.name === indexName(want));
  const other = rival ?? namesake;
  return other && `${other.name}: ${words(other)}`;
}

/** The options of an index that make a difference. */
function words(index: Omit<IndexSeen, 'name'>): string {
  const parts = [
    index.unique === true && 'unique',
    index.sparse === true && 'sparse',
    index.partialFilterExpression !== undefined && `only ${stable(index.partialFilterExpression)}`,
    index.expireAfterSeconds !== undefined && `expires after ${Number(index.expireAfterSeconds)} s`,
  ];
  return parts.filter((part) => part !== false).join(', ') || 'plain';
}

export function specOf(want: WantedIndex): IndexSeen {
  return {
    name: indexName(want),
    key: want.key,
    ...(want.unique ? { unique: true } : {}),
    ...(want.only ? { partialFilterExpression: want.only } : {}),
    ...(want.expires === undefined ? {} : { expireAfterSeconds: want.expires }),
  };
}

async function withoutDuplicates(context: Here, wanted: readonly WantedIndex[], refused: string[]): Promise<WantedIndex[]> {
  const fit: WantedIndex[] = [];
  for (const index of wanted) {
    const twice = index.unique ? await context.client(mongodb).duplicates(index.collection, Object.keys(index.key), index.only) : [];
    if (twice.length === 0) fit.push(index);
    else refused.push(`${pathOf(index)}: ${twice.map(({ value, count }) => `${JSON.stringify(value)} ${count} times`).join(', ')}`);
  }
  return fit;
}

function pathOf(index: WantedIndex): string {
  return `${index.collection}.${indexName(index)}`;
}

function unfit(wrong: readonly (readonly [string, string])[], refused: readonly string[]): OperatorError {
  const others = wrong.map(([path, state]) => `${path} is there as ${state}`);
  return new OperatorError({
    what: [...refused.map((text) => `two documents where one may be, ${text}`), ...others].join('; '),
    fix:
      refused.length > 0
        ? 'keep one document of each, then run the same command again; all other indexes are made'
        : `k77 drops no index: drop it in mongosh if nothing needs it as it is, then run the same command again; all other indexes are made`,
  });
}
