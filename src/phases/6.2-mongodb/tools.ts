/**
 * MongoDB's own tools, where this machine has them: faster than any driver for a large database. Connection strings reach them by a configuration on stdin,
 * never by arguments, which every user of the machine could read. https://www.mongodb.com/docs/database-tools/mongodump/#std-option-mongodump.--config
 */
import { OperatorError } from '../../core/errors.ts';
import type { MongoDb } from '../../vendors/mongodb.ts';
import type { MigrationContext } from './migration.ts';

const archive = '.k77/migration.archive';

/** Only for a target that is still empty, and only where names lead to the same database for every program of this machine. */
export async function dumpAndRestore(context: MigrationContext, source: MongoDb, target: MongoDb): Promise<void> {
  if (!source.outside || !target.outside || !(await hasTools(context)) || !(await isEmpty(source, target))) return;
  const path = `${context.files.root}/${archive}`;
  try {
    context.progress('mongodump');
    await run(context, 'mongodump', [`--archive=${path}`, '--gzip'], source.address);
    context.progress('mongorestore');
    await target.through({ name: 'mongorestore', target: target.database, writes: true }, () =>
      run(
        context,
        'mongorestore',
        [`--archive=${path}`, '--gzip', '--noIndexRestore', `--nsFrom=${source.database}.*`, `--nsTo=${target.database}.*`],
        target.address,
      ),
    );
    context.note('copied by mongodump and mongorestore');
  } finally {
    await context.files.remove(archive);
  }
}

async function hasTools(context: MigrationContext): Promise<boolean> {
  const found = await Promise.all(
    ['mongodump', 'mongorestore'].map((program) => context.run.run(program, ['--version'], { timeoutMs: 10_000 })),
  );
  return found.every(({ code }) => code === 0);
}

async function isEmpty(source: MongoDb, target: MongoDb): Promise<boolean> {
  const counts = await Promise.all((await source.collections()).map((name) => target.count(name)));
  return counts.every((count) => count === 0);
}

async function run(context: MigrationContext, program: string, args: readonly string[], uri: string): Promise<void> {
  const config = `uri: ${JSON.stringify(uri)}\n`;
  const done = await context.run.run(program, ['--config=/dev/stdin', ...args], { input: config, signal: context.signal });
  if (done.code === 0) return;
  throw new OperatorError({
    what: `${program} ended with ${done.code}: ${done.stderr.replaceAll(uri, '(address)').trim().split('\n').at(-1) ?? ''}`,
    fix: `run the same command again, or take ${program} off the PATH: k77 then copies by itself`,
    see: 'https://www.mongodb.com/docs/database-tools/',
  });
}
