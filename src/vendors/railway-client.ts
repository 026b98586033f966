/**
 * The small client of Railway's GraphQL API. Railway publishes no SDK for it; one method per question or order of `railway-documents.ts`.
 * https://docs.railway.com/integrations/api
 */
import { Secret } from '../core/secret.ts';
import type { OpenDoor } from '../core/vendor.ts';
import type { RailwayOperation } from './railway-documents.ts';
import { ask, RailwayRefusal } from './railway-graphql.ts';
import {
  deploymentOf,
  domainOf,
  instancesOf,
  type Json,
  limitOf,
  linesOf,
  metricsOf,
  nodesOf,
  projectOf,
  usesOf,
  workspaceOf,
} from './railway-shapes.ts';
import type {
  RailwayDeployment,
  RailwayDomain,
  RailwayInstance,
  RailwayInstanceMore,
  RailwayLine,
  RailwayMetrics,
  RailwayProject,
  RailwayUse,
  RailwayWorkspace,
} from './railway-types.ts';

/** Where a service is: ids of Railway. */
export interface RailwaySpot {
  project: string;
  environment: string;
  service: string;
}

export class RailwayClient {
  readonly #door: OpenDoor;
  readonly #token: string;

  constructor(door: OpenDoor, token: string) {
    this.#door = door;
    this.#token = token;
  }

  /** Who owns the token; undefined for tokens of a workspace, which belong to nobody. */
  async me(): Promise<{ email: string; workspaces: RailwayWorkspace[] } | undefined> {
    try {
      const { me } = await this.#ask('me', {});
      const { email, workspaces } = me as { email: string; workspaces: Json[] };
      return { email, workspaces: workspaces.map(workspaceOf) };
    } catch (error) {
      if (error instanceof RailwayRefusal && error.status === 200 && error.denied) return undefined;
      throw error;
    }
  }

