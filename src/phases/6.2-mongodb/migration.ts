/**
 * Guide 6.2/7: an older database is copied once, collection by collection in the order of `_id`; a run that is cut off goes on where it was.
 * Nothing that is there is overwritten, and nothing is deleted. With MongoDB's own tools on this machine they do the first, large part.
 */
import { OperatorError } from '../../core/errors.ts';
import { type Context, notWanted, task } from '../../core/task.ts';
import { type MongoDb, mongodb } from '../../vendors/mongodb.ts';
import { compare, type Difference, positionFile } from './comparison.ts';
import { copyCollection } from './copy.ts';
import { dumpAndRestore } from './tools.ts';

interface Migrated {
  complete: boolean;
  /** Collections that are not the same on both sides, and how. */
  different: readonly Difference[];
}

export const migration = task({
  id: 'mongodb.migration',
  guide: ['6.2/7', '6.2#010'],
  settings: [
    { id: '6.2/7:fresh', says: 'An empty database, unless you answer copy' },
    { id: '6.2/7:dump', says: 'mongodump and mongorestore where both are on this machine' },
    { id: '6.2/7:copy', says: 'Otherwise k77 copies itself, and goes on where it was cut off' },
    { id: '6.2/7:counts', says: 'Counts and a sample of 200 documents of each collection are compared' },
  ],
  title: 'Copy the existing data',
  uses: [mongodb],
  needs: ['databaseMigration', 'MONGODB_URI', 'MONGODB_INDEXES'],
  want: (values) =>
    values.databaseMigration === 'copy'
      ? ({ complete: true, different: [] } as Migrated)
      : notWanted('you start with an empty database; data fills in as people use the bot'),

  /** Complete for ever once it was: afterwards the services change their data. */
  async read(context): Promise<Migrated | undefined> {
    if (context.recall()) return { complete: true, different: [] };
    const { source, ...target } = context.client(mongodb);
    apart(source, target);
    const different = await compare(source, target, 'told');
    const nothingYet = different.length > 0 && different.every(({ have }) => have === 0);
    return nothingYet ? undefined : { complete: different.length === 0, different };
  },

  async apply(context, want): Promise<Migrated> {
    const { source, ...target } = context.client(mongodb);
    apart(source, target);
    await dumpAndRestore(context, source, target);
    const lacking = await compare(source, target, 'told');
    const started = context.clock.tick();
    let copied = 0;
    for (const { collection } of lacking) copied += await copyCollection(context, source, target, collection);
    const seconds = Math.max((context.clock.tick() - started) / 1000, 0.001);
    if (copied > 0) context.note(`${copied} documents copied, ${Math.round(copied / seconds)} a second`);
    const left = await compare(source, target, 'counted');
    if (left.length > 0) throw different(left);
    await context.files.remove(positionFile);
    return want;
  },
  undo: { never: 'k77 deletes no data; empty the new database by hand if the copy was a mistake' },
  gives: {},
});

/** Copying a database onto itself would go on for ever. */
function apart(source: MongoDb, target: MongoDb): void {
  if (source.address !== target.address) return;
  throw new OperatorError({
    what: 'MIGRATE_FROM_URI leads to the new database itself',
    fix: 'give the connection string of the old database, or answer databaseMigration=fresh',
  });
}

function different(left: readonly Difference[]): OperatorError {
  return new OperatorError({
    what: `after the copy the databases still differ: ${left.map((one) => `${one.collection} ${one.how}`).join('; ')}`,
    fix: 'stop whatever writes to either database meanwhile, then run the same command again',
  });
}

export type MigrationContext = Pick<Context<'MONGODB_URI'>, 'files' | 'note' | 'progress' | 'signal' | 'clock' | 'run' | 'client'>;
