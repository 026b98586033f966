/**
 * The calls of Vercel's REST API that k77 makes, typed after its specification. Three are not in the saved one: `link` and `branch` of a project are what
 * Vercel's own command line client and its Terraform provider use, `git-namespaces`, `search-repo`, `rollback` and `billing/charges` are in its documentation.
 */
import { Secret } from '../core/secret.ts';
import { VercelRefusal } from './vercel-http.ts';
import { VercelScoped } from './vercel-scope.ts';
import { buildLog, deploymentOf, jsonLines, type RawDeployment, runtimeLog } from './vercel-shapes.ts';
import type {
  NewVariable,
  Target,
  VercelCertificate,
  VercelDeployment,
  VercelDomain,
  VercelDomainConfig,
  VercelDrain,
  VercelLog,
  VercelMeasure,
  VercelProject,
  VercelVariable,
} from './vercel-types.ts';

type Json = Readonly<Record<string, unknown>>;

/** How long a stream of runtime logs is listened to: it has no end. */
const streamMs = 8000;

export class VercelClient extends VercelScoped {
  /** By name or id; undefined: there is none. */
  async project(nameOrId: string): Promise<VercelProject | undefined> {
    return this.http.maybe<VercelProject>(`/v9/projects/${part(nameOrId)}`, { query: await this.at() });
  }

  /** Where the log of a project is sent over HTTP. */
  async drains(project: string): Promise<{ id: string; endpoint: string }[]> {
    const { drains } = await this.http.json<{ drains: VercelDrain[] }>('GET', '/v1/drains', {
      query: { ...(await this.at()), projectId: project },
    });
    return drains.flatMap(({ id, delivery, schemas, projectIds = [project] }) =>
      delivery?.type === 'http' && schemas?.log !== undefined && projectIds.includes(project) ? [{ id, endpoint: delivery.endpoint }] : [],
    );
  }

  /** Lines of JSON, of this project alone. */
  async addDrain(project: string, name: string, endpoint: string): Promise<void> {
    const delivery = { type: 'http', endpoint, encoding: 'ndjson', headers: {} };
    const body = { name, projects: 'some', projectIds: [project], schemas: { log: { version: 'v1' } }, delivery };
    await this.http.json('POST', '/v1/drains', { query: await this.at(), body });
  }

  async removeDrain(id: string): Promise<void> {
    await this.http.json('DELETE', `/v1/drains/${part(id)}`, { query: await this.at() });
  }

  /** What is measured for a project: whether it is switched on, and whether anybody was measured so far. */
  async measures(id: string): Promise<Record<'visits' | 'speed', { on: boolean; seen: boolean }>> {
    const found = await this.project(id);
    return { visits: measureOf(found?.webAnalytics), speed: measureOf(found?.speedInsights) };
  }

  /** All of the team. */
  async projects(): Promise<VercelProject[]> {
    return this.http.all<VercelProject>('/v10/projects', 'projects', await this.at());
  }

  async createProject(wanted: Json & { name: string }): Promise<VercelProject> {
    return this.http.json<VercelProject>('POST', '/v11/projects', { query: await this.at(), body: wanted });
  }

  async updateProject(id: string, change: Json): Promise<VercelProject> {
    return this.http.json<VercelProject>('PATCH', `/v9/projects/${part(id)}`, { query: await this.at(), body: change });
  }

  /** @param repository `owner/name` */
  async link(id: string, repository: string): Promise<void> {
    await this.http.json('POST', `/v9/projects/${part(id)}/link`, { query: await this.at(), body: { type: 'github', repo: repository } });
  }

  async unlink(id: string): Promise<void> {
    await this.http.json('DELETE', `/v9/projects/${part(id)}/link`, { query: await this.at() });
  }

  async productionBranch(id: string, branch: string): Promise<void> {
    await this.http.json('PATCH', `/v9/projects/${part(id)}/branch`, { query: await this.at(), body: { branch } });
  }

