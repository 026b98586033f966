/**
 * Guide 6.2/1 and 6.2/3: the cluster, in the size that is still sold, near the host; its name in the DNS comes with it.
 * An existing one is adopted, and never replaced by one of another size or place: that would be another, empty database.
 */
import { OperatorError } from '../../core/errors.ts';
import { type Context, task } from '../../core/task.ts';
import { atlas } from '../../vendors/atlas.ts';
import type { DedicatedCluster, FlexCluster, NewCluster } from '../../vendors/atlas-types.ts';
import { atlasRegion, namesFor, namesThere, type Tier, tierOf, tiers } from './tiers.ts';

interface Cluster {
  name: string;
  tier: string;
  provider: string;
  region: string;
  state: string;
  /** `kingdom77-production.abcde.mongodb.net`; absent until it is there. */
  host?: string | undefined;
}
/** Atlas says three to five minutes for a dedicated cluster; ten is seen. */
const patienceMinutes = 20;

export const cluster = task({
  id: 'atlas.cluster',
  guide: ['6.2/1', '6.2/3', '6.2#001', 'post#008'],
  settings: [
    { id: '6.2/1:tier', says: 'Free, Flex or M10; the M2 and M5 of the guide are not sold any more' },
    { id: '6.2/1:provider', says: 'On AWS, where the hosts are' },
    { id: '6.2/1:region', says: 'In the region next to the host, us-east-1 unless another is answered' },
    { id: '6.2/1:name', says: 'Named after bot and environment: kingdom77-production' },
    { id: '6.2/1:ready', says: 'k77 waits until Atlas says IDLE; three to ten minutes for an M10' },
  ],
  title: 'Make the database cluster',
  uses: [atlas],
  needs: ['project', 'ENVIRONMENT', 'databaseTier', 'databaseRegion', 'ATLAS_PROJECT'],
  tolerates: namesThere,
  want: (values): Cluster => ({
    name: namesFor(values).cluster,
    tier: tierOf(values),
    provider: 'AWS',
    region: atlasRegion(values.databaseRegion),
    state: 'IDLE',
  }),
  read: (context, want) => find(context, want.name),

  async apply(context, want, have) {
    if (have && (have.tier !== want.tier || have.region !== want.region || have.provider !== want.provider)) throw another(have, want);
    if (!have) {
      await make(context, want);
      context.note(tiers[want.tier as Tier].price);
    }
    return context.wait(
      `Atlas to build ${want.name}`,
      async () => {
        const seen = await find(context, want.name);
        return seen?.state === 'IDLE' && seen.host ? seen : undefined;
      },
      patienceMinutes,
    );
  },
  monthlyCents: (values) => (values.databaseTier === undefined ? 0 : tiers[tierOf({ databaseTier: values.databaseTier })].monthlyCents),
  undo: { never: 'it holds your data; terminate it in Atlas → Clusters when nothing needs it any more' },
  gives: {
    ATLAS_CLUSTER: (have: Cluster) => have.name,
    ATLAS_CLUSTER_HOST: (have: Cluster) => have.host,
  },
});

type Here = Pick<Context<'ATLAS_PROJECT'>, 'client' | 'values'>;

async function find(context: Here, name: string): Promise<Cluster | undefined> {
  const client = context.client(atlas);
  const [flex, dedicated] = await Promise.all([
    client.flexClusters(context.values.ATLAS_PROJECT),
    client.clusters(context.values.ATLAS_PROJECT),
  ]);
  const found = flex.find((one) => one.name === name);
  if (found) return shapeFlex(found);
  const other = dedicated.find((one) => one.name === name);
  return other && shape(other);
}

function make(context: Here, want: Cluster): Promise<unknown> {
  const client = context.client(atlas);
  const about = { name: want.name, terminationProtectionEnabled: want.tier !== 'free' };
  if (want.tier === 'flex')
    return client.createFlexCluster(context.values.ATLAS_PROJECT, {
      ...about,
      providerSettings: { backingProviderName: 'AWS', regionName: want.region },
    });
  const region: NewCluster['replicationSpecs'][number]['regionConfigs'][number] =
    want.tier === 'free'
      ? { providerName: 'TENANT', backingProviderName: 'AWS', regionName: want.region, priority: 7, electableSpecs: { instanceSize: 'M0' } }
      : { providerName: 'AWS', regionName: want.region, priority: 7, electableSpecs: { instanceSize: 'M10', nodeCount: 3 } };
  return client.createCluster(context.values.ATLAS_PROJECT, {
    ...about,
    clusterType: 'REPLICASET',
    replicationSpecs: [{ regionConfigs: [region] }],
  });
}

function shapeFlex(seen: FlexCluster): Cluster {
  const { backingProviderName, regionName } = seen.providerSettings;
  const host = hostOf(seen.connectionStrings?.standardSrv);
  return { name: seen.name, tier: 'flex', provider: backingProviderName, region: regionName, state: seen.stateName, host };
}

function shape(seen: DedicatedCluster): Cluster {
  const config = seen.replicationSpecs[0]?.regionConfigs[0];
  const size = config?.electableSpecs?.instanceSize ?? '';
  return {
    name: seen.name,
    tier: size === 'M0' ? 'free' : size.toLowerCase(),
    provider: config?.backingProviderName ?? config?.providerName ?? '',
    region: config?.regionName ?? '',
    state: seen.stateName,
    host: hostOf(seen.connectionStrings?.standardSrv),
  };
}

function hostOf(srv: string | undefined): string | undefined {
  return srv?.replace(/^mongodb\+srv:\/\//, '').replace(/\/.*$/, '');
}

function another(have: Cluster, want: Cluster): OperatorError {
  return new OperatorError({
    what: `the cluster ${have.name} is ${have.tier} in ${have.region}; your answers say ${want.tier} in ${want.region}`,
    fix: `k77 never replaces a database. Upgrade it in Atlas (Clusters → Edit; going up cannot be undone), or set databaseTier and databaseRegion to what is there`,
    see: 'https://www.mongodb.com/docs/atlas/scale-cluster/',
  });
}
