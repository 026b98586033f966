/**
 * Infrastructure · MongoDB Atlas: what is seen on a connection, what Atlas measures, and who is told.
 */
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import { guideIndexCount, indexName, testCollection, wantedIndexes } from '../src/phases/6.2-mongodb/index-list.ts';
import { specOf, stateOf } from '../src/phases/6.2-mongodb/indexes.ts';
import { panelNeeds } from '../src/phases/6.2-mongodb/panel.ts';
import { tierOf } from '../src/phases/6.2-mongodb/tiers.ts';
import { latencyOf } from '../src/probes/statistics.ts';
import { atlas } from '../src/vendors/atlas.ts';
import { mongodb, saidByServer } from '../src/vendors/mongodb.ts';
import { attestable } from './attestable.ts';
import { held } from './held.ts';
import { judge, unknown } from './verdict.ts';

const indexed = check({
  id: 'mongodb.indexes',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'Every index that guide and services want is there, more than 25',
  guide: ['6.2/5', '6.2#007', 'post#010'],
  settings: held('6.2/5:indexes', '6.2/5:unique'),
  weight: 'blocker',
  task: 'mongodb.indexes',
  uses: [mongodb],
  needs: ['MONGODB_URI'],
  async probe(context) {
    const client = context.client(mongodb);
    const there = await client.collections();
    const names = [...new Set(wantedIndexes.map((index) => index.collection))];
    const seen = new Map(
      await Promise.all(names.map(async (name) => [name, there.includes(name) ? await client.indexes(name) : []] as const)),
    );
    const wrong = wantedIndexes.flatMap((index) => {
      const state = stateOf(index, seen.get(index.collection) ?? []);
      if (state === 'there') return [];
      return [`${index.collection}.${indexName(index)} ${state === undefined ? 'is missing' : `is there as ${state}`}`];
    });
    const unique = wantedIndexes.filter((index) => specOf(index).unique).length;
    return judge(context, {
      wrong,
      saw: `${wantedIndexes.length} indexes over ${names.length} collections, ${unique} of them unique; the guide's ${guideIndexCount} are among them`,
      want: `${wantedIndexes.length} indexes (the guide lists ${guideIndexCount} and asks for more than 25)`,
      from: 'MongoDB listIndexes',
      fix: 'k77 deploy --only mongodb.indexes',
    });
  },
});

const connection = check({
  id: 'mongodb.connection',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'A service can connect, write, read and clean up',
  guide: ['6.2/8', '6.2#004', '6.2#011', 'post#011'],
  settings: held('6.2/8:ping', '6.2/8:collections', '6.2/8:write-read', '6.2/8:cleanup'),
  weight: 'blocker',
  uses: [mongodb],
  needs: ['MONGODB_URI', 'MONGODB_DATABASE'],
  touches: 'test data',
  makes: 'one document in a collection of its own; deleted at once',
  async probe(context) {
    const told = await tryOut(context).catch((error: unknown) => {
      const said = saidByServer(error);
      // A database that says no has been seen to fail; one that says nothing has not been seen.
      if (said === undefined) throw error;
      return { wrong: [`the database refused: ${said}`], saw: '' };
    });
    return judge(context, {
      ...told,
      want: 'TLS, a document of its own written, read back and deleted',
      from: `the official driver with MONGODB_URI, collection ${testCollection}`,
      fix: 'k77 deploy 6.2; k77 probe mongo --env MONGODB_URI shows where it stops',
    });
  },
});

/** Twenty pings, and one document that nobody else knows. */
async function tryOut(context: Pick<CheckContext, 'client' | 'clock' | 'random'>): Promise<{ wrong: (string | false)[]; saw: string }> {
  const client = context.client(mongodb);
  const { version, tls } = await client.server();
  const times: number[] = [];
  for (let nth = 0; nth < 20; nth++) {
    const before = context.clock.tick();
    await client.ping();
    times.push(context.clock.tick() - before);
  }
  const { medianMs, p95Ms } = latencyOf(times);
  const _id = `k77-${context.random.uuid()}`;
  await client.insertOne(testCollection, { _id, at: context.clock.now(), test: true });
  const [read] = await client.find(testCollection, { _id }, 1).finally(() => client.deleteOne(testCollection, { _id }));
  const [left, collections] = await Promise.all([client.count(testCollection, { _id }), client.collections()]);
  return {
    wrong: [
      !tls && 'the connection is not encrypted',
      read?.test !== true && 'the document that was written could not be read back',
      left !== 0 && 'the document could not be deleted again',
    ],
    saw: `MongoDB ${version} over TLS, ${collections.length} collections; ping ${medianMs} ms in the middle and ${p95Ms} ms at 95 % from here; a document written, read and deleted`,
  };
}

/** The guide's targets for a small bot: 6.2, step 6. */
const targets = { operationsPerSecond: 1000, queryMs: 50, connections: 100 };
const operations = ['OPCOUNTER_CMD', 'OPCOUNTER_QUERY', 'OPCOUNTER_INSERT', 'OPCOUNTER_UPDATE', 'OPCOUNTER_DELETE'] as const;

