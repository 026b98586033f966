/**
 * What only the operator knows about the database. Secrets go to .k77/credentials, the rest to k77.json.
 */
import { nameThere, type Question } from '../../core/phase.ts';
import { atlas } from '../../vendors/atlas.ts';
import { accessVerdict } from './access.ts';
import { regions, tierNames, tiers, tierVerdict } from './tiers.ts';

const { page } = atlas.token;

export const questions: readonly Question[] = [
  {
    key: 'ATLAS_PUBLIC_KEY',
    ask: 'Public part of an Atlas API key, if you use one',
    why: 'Leave it empty for a service account, which is what Atlas recommends: k77 asks for that next.',
    where: page,
    kind: 'secret',
    optional: true,
    when: (answers) => answers.ATLAS_CLIENT_ID === undefined,
    check: (answer) => /^[a-z]{8}$/.test(answer) || 'eight small letters; a service account (mdb_sa_id_…) is asked for next',
  },
  {
    key: 'ATLAS_PRIVATE_KEY',
    ask: 'Private part of that API key',
    where: page,
    kind: 'secret',
    when: (answers) => answers.ATLAS_PUBLIC_KEY !== undefined,
    check: (answer) =>
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(answer) || 'five groups of hex digits, like 01234567-89ab-cdef-0123-456789abcdef',
  },
  {
    key: 'ATLAS_CLIENT_ID',
    ask: 'Client id of an Atlas service account',
    why: 'Organization → Access Manager → Applications → Service accounts; `k77 doctor atlas` lists the roles to give it.',
    where: page,
    kind: 'secret',
    when: (answers) => answers.ATLAS_PUBLIC_KEY === undefined,
    sandbox: 'world:atlas.clientId',
    check: (answer) => /^mdb_sa_id_[0-9a-f]{24}$/.test(answer) || 'it begins with mdb_sa_id_',
  },
  {
    key: 'ATLAS_CLIENT_SECRET',
    ask: 'Secret of that service account',
    where: page,
    kind: 'secret',
    when: (answers) => answers.ATLAS_PUBLIC_KEY === undefined,
    sandbox: 'world:atlas.clientSecret',
    check: (answer) => /^mdb_sa_sk_\S{16,}$/.test(answer) || 'it begins with mdb_sa_sk_',
  },
  {
    key: 'databaseTier',
    ask: 'Which size of database?',
    why: 'The guide’s M2 ($9) and M5 are not sold any more. With paying customers take Flex at least: M0 has no backups.',
    where: 'https://www.mongodb.com/pricing',
    kind: 'text',
    default: () => 'flex',
    sandbox: 'flex',
    guide: ['6.2/1'],
    check: (answer) => {
      const verdict = tierVerdict(answer);
      return verdict === true ? true : `${verdict}. ${tierNames.map((tier) => tiers[tier].offer).join(' · ')}`;
    },
  },
  {
    key: 'databaseRegion',
    ask: 'In which AWS region?',
    why: 'The one next to the host of bot and API, or every query crosses an ocean. Railway and Render start in us-east-1 or us-west-2.',
    kind: 'text',
    default: () => 'us-east-1',
    sandbox: 'us-east-1',
    check: (answer) => (regions as readonly string[]).includes(answer) || `one of ${regions.join(', ')}`,
  },
  {
    key: 'databaseAccess',
    ask: 'Which addresses may reach the database?',
    why: 'Addresses and networks of your host (Railway Pro, Fly and Render publish fixed ones) and of this machine, with commas. 0.0.0.0/0 opens it to everybody; then only the password protects it.',
    where: 'https://www.mongodb.com/docs/atlas/security/ip-access-list/',
    kind: 'text',
    sandbox: '203.0.113.7, 198.51.100.0/24',
    check: accessVerdict,
  },
  {
    key: 'databaseBackups',
    ask: 'Shall Atlas keep backups every 12 hours for 7 days, and any moment of the last day?',
    why: 'Billed on top of an M10, per GB and month.',
    kind: 'yes-no',
    when: (answers) => answers.databaseTier === 'm10',
    default: () => 'yes',
    sandbox: 'yes',
  },
  {
    key: 'alertEmail',
    ask: 'Which e-mail address hears about trouble?',
    kind: 'text',
    default: (values) => (values.domain ? `ops@${values.domain}` : undefined),
    sandbox: 'ops@kingdom77.test',
    check: (answer) => /^[^\s@<>"]+@[^\s@<>"]+\.[a-z]{2,}$/i.test(answer) || 'an e-mail address, like ops@kingdom77.com',
  },
  {
    key: 'databaseMigration',
    ask: 'Start with an empty database, or copy an existing one?',
    why: 'Data fills in as people use the bot; the guide recommends to start fresh.',
    kind: 'choice',
    choices: [
      { value: 'fresh', name: 'Start fresh (recommended)' },
      { value: 'copy', name: 'Copy an existing database into it, once' },
    ],
    default: () => 'fresh',
    sandbox: 'fresh',
    guide: ['6.2/7'],
  },
  {
    key: 'MIGRATE_FROM_URI',
    ask: 'Connection string of the database that is copied',
    why: 'It is only read. The database must stand in it, behind the host: mongodb+srv://…/kingdom77_dev',
    kind: 'secret',
    when: (answers) => answers.databaseMigration === 'copy',
    check: (answer) => /^mongodb(\+srv)?:\/\/[^/?]+\/[^/?]+/.test(answer) || 'mongodb+srv://user:password@host/database',
  },
  nameThere('atlasProjectName', 'Name of the Atlas project that is there'),
  nameThere('clusterName', 'Name of the cluster that is there'),
  nameThere('databaseUser', 'Name of the database user that is there'),
  nameThere('databaseName', 'Name of the database that is there'),
];