  /** Workspaces that the token opens, with their plans: asked once in a walk, whatever is written meanwhile. */
  workspaces(): Promise<RailwayWorkspace[]> {
    return this.#door.share(
      'railway.workspaces',
      () => this.#workspaces(),
      async () => {},
    );
  }

  async #workspaces(): Promise<RailwayWorkspace[]> {
    const me = await this.me();
    if (me) return me.workspaces;
    const { apiToken } = await this.#ask('apiToken', {});
    return Promise.all((apiToken as { workspaces: { id: string }[] }).workspaces.map(({ id }) => this.workspace(id)));
  }

  async workspace(id: string): Promise<RailwayWorkspace> {
    return workspaceOf((await this.#ask('workspace', { workspace: id })).workspace as Json);
  }

  async projects(workspace: string): Promise<RailwayProject[]> {
    const nodes = await this.#pages((after) => this.#ask('projects', { workspace, after }), 'projects');
    return nodes.filter(({ deletedAt }) => !deletedAt).map(projectOf);
  }

  async createProject(workspaceId: string, name: string, defaultEnvironmentName: string): Promise<RailwayProject> {
    const input = { workspaceId, name, defaultEnvironmentName, prDeploys: false, isPublic: false };
    return projectOf((await this.#ask('projectCreate', { input })).projectCreate as Json);
  }

  async createEnvironment(projectId: string, name: string): Promise<string> {
    const { environmentCreate } = await this.#ask('environmentCreate', { input: { projectId, name, skipInitialDeploys: true } });
    return String((environmentCreate as Json).id);
  }

  /** Every service of an environment, with its source, trigger and volume: one request for all of them, because Railway counts requests by the hour. */
  async instances(project: string, environment: string): Promise<RailwayInstance[]> {
    const pages: Json[] = [];
    for (let after: string | undefined; ; ) {
      const one = (await this.#ask('environment', { project, environment, after })).environment as Json;
      pages.push(one);
      const { pageInfo } = one.serviceInstances as { pageInfo?: { hasNextPage: boolean; endCursor: string } };
      if (!pageInfo?.hasNextPage) return pages.flatMap(instancesOf);
      after = pageInfo.endCursor;
    }
  }

  async instanceMore(spot: RailwaySpot): Promise<RailwayInstanceMore> {
    const { limits, autoDeploy } = await this.#ask('instanceMore', { ...spot });
    return { memoryGb: limitOf(limits), autoDeploy: (autoDeploy as { enabled: boolean }).enabled };
  }

  /** An empty service: no source, so that nothing is deployed. */
  async createService(projectId: string, environmentId: string, name: string): Promise<string> {
    return String(((await this.#ask('serviceCreate', { input: { projectId, environmentId, name } })).serviceCreate as Json).id);
  }

  async updateInstance({ service, environment }: RailwaySpot, input: Json): Promise<void> {
    await this.#ask('serviceInstanceUpdate', { service, environment, input });
  }

  async setMemory({ service: serviceId, environment: environmentId }: RailwaySpot, memoryGB: number): Promise<void> {
    await this.#ask('serviceInstanceLimitsUpdate', { input: { serviceId, environmentId, memoryGB } });
  }

  async createVolume({ project, environment, service }: RailwaySpot, mountPath: string): Promise<void> {
    await this.#ask('volumeCreate', { input: { projectId: project, environmentId: environment, serviceId: service, mountPath } });
  }

  async mountVolume(environment: string, volume: string, mountPath: string): Promise<void> {
    await this.#ask('volumeInstanceUpdate', { volume, environment, input: { mountPath } });
  }

  /** Sealed ones are named without a value. */
  async variables(spot: RailwaySpot): Promise<Map<string, Secret | undefined>> {
    const { secretValues } = await this.#ask('variables', { ...spot });
    return new Map(
      Object.entries(secretValues as Record<string, string | null>).map(([name, value]) => [
        name,
        value === null ? undefined : new Secret(`railway.${name}`, value),
      ]),
    );
  }

  /** Merges into what is there; deploys nothing. */
  async setVariables(spot: RailwaySpot, values: Readonly<Record<string, Secret | string>>): Promise<void> {
    const secretValues = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()]),
    );
    await this.#ask('variableCollectionUpsert', { ...spot, secretValues });
  }

  /** Railway has no way to do this without deploying a running service anew. */
  async deleteVariable({ project, environment, service }: RailwaySpot, name: string): Promise<void> {
    await this.#ask('variableDelete', { input: { projectId: project, environmentId: environment, serviceId: service, name } });
  }

  /** Those opened to Railway's GitHub App; undefined for a token without a person behind it. */
  async repositories(): Promise<string[] | undefined> {
    try {
      const { githubRepos } = await this.#ask('repositories', {});
      return (githubRepos as { fullName: string }[]).map(({ fullName }) => fullName);
    } catch (error) {
      if (error instanceof RailwayRefusal && error.status === 200 && error.denied) return undefined;
      throw error;
    }
  }

  /** Deploys the newest commit at once. */
  async connect(service: string, repo: string, branch: string): Promise<void> {
    await this.#ask('serviceConnect', { service, input: { repo, branch } });
  }

  async createTrigger({ project, environment, service }: RailwaySpot, repository: string, branch: string): Promise<void> {
    const input = { projectId: project, environmentId: environment, serviceId: service, provider: 'github', repository, branch };
    await this.#ask('deploymentTriggerCreate', { input });
  }

  async setAutoDeploy({ project, environment, service }: RailwaySpot, enabled: boolean): Promise<void> {
    const input = { projectId: project, environmentId: environment, serviceId: service, enabled };
    await this.#ask('serviceInstanceAutoDeployUpdate', { input });
  }

  /** Newest first. */
  async deployments(spot: RailwaySpot, first = 25): Promise<RailwayDeployment[]> {
    return nodesOf((await this.#ask('deployments', { ...spot, first })).deployments).map(deploymentOf);
  }

  async deployment(deployment: string): Promise<RailwayDeployment | undefined> {
    try {
      return deploymentOf((await this.#ask('deployment', { deployment })).deployment as Json);
    } catch (error) {
      if (error instanceof RailwayRefusal && error.absent) return undefined;
      throw error;
    }
  }

  /** @returns id of the deployment */
  async deploy({ service, environment }: RailwaySpot, commit: string): Promise<string> {
    return String((await this.#ask('serviceInstanceDeployV2', { service, environment, commit })).serviceInstanceDeployV2);
  }

  async order(what: 'Rollback' | 'Restart' | 'Stop' | 'Redeploy', deployment: string): Promise<void> {
    await this.#ask(`deployment${what}`, { deployment });
  }

  async logs(deployment: string, of: 'build' | 'run', limit: number): Promise<RailwayLine[]> {
    return linesOf((await this.#ask(of === 'build' ? 'buildLogs' : 'deploymentLogs', { deployment, limit })).lines);
  }

  async domains(spot: RailwaySpot): Promise<RailwayDomain[]> {
    const { customDomains } = (await this.#ask('domains', { ...spot })).domains as { customDomains: Json[] };
    return customDomains.map(domainOf);
  }

  async createDomain({ project, environment, service }: RailwaySpot, domain: string): Promise<void> {
    await this.#ask('customDomainCreate', { input: { projectId: project, environmentId: environment, serviceId: service, domain } });
  }

  async deleteDomain(domain: string): Promise<void> {
    await this.#ask('customDomainDelete', { domain });
  }

  async issueCertificate(domain: string): Promise<void> {
    await this.#ask('customDomainIssueCertificate', { domain });
  }

  /** @param start ISO 8601 */
  async metrics({ environment, service }: RailwaySpot, start: string): Promise<RailwayMetrics> {
    return metricsOf((await this.#ask('metrics', { environment, service, start })).metrics);
  }

  /** Use of this billing period, and what it will be at its end. */
  async uses(project: string): Promise<{ soFar: RailwayUse[]; atEnd: RailwayUse[] }> {
    const { usage, estimatedUsage } = await this.#ask('bill', { project });
    return { soFar: usesOf(usage), atEnd: usesOf(estimatedUsage) };
  }

  async setUsageLimit(customerId: string, soft: number, hard: number | undefined): Promise<void> {
    await this.#ask('usageLimitSet', {
      input: { customerId, softLimitDollars: soft, ...(hard === undefined ? {} : { hardLimitDollars: hard }) },
    });
  }

  async #pages(ask: (after: string | undefined) => Promise<Json>, field: string): Promise<Json[]> {
    const all: Json[] = [];
    for (let after: string | undefined; ; ) {
      const connection = (await ask(after))[field] as { pageInfo: { hasNextPage: boolean; endCursor: string } };
      all.push(...nodesOf(connection));
      if (!connection.pageInfo.hasNextPage) return all;
      after = connection.pageInfo.endCursor;
    }
  }

  #ask(operation: RailwayOperation, variables: Json): Promise<Json> {
    return ask(this.#door, this.#token, operation, variables);
  }
}