  /** `owner/name` of what the GitHub app of Vercel may read; undefined: the token's person has no GitHub login. */
  async repositories(): Promise<string[] | undefined> {
    const at = await this.at();
    const namespaces = await this.http
      .json<readonly { id: string | number; slug: string }[]>('GET', '/v1/integrations/git-namespaces', { query: { provider: 'github' } })
      .catch(unseen);
    if (namespaces === undefined) return undefined;
    const lists = await Promise.all(
      namespaces.map(async ({ id, slug }) => {
        const found = await this.http.json<{ repos?: readonly { name: string; namespace?: string | null }[] }>(
          'GET',
          '/v1/integrations/search-repo',
          { query: { provider: 'github', namespaceId: id, ...at } },
        );
        return (found.repos ?? []).map(({ name, namespace }) => `${namespace || slug}/${name}`);
      }),
    );
    return lists.flat();
  }

  /** Without the values of sensitive ones, which nobody reads again. */
  async variables(id: string): Promise<VercelVariable[]> {
    const said = await this.http.json<{ envs?: VercelVariable[] }>('GET', `/v10/projects/${part(id)}/env`, { query: await this.at() });
    return said.envs ?? [];
  }

  /** One batch; what is there by name and target is overwritten. */
  async upsertVariables(id: string, variables: readonly NewVariable[]): Promise<void> {
    const said = await this.http.json<{ failed?: readonly { error: { code?: string; message: string } }[] }>(
      'POST',
      `/v10/projects/${part(id)}/env`,
      { query: { ...(await this.at()), upsert: 'true' }, body: variables },
    );
    const [first] = said.failed ?? [];
    if (first) throw new VercelRefusal({ status: 400, code: first.error.code, message: first.error.message });
  }

  async retarget(id: string, variable: string, target: readonly Target[]): Promise<void> {
    await this.http.json('PATCH', `/v9/projects/${part(id)}/env/${part(variable)}`, { query: await this.at(), body: { target } });
  }

  async removeVariable(id: string, variable: string): Promise<void> {
    await this.http.json('DELETE', `/v9/projects/${part(id)}/env/${part(variable)}`, { query: await this.at() });
  }

  /** Newest first; the last hundred. */
  async deployments(project: string, more: { target?: Target; sha?: string } = {}): Promise<VercelDeployment[]> {
    const query = { ...(await this.at()), projectId: project, limit: 100, ...more };
    const said = await this.http.json<{ deployments?: RawDeployment[] }>('GET', '/v6/deployments', { query });
    return (said.deployments ?? []).map(deploymentOf);
  }

  async deployment(id: string): Promise<VercelDeployment | undefined> {
    const raw = await this.http.maybe<RawDeployment>(`/v13/deployments/${part(id)}`, { query: await this.at() });
    return raw && deploymentOf(raw);
  }

  /** @param body of `POST /v13/deployments` @returns its id */
  async deploy(body: Json & { name: string }): Promise<string> {
    const query = { ...(await this.at()), forceNew: 1, skipAutoDetectionConfirmation: 1 };
    return (await this.http.json<{ id: string }>('POST', '/v13/deployments', { query, body })).id;
  }

  /** Oldest first; the last so many. */
  async buildLogs(deployment: string, lines: number): Promise<VercelLog[]> {
    const query = { ...(await this.at()), builds: 1, direction: 'backward', limit: lines };
    const said = await this.http.json<unknown>('GET', `/v3/deployments/${part(deployment)}/events`, { query });
    // Newest first, so that the last ones are told; within a millisecond their order says which came first.
    return buildLog(Array.isArray(said) ? said : [])
      .reverse()
      .sort((a, b) => a.at - b.at);
  }

  /** What the stream says within a few seconds. It is made to be watched: where it stays open nothing can be told of it, and the list is empty. */
  async runtimeLogs(project: string, deployment: string): Promise<VercelLog[]> {
    const path = `/v1/projects/${part(project)}/deployments/${part(deployment)}/runtime-logs`;
    const asked = this.http.text('GET', path, { query: await this.at(), signal: AbortSignal.timeout(streamMs) });
    return asked.then(runtimeLog).catch((error: unknown) => {
      if (error instanceof VercelRefusal && error.status === 0) return [];
      throw error;
    });
  }