const load = check({
  id: 'mongodb.load',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The database has room: below 1000 operations a second, 50 ms a query, 100 connections',
  guide: ['6.2/6', '6.2#008', 'post#012'],
  settings: held('6.2/6:operations', '6.2/6:query-time', '6.2/6:connections'),
  weight: 'warning',
  uses: [atlas],
  needs: ['ATLAS_PROJECT', 'ATLAS_CLUSTER', 'databaseTier'],
  async probe(context) {
    if (tierOf(context.values) !== 'm10')
      return {
        state: 'impossible',
        why: 'Atlas tells these figures by its API from M10 on',
        instead: 'Atlas → Clusters → Metrics shows them; the alerts that k77 sets mail you above 80 connections',
      };
    const seen = await measured(context);
    if (!seen) return unknown('Atlas has no figures yet; they come a few minutes after the cluster');
    return judge(context, {
      wrong: [
        seen.operationsPerSecond >= targets.operationsPerSecond && `${Math.round(seen.operationsPerSecond)} operations/s`,
        seen.queryMs >= targets.queryMs && `${seen.queryMs.toFixed(0)} ms a read`,
        seen.connections >= targets.connections && `${seen.connections} connections`,
      ],
      saw: `${seen.operationsPerSecond.toFixed(1)} operations/s, ${seen.queryMs.toFixed(1)} ms a read, ${seen.connections} connections`,
      want: `below ${targets.operationsPerSecond} operations/s, ${targets.queryMs} ms and ${targets.connections} connections`,
      from: 'Atlas GET /processes/{id}/measurements, the last ten minutes',
      fix: 'look at Atlas → Performance Advisor for slow queries; fewer connections: lower maxPoolSize of the services',
    });
  },
});

type LoadContext = Pick<CheckContext<'ATLAS_PROJECT' | 'ATLAS_CLUSTER'>, 'client' | 'values'>;

/** The latest figures of the busiest member. */
async function measured({ client, values }: LoadContext): Promise<Record<keyof typeof targets, number> | undefined> {
  const all = await client(atlas).processes(values.ATLAS_PROJECT);
  const own = all.filter(
    (process) =>
      process.id.startsWith(`${values.ATLAS_CLUSTER.toLowerCase()}-`) || process.userAlias?.startsWith(values.ATLAS_CLUSTER.toLowerCase()),
  );
  const names = [...operations, 'OP_EXECUTION_TIME_READS', 'CONNECTIONS'];
  const members = await Promise.all(own.map((process) => client(atlas).measurements(values.ATLAS_PROJECT, process.id, names)));
  const figures = members.map(({ measurements }) => {
    const latest = (name: string): number =>
      measurements
        .find((one) => one.name === name)
        ?.dataPoints.flatMap(({ value }) => (value === null ? [] : [value]))
        .at(-1) ?? 0;
    return {
      operationsPerSecond: operations.reduce((sum, name) => sum + latest(name), 0),
      queryMs: latest('OP_EXECUTION_TIME_READS'),
      connections: latest('CONNECTIONS'),
    };
  });
  if (!members.some(({ measurements }) => measurements.some((one) => one.dataPoints.some(({ value }) => value !== null)))) return undefined;
  const most = (of: keyof typeof targets): number => Math.max(...figures.map((figure) => figure[of]));
  return { operationsPerSecond: most('operationsPerSecond'), queryMs: most('queryMs'), connections: most('connections') };
}

const alerted = check({
  id: 'mongodb.alerts',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'Somebody is mailed when the database is in trouble',
  guide: ['6.2/6', '6.2#009', 'post#012'],
  settings: held('6.2/6:alert-cpu', '6.2/6:alert-connections', '6.2/6:alert-slow', '6.2/6:alert-disk', '6.2/6:alert-email'),
  weight: 'blocker',
  task: 'atlas.alerts',
  uses: [],
  needs: ['ATLAS_PROJECT', 'databaseTier', 'alertEmail'],
  async probe(context) {
    const drift = await context.drift('atlas.alerts');
    if ('waits' in drift) return unknown(drift.waits);
    return judge(context, {
      wrong: drift.map(({ path, from }) => `${path || 'the alerts'}: ${from === undefined ? 'missing' : JSON.stringify(from)}`),
      saw: `the alerts that this size has, mailed to ${context.values.alertEmail}`,
      want: 'CPU above 80 % for 5 min (M10), connections above 80, execution above 1000 ms (not M0), storage above 80 %',
      from: 'Atlas GET /groups/{id}/alertConfigs',
      fix: 'k77 deploy --only atlas.alerts',
    });
  },
});

const panelSeen = check({
  id: 'mongodb.panel',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The Real-Time Performance Panel is on, and somebody has looked at it',
  guide: ['6.2/6', '6.2#008'],
  settings: held('6.2/6:panel', '6.2/6:network'),
  weight: 'warning',
  uses: [],
  needs: ['databaseTier'],
  attestable: attestable('mongodb.panel'),
  async probe({ values }) {
    if (tierOf(values) === 'm10') return unknown('only a person can look at it: k77 attest mongodb.panel');
    return { state: 'impossible', why: panelNeeds, instead: 'look at Atlas → Clusters → Metrics now and then' };
  },
});

const migrated = check({
  id: 'mongodb.migrated',
  section: 'Infrastructure',
  phase: '6.2',
  title: 'The existing data has been copied, or there was none to copy',
  guide: ['6.2/7', '6.2#010'],
  settings: held('6.2/7:fresh', '6.2/7:dump', '6.2/7:copy', '6.2/7:counts'),
  weight: 'blocker',
  uses: [],
  needs: ['databaseMigration'],
  async probe(context) {
    const fresh = context.values.databaseMigration === 'fresh';
    const drift = fresh ? [] : await context.drift('mongodb.migration');
    if ('waits' in drift) return unknown(drift.waits);
    return judge(context, {
      wrong: drift.length > 0 ? ['the copy is not complete'] : [],
      saw: fresh
        ? 'you start with an empty database, as the guide recommends'
        : 'every collection has been copied, counts and samples agreed',
      want: 'an empty start, or every collection copied with equal counts and samples',
      from: fresh ? 'your answer' : 'count and find on both databases, when the copy ended',
      fix: 'k77 deploy --only mongodb.migration goes on where it was',
    });
  },
});

export const databaseLive: readonly AnyCheck[] = [indexed, connection, load, alerted, panelSeen, migrated];
