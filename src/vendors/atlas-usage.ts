/**
 * What Atlas counts for `k77 cost --live`: operations per second and stored data of the cluster. It measures clusters of their own only (M10 and up).
 */
import type { Values } from '../core/keys.ts';
import type { Usage, UsageFigure } from '../core/vendor.ts';
import type { Measurements, Process } from './atlas-types.ts';

export interface AtlasMeter {
  processes(project: string): Promise<readonly Process[]>;
  measurements(project: string, process: string, names: readonly string[]): Promise<Measurements>;
}

const operations = ['OPCOUNTER_CMD', 'OPCOUNTER_QUERY', 'OPCOUNTER_INSERT', 'OPCOUNTER_UPDATE', 'OPCOUNTER_DELETE'] as const;
const stored = 'DB_DATA_SIZE_TOTAL';
const call = 'GET /api/atlas/v2/groups/{id}/processes/{id}/measurements';

export async function atlasUsage(client: AtlasMeter, now: Date, values: Partial<Values>): Promise<Usage> {
  const at = now.toISOString();
  const { ATLAS_PROJECT: project, ATLAS_CLUSTER: cluster } = values;
  if (project === undefined || cluster === undefined)
    return { at, figures: [], missing: ['no cluster of this deployment is known yet: k77 deploy 6.2 makes it'] };
  const name = cluster.toLowerCase();
  const own = (await client.processes(project)).filter(({ id, userAlias }) => id.startsWith(`${name}-`) || userAlias?.startsWith(name));
  if (own.length === 0) return { at, figures: [], missing: ['Atlas measures no load of a free or Flex cluster'] };
  const members = await Promise.all(own.map((process) => client.measurements(project, process.id, [...operations, stored])));
  return { at, ...figuresOf(members) };
}

/** The busiest member counts: the others repeat its writes. */
function figuresOf(members: readonly Measurements[]): Pick<Usage, 'figures' | 'missing'> {
  const peak = (names: readonly string[]): number | undefined => {
    const sums = members.map((member) => highest(member, names)).filter((value) => value !== undefined);
    return sums.length === 0 ? undefined : Math.max(...sums);
  };
  const [ops, bytes] = [peak(operations), peak([stored])];
  const figures: UsageFigure[] = [
    ...(ops === undefined ? [] : [{ name: 'databaseOps', value: Math.ceil(ops), unit: 'operations/s, highest of ten minutes', call }]),
    ...(bytes === undefined ? [] : [{ name: 'databaseMb', value: Math.ceil(bytes / 1_000_000), unit: 'MB', call }]),
  ];
  return {
    figures,
    missing: [
      ...(ops === undefined ? ['Atlas has no figures of operations yet'] : []),
      ...(bytes === undefined ? ['Atlas tells no size of the data'] : []),
    ],
  };
}

/** The highest sum of these measurements at one moment. */
function highest({ measurements }: Measurements, names: readonly string[]): number | undefined {
  const moments = new Map<string, number>();
  for (const { dataPoints } of measurements.filter((one) => names.includes(one.name)))
    for (const { timestamp, value } of dataPoints) if (value !== null) moments.set(timestamp, (moments.get(timestamp) ?? 0) + value);
  return moments.size === 0 ? undefined : Math.max(...moments.values());
}
