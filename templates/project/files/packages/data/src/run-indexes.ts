/**
 * `npm run indexes`: creates what is missing; `npm run indexes -- --check` only says what is. Reads MONGODB_URI and MONGODB_DATABASE.
 * Exit 1 when the database is not as it should be.
 */
import { compareIndexes, createIndexes } from './indexes/index-manager.ts';
import { openMongo } from './mongo.ts';

const { MONGODB_URI: uri, MONGODB_DATABASE: database } = process.env;
if (!uri || !database) {
  process.stderr.write('MONGODB_URI and MONGODB_DATABASE are needed\n');
  process.exit(78);
}

const mongo = await openMongo({ uri, database, appName: 'indexes', maxPoolSize: 2 });
try {
  const report = await (process.argv.includes('--check') ? compareIndexes : createIndexes)(mongo.db);
  const { present, missing, changed, extra, blocked } = report;
  const lines = [
    `${present.length} indexes are as they should be`,
    ...missing.map((name) => `missing: ${name}`),
    ...changed.map((name) => `different: ${name} (drop it by hand, then run this again)`),
    ...blocked.map(({ index, duplicates }) => `not built: ${index}, ${duplicates} values are there more than once`),
    ...extra.map((name) => `not in the list, left alone: ${name}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = missing.length + changed.length + blocked.length > 0 ? 1 : 0;
} finally {
  await mongo.close();
}
