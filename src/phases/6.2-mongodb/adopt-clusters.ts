/**
 * The project and the cluster that somebody made by hand at Atlas: known by the connection string that is deployed, and by their names.
 */
import { bestFirst, type Candidate, type SurveyContext, soundsLike, survey } from '../../core/adoption.ts';
import { atlas } from '../../vendors/atlas.ts';
import type { DedicatedCluster, FlexCluster, Group } from '../../vendors/atlas-types.ts';
import { readMongoUri } from '../../vendors/mongodb.ts';
import { atlasRegion, namesFor, regions, tierNames, tiers } from './tiers.ts';

export const cloud = 'https://cloud.mongodb.com/v2';

/** What the deployed connection string says. */
export function deployed(context: Pick<SurveyContext, 'values'>): ReturnType<typeof readMongoUri> {
  return readMongoUri(context.values.MONGODB_URI?.reveal() ?? '');
}

export const project = survey({
  id: 'atlas.project',
  task: 'atlas.project',
  guide: ['6.2/1'],
  title: 'Atlas project',
  uses: [atlas],
  needs: ['project', 'ENVIRONMENT'],
  tolerates: ['atlasProjectName', 'MONGODB_URI'],
  gives: ['ATLAS_PROJECT', 'atlasProjectName'],
  pick: 'one',
  async candidates(context) {
    const all = await context.client(atlas).projects();
    const seen = await Promise.all(
      all.map(async (group) => projectCandidate(context, group, await clustersIn(context, group.id), all.length)),
    );
    return bestFirst(seen);
  },
});

interface Seen {
  name: string;
  /** As `databaseTier` says it, or Atlas's own word. */
  tier: string;
  provider: string;
  region: string;
  host: string | undefined;
  state: string;
}

async function clustersIn(context: Pick<SurveyContext, 'client'>, group: string): Promise<Seen[]> {
  const client = context.client(atlas);
  const [flex, dedicated] = await Promise.all([client.flexClusters(group), client.clusters(group)]);
  return [...flex.map(seenFlex), ...dedicated.filter(({ name }) => !flex.some((one) => one.name === name)).map(seenDedicated)];
}

function seenFlex({ name, providerSettings, connectionStrings, stateName }: FlexCluster): Seen {
  const { backingProviderName: provider, regionName: region } = providerSettings;
  return { name, tier: 'flex', provider, region, host: hostOf(connectionStrings?.standardSrv), state: stateName };
}

function seenDedicated({ name, replicationSpecs, connectionStrings, stateName }: DedicatedCluster): Seen {
  const config = replicationSpecs[0]?.regionConfigs[0];
  const size = config?.electableSpecs?.instanceSize ?? '';
  return {
    name,
    tier: size === 'M0' ? 'free' : size.toLowerCase(),
    provider: config?.backingProviderName ?? config?.providerName ?? '',
    region: config?.regionName ?? '',
    host: hostOf(connectionStrings?.standardSrv),
    state: stateName,
  };
}

function hostOf(srv: string | undefined): string | undefined {
  return srv?.replace(/^mongodb\+srv:\/\//, '').replace(/\/.*$/, '');
}

function projectCandidate(
  context: SurveyContext<'project' | 'ENVIRONMENT'>,
  group: Group,
  clusters: readonly Seen[],
  of: number,
): Candidate | undefined {
  const derived = namesFor({ project: context.values.project, ENVIRONMENT: context.values.ENVIRONMENT }).project;
  const host = deployed(context)?.host;
  const sure = [
    context.values.atlasProjectName === group.name && 'k77.json names it',
    group.name === derived && `it is called ${derived}`,
    host !== undefined && clusters.some((one) => one.host === host) && 'the deployed MONGODB_URI leads to a cluster in it',
  ].filter((one) => one !== false);
  if (sure.length === 0 && clusters.length === 0) return undefined;
  const named = soundsLike(group.name, context.values.project);
  return {
    id: group.id,
    name: group.name,
    about: clusters.length === 0 ? 'no cluster' : `cluster ${clusters.map(({ name }) => name).join(', ')}`,
    where: `${cloud}/${group.id}`,
    confidence: sure.length > 0 ? 'certain' : named ? 'likely' : 'possible',
    because: [
      ...sure,
      ...(named && sure.length === 0 ? [`it is called "${group.name}"`] : []),
      ...(of === 1 ? ['it is the only project'] : []),
    ],
    differs: group.name === derived ? [] : [`its name is "${group.name}", k77's would be "${derived}"; it stays`],
    answers: group.name === derived ? {} : { atlasProjectName: group.name },
    values: { ATLAS_PROJECT: group.id },
  };
}

export const cluster = survey({
  id: 'atlas.cluster',
  task: 'atlas.cluster',
  guide: ['6.2/1', '6.2/3'],
  title: 'Database cluster',
  uses: [atlas],
  needs: ['project', 'ENVIRONMENT', 'ATLAS_PROJECT'],
  tolerates: ['clusterName', 'MONGODB_URI'],
  gives: ['ATLAS_CLUSTER', 'ATLAS_CLUSTER_HOST', 'clusterName', 'databaseTier', 'databaseRegion'],
  pick: 'one',
  async candidates(context) {
    const all = await clustersIn(context, context.values.ATLAS_PROJECT);
    return bestFirst(all.map((one) => clusterCandidate(context, one, all.length)));
  },
});

function clusterCandidate(context: SurveyContext<'project' | 'ENVIRONMENT' | 'ATLAS_PROJECT'>, one: Seen, of: number): Candidate {
  const { values } = context;
  const derived = namesFor({ project: values.project, ENVIRONMENT: values.ENVIRONMENT }).cluster;
  const sure = [
    values.clusterName === one.name && 'k77.json names it',
    one.name === derived && `it is called ${derived}`,
    one.host !== undefined && deployed(context)?.host === one.host && 'the deployed MONGODB_URI leads to it',
  ].filter((text) => text !== false);
  const tier = tierNames.find((name) => name === one.tier);
  const region = regions.find((name) => atlasRegion(name) === one.region);
  // What the answers cannot say is taken as it is: k77 never replaces a database.
  const keeps = [...(tier ? [] : ['tier']), ...(region ? [] : ['region']), ...(one.provider === 'AWS' ? [] : ['provider'])];
  return {
    id: one.name,
    name: one.name,
    about: `${tier ? tiers[tier].title : one.tier.toUpperCase()} on ${one.provider} in ${one.region}, ${one.state}`,
    where: `${cloud}/${values.ATLAS_PROJECT}#/clusters/detail/${one.name}`,
    confidence: sure.length > 0 ? 'certain' : of === 1 ? 'likely' : 'possible',
    because: [...sure, ...(of === 1 ? ['it is the only cluster of the project'] : [])],
    differs: [
      ...(one.name === derived ? [] : [`its name is "${one.name}", k77's would be "${derived}"; it stays`]),
      ...(tier === 'free' ? ['M0 has no backups'] : []),
      ...(tier ? [] : [`k77 sells no ${one.tier.toUpperCase()}: its size stays as it is`]),
      ...(one.provider === 'AWS' ? [] : [`it stands at ${one.provider}, hosts are at AWS`]),
      ...(one.state === 'IDLE' ? [] : [`Atlas says ${one.state}`]),
    ],
    answers: {
      ...(one.name === derived ? {} : { clusterName: one.name }),
      databaseTier: tier ?? 'm10',
      ...(region ? { databaseRegion: region } : {}),
    },
    values: { ATLAS_CLUSTER: one.name, ...(one.host ? { ATLAS_CLUSTER_HOST: one.host } : {}) },
    keeps,
  };
}