  async domain(project: string, name: string): Promise<VercelDomain | undefined> {
    return this.http.maybe<VercelDomain>(`/v9/projects/${part(project)}/domains/${part(name)}`, { query: await this.at() });
  }

  async domainConfig(project: string, name: string): Promise<VercelDomainConfig> {
    const query = { ...(await this.at()), projectIdOrName: project };
    return this.http.json<VercelDomainConfig>('GET', `/v6/domains/${part(name)}/config`, { query });
  }

  async addDomain(project: string, wanted: { name: string; redirect?: string; redirectStatusCode?: number }): Promise<void> {
    await this.http.json('POST', `/v10/projects/${part(project)}/domains`, { query: await this.at(), body: wanted });
  }

  async updateDomain(project: string, name: string, change: { redirect: string | null; redirectStatusCode: number | null }): Promise<void> {
    await this.http.json('PATCH', `/v9/projects/${part(project)}/domains/${part(name)}`, { query: await this.at(), body: change });
  }

  async verifyDomain(project: string, name: string): Promise<void> {
    await this.http.json('POST', `/v9/projects/${part(project)}/domains/${part(name)}/verify`, { query: await this.at() });
  }

  async removeDomain(project: string, name: string): Promise<void> {
    await this.http.json('DELETE', `/v9/projects/${part(project)}/domains/${part(name)}`, { query: await this.at() });
  }

  /** Not in the specification: Vercel's own client lists them so. */
  async certificates(): Promise<VercelCertificate[]> {
    return this.http.all<VercelCertificate>('/v4/certs', 'certs', await this.at());
  }

  /** A deployment takes the domains without being built again. */
  async promote(project: string, deployment: string): Promise<void> {
    await this.http.json('POST', `/v10/projects/${part(project)}/promote/${part(deployment)}`, { query: await this.at() });
  }

  /** The same backwards; later deployments do not take the domains by themselves until something is promoted. */
  async rollback(project: string, deployment: string): Promise<void> {
    await this.http.json('POST', `/v1/projects/${part(project)}/rollback/${part(deployment)}`, { query: await this.at() });
  }

  async pause(project: string, on: boolean): Promise<void> {
    await this.http.json('POST', `/v1/projects/${part(project)}/${on ? 'pause' : 'unpause'}`, { query: await this.at() });
  }

  /** Lets automation past the protection: header `x-vercel-protection-bypass`. Makes one where there is none. */
  async bypass(project: VercelProject): Promise<Secret> {
    const known = bypassIn(project);
    if (known) return known;
    const made = await this.http.json<VercelProject>('PATCH', `/v1/projects/${part(project.id)}/protection-bypass`, {
      query: await this.at(),
      body: { generate: {} },
    });
    const secret = bypassIn(made);
    if (secret) return secret;
    throw new VercelRefusal({ status: 200, message: 'no bypass for automation was made' });
  }

  /** US dollars that were billed in this time; FOCUS lines, one per service and day. @param from ISO 8601 */
  async charges(from: string, to: string): Promise<number> {
    const text = await this.http.text('GET', '/v1/billing/charges', { query: { ...(await this.at()), from, to } });
    return jsonLines<{ BilledCost?: number }>(text).reduce((sum, { BilledCost = 0 }) => sum + Number(BilledCost), 0);
  }
}

function bypassIn({ protectionBypass = {} }: Pick<VercelProject, 'protectionBypass'>): Secret | undefined {
  const found = Object.entries(protectionBypass).find(([, { scope }]) => scope === 'automation-bypass');
  return found && new Secret('vercel.protectionBypass', found[0]);
}

/** A person without a GitHub login, or a token that may not ask. */
function unseen(error: unknown): undefined {
  if (error instanceof VercelRefusal && [400, 403, 404].includes(error.status)) return undefined;
  throw error;
}

/** Switched off, or cancelled, and not switched on again since. */
function measureOf(one: VercelMeasure | null | undefined): { on: boolean; seen: boolean } {
  const since = one?.enabledAt ?? 0;
  const ended = [one?.disabledAt, one?.canceledAt].some((at) => at !== undefined && at > since);
  return { on: Boolean(one) && !ended, seen: one?.hasData === true };
}

function part(text: string): string {
  return encodeURIComponent(text);
}
