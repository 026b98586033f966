/** Worlds that are broken for the checks of phase 6.2: rows for `broken-worlds.test.ts`. */
import type { WorldRow } from './broken-hands.ts';

const answers = '.k77/sandbox/answers.json';

export const databaseRows: readonly WorldRow[] = [
  {
    check: 'mongodb.cluster-running',
    when: 'Atlas is still building it',
    breakIt: ({ press }) => press('atlas', 'rebuild', {}),
    saw: /kingdom77-rehearsal is CREATING/,
  },
  {
    check: 'mongodb.cluster-running',
    when: 'the agreed size is another one',
    breakIt: ({ change }) => change(answers, (text) => text.replace('"databaseTier": "flex"', '"databaseTier": "m10"')),
    saw: /it is flex, not m10/,
  },
  {
    check: 'mongodb.user-least',
    when: 'somebody made the user an administrator, as the guide says',
    breakIt: ({ press }) => press('atlas', 'user-role', { role: 'atlasAdmin', database: 'admin' }),
    saw: /lacks readWrite@kingdom77_rehearsal; kingdom77_rehearsal also has atlasAdmin@admin/,
  },
  {
    check: 'mongodb.access',
    when: 'an entry is gone from the access list',
    breakIt: ({ press }) => press('atlas', 'remove-access', { entry: '198.51.100.0/24' }),
    saw: /198\.51\.100\.0\/24 is not on the access list/,
  },
  {
    check: 'mongodb.access-reviewed',
    when: 'the database was opened to everybody for a while, and the while is over',
    breakIt: ({ press }) =>
      press('atlas', 'add-access', { entry: '0.0.0.0/0', comment: 'k77: open to every address, review by 2024-01-31' }),
    saw: /lets every address knock, to be reviewed by 2024-01-31/,
  },
  {
    check: 'mongodb.uri',
    when: 'somebody pasted the guide’s password',
    breakIt: async ({ change, values }) => {
      const [, password = ''] = /:([^:@/]+)@/.exec(String(values.MONGODB_URI)) ?? [];
      for (const service of ['bot', 'worker', 'api'])
        await change(`.env.sandbox.${service}`, (text) => text.replace(password, 'aB3$xR9!mK2@pL7#'));
    },
    saw: /a character in user or password is not percent-encoded/,
    alsoFails: ['mongodb.user-least'],
  },
  {
    check: 'mongodb.uri',
    when: 'it leads to another database, and lost an option',
    breakIt: async ({ change }) => {
      for (const service of ['bot', 'worker', 'api'])
        await change(`.env.sandbox.${service}`, (text) =>
          text.replace('.net/kingdom77_rehearsal', '.net/kingdom77_dev').replace('retryWrites=true&', ''),
        );
    },
    saw: /names the database kingdom77_dev; retryWrites=true is missing/,
  },
  {
    check: 'mongodb.variables',
    when: 'the worker lost a line',
    breakIt: ({ change }) => change('.env.sandbox.worker', (text) => text.replace(/^MONGODB_DATABASE=.*\n/m, '')),
    saw: /\.env\.sandbox\.worker lacks MONGODB_DATABASE/,
  },
  {
    check: 'mongodb.backups',
    when: 'the cluster is three days old and nothing was ever backed up',
    breakIt: async ({ press }) => {
      await press('atlas', 'trouble', { name: 'snapshots' });
      await press('atlas', 'age', { days: '3' });
    },
    saw: /there is no snapshot, 72 h after the cluster was made/,
  },
  {
    check: 'mongodb.backups',
    when: 'an M10 has another schedule than the agreed one',
    breakIt: ({ atlas, change }) =>
      atlas(async ({ clusters }) => {
        Object.assign(clusters[0] ?? {}, { size: 'M10', backupEnabled: true, pitEnabled: true });
        await change(answers, (text) => text.replace('"databaseTier": "flex"', '"databaseTier": "m10",\n  "databaseBackups": "yes"'));
      }),
    saw: /everyHours is 6; restoreWindowDays is 7/,
  },
  {
    check: 'mongodb.indexes',
    when: 'somebody dropped one, and made another one that is not unique',
    breakIt: ({ mongo }) =>
      mongo(async (db) => {
        await db.collection('tickets').dropIndex('guild_id_1_status_1');
        await db.collection('guilds').dropIndex('guild_id_1');
        await db.collection('guilds').createIndex({ guild_id: 1 });
      }),
    saw: /guilds\.guild_id_1 is there as guild_id_1: plain; tickets\.guild_id_1_status_1 is missing/,
  },
  {
    check: 'mongodb.connection',
    when: 'somebody set another password',
    breakIt: ({ press }) => press('atlas', 'password', { password: 'another-password-0000' }),
    saw: /the database refused: .*Authentication failed/i,
  },
  {
    check: 'mongodb.connection',
    when: 'the storage quota is used up',
    breakIt: ({ press }) => press('atlas', 'trouble', { name: 'quota' }),
    saw: /the database refused: you are over your space quota/,
  },
  {
    check: 'mongodb.load',
    when: 'an M10 is overrun',
    breakIt: ({ atlas, change }) =>
      atlas(async ({ clusters }) => {
        Object.assign(clusters[0] ?? {}, { size: 'M10', load: { operationsPerSecond: 1500, connections: 140, readMs: 80 } });
        await change(answers, (text) => text.replace('"databaseTier": "flex"', '"databaseTier": "m10"'));
      }),
    saw: /1500 operations\/s; 80 ms a read; 140 connections/,
    alsoFails: ['mongodb.backups', 'mongodb.alerts'],
  },
  {
    check: 'mongodb.alerts',
    when: 'somebody deleted an alert',
    breakIt: ({ press }) => press('atlas', 'remove-alert', { metric: 'FLEX_CONNECTIONS' }),
    saw: /FLEX_CONNECTIONS\.above: missing/,
  },
  {
    check: 'mongodb.migrated',
    when: 'an old database was to be copied and was not',
    breakIt: async ({ change, oldDatabase }) => {
      const port = await oldDatabase();
      await change(answers, (text) => text.replace('"databaseMigration": "fresh"', '"databaseMigration": "copy"'));
      await change('.k77/sandbox/credentials', (text) => `${text}MIGRATE_FROM_URI=mongodb://127.0.0.1:${port}/old\n`);
    },
    saw: /the copy is not complete/,
  },
];
