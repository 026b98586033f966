/** Processes and what is measured of them; from M10 on. */
import { page, type Route } from './api.ts';
import { missing } from './refusal.ts';
import { type Books, type Cluster, type Load, shardOf } from './state.ts';

const date = '2023-01-01';

/** What a cluster that nobody uses yet shows; a switch in the dashboard sets other figures. */
const idle: Load = { connections: 12, operationsPerSecond: 4, readMs: 0.4, cpuPercent: 3 };

const names: Readonly<Record<string, { units: string; of(load: Load): number }>> = {
  CONNECTIONS: { units: 'SCALAR', of: (load) => load.connections },
  OPCOUNTER_CMD: { units: 'SCALAR_PER_SECOND', of: (load) => load.operationsPerSecond / 5 },
  OPCOUNTER_QUERY: { units: 'SCALAR_PER_SECOND', of: (load) => load.operationsPerSecond / 5 },
  OPCOUNTER_INSERT: { units: 'SCALAR_PER_SECOND', of: (load) => load.operationsPerSecond / 5 },
  OPCOUNTER_UPDATE: { units: 'SCALAR_PER_SECOND', of: (load) => load.operationsPerSecond / 5 },
  OPCOUNTER_DELETE: { units: 'SCALAR_PER_SECOND', of: (load) => load.operationsPerSecond / 5 },
  OP_EXECUTION_TIME_READS: { units: 'MILLISECONDS', of: (load) => load.readMs },
  SYSTEM_NORMALIZED_CPU_USER: { units: 'PERCENT', of: (load) => load.cpuPercent },
};

export const processRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/groups/{groupId}/processes',
    date,
    role: 'GROUP_READ_ONLY',
    run: (call) =>
      page(
        call,
        dedicated(call.books, String(call.at.groupId)).map((cluster) => shown(call.books, cluster)),
      ),
  },
  {
    method: 'GET',
    path: '/groups/{groupId}/processes/{processId}/measurements',
    date,
    role: 'GROUP_READ_ONLY',
    run: ({ books, at, query }) => {
      const cluster = dedicated(books, String(at.groupId)).find((one) => idOf(one) === at.processId);
      if (!cluster) throw missing('process', 'HOST_NOT_FOUND', String(at.processId));
      const load = { ...idle, ...cluster.load };
      const end = new Date(books.now()).toISOString();
      return {
        body: {
          end,
          granularity: 'PT1M',
          groupId: cluster.groupId,
          hostId: idOf(cluster),
          links: [],
          measurements: query.getAll('m').flatMap((name) => {
            const known = names[name];
            return known ? [{ name, units: known.units, dataPoints: [{ timestamp: end, value: known.of(load) }] }] : [];
          }),
          processId: idOf(cluster),
          start: new Date(books.now() - 600_000).toISOString(),
        },
      };
    },
  },
];

function dedicated(books: Books, group: string): Cluster[] {
  return books.state.clusters.filter((one) => one.groupId === group && /^M[1-9]0/.test(one.size) && one.port !== 0);
}

function idOf(cluster: Cluster): string {
  return `${shardOf(cluster)}:27017`;
}

function shown(books: Books, cluster: Cluster): Record<string, unknown> {
  const created = new Date(cluster.createdAt).toISOString();
  return {
    created,
    groupId: cluster.groupId,
    hostname: shardOf(cluster),
    id: idOf(cluster),
    lastPing: new Date(books.now()).toISOString(),
    links: [],
    port: 27017,
    replicaSetName: `atlas-${cluster.hash}-shard-0`,
    typeName: 'REPLICA_PRIMARY',
    userAlias: shardOf(cluster),
    version: '8.0.12',
  };
}
