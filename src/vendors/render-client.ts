/** The calls of Render's REST API that k77 makes, typed after its OpenAPI description. https://api-docs.render.com */
import type { Door } from '../core/vendor.ts';
import { RenderHttp } from './render-http.ts';
import type {
  NewRenderService,
  RenderDeploy,
  RenderDomain,
  RenderEnvironment,
  RenderLine,
  RenderOwner,
  RenderProject,
  RenderSeries,
  RenderService,
  RenderServiceChange,
  RenderStream,
  RenderVariable,
} from './render-types.ts';

/** Deploys that are looked at: the last so many. */
const deploysSeen = 100;
/** Most lines that one call for logs gives. */
const linesPerCall = 100;

export interface LogQuery {
  owner: string;
  service: string;
  type: 'build' | 'app';
  /** ISO 8601. */
  from: string;
  to: string;
}

export type Metric = 'cpu' | 'cpu-limit' | 'memory' | 'memory-limit';

export class RenderClient {
  readonly #http: RenderHttp;

  constructor(door: Door, key: string) {
    this.#http = new RenderHttp(door, key);
  }

  /** Workspaces that the key opens: all of its person. */
  owners(): Promise<RenderOwner[]> {
    return this.#http.all<RenderOwner>('/owners', 'owner');
  }

  /** Of that name, or all. */
  projects(name?: string): Promise<RenderProject[]> {
    return this.#http.all<RenderProject>('/projects', 'project', name === undefined ? {} : { name });
  }

  createProject(owner: string, name: string, environment: string): Promise<RenderProject> {
    return this.#http.json('POST', '/projects', { body: { name, ownerId: owner, environments: [{ name: environment }] } });
  }

  environments(project: string): Promise<RenderEnvironment[]> {
    return this.#http.all<RenderEnvironment>('/environments', 'environment', { projectId: project });
  }

  createEnvironment(project: string, name: string): Promise<RenderEnvironment> {
    return this.#http.json('POST', '/environments', { body: { name, projectId: project } });
  }

  /** By name, which is unique in a workspace; several only where Render itself is of another opinion. */
  async services(owner: string, name: string): Promise<RenderService[]> {
    const found = await this.#http.all<RenderService>('/services', 'service', { ownerId: owner, name });
    return found.filter((one) => one.name === name);
  }

  /** All of a workspace, in projects and beside them. */
  allServices(owner: string): Promise<RenderService[]> {
    return this.#http.all<RenderService>('/services', 'service', { ownerId: owner });
  }

  servicesOf(environment: string): Promise<RenderService[]> {
    return this.#http.all<RenderService>('/services', 'service', { environmentId: environment });
  }

  service(id: string): Promise<RenderService | undefined> {
    return this.#http.maybe<RenderService>(`/services/${part(id)}`);
  }

  /** Render begins a deploy by this. @returns the service, and the id of that deploy */
  createService(wanted: NewRenderService): Promise<{ service: RenderService; deployId?: string }> {
    return this.#http.json('POST', '/services', { body: wanted });
  }

  /** Begins no deploy. */
  async updateService(id: string, change: RenderServiceChange): Promise<void> {
    await this.#http.json('PATCH', `/services/${part(id)}`, { body: change });
  }

  async scale(id: string, instances: number): Promise<void> {
    await this.#http.json('POST', `/services/${part(id)}/scale`, { body: { numInstances: instances } });
  }

  variables(id: string): Promise<RenderVariable[]> {
    return this.#http.all<RenderVariable>(`/services/${part(id)}/env-vars`, 'envVar');
  }

  /** The whole set: what is not in it goes. Begins no deploy. */
  async replaceVariables(id: string, all: readonly RenderVariable[]): Promise<void> {
    await this.#http.json('PUT', `/services/${part(id)}/env-vars`, { body: all });
  }

  /** Newest first. */
  async deploys(id: string): Promise<RenderDeploy[]> {
    const found = await this.#http.all<RenderDeploy>(`/services/${part(id)}/deploys`, 'deploy', {}, deploysSeen);
    return found.sort((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''));
  }

  deploy(id: string, deploy: string): Promise<RenderDeploy | undefined> {
    return this.#http.maybe<RenderDeploy>(`/services/${part(id)}/deploys/${part(deploy)}`);
  }

  /** @returns the deploy; undefined where it was put into a queue (202, without a body) */
  createDeploy(id: string, commit: string): Promise<RenderDeploy | undefined> {
    return this.#http.json('POST', `/services/${part(id)}/deploys`, { body: { commitId: commit } });
  }

  async cancelDeploy(id: string, deploy: string): Promise<void> {
    await this.#http.json('POST', `/services/${part(id)}/deploys/${part(deploy)}/cancel`);
  }

  async rollback(id: string, deploy: string): Promise<void> {
    await this.#http.json('POST', `/services/${part(id)}/rollback`, { body: { deployId: deploy } });
  }

  /** Each is taken as an order; what becomes of it is seen in the deploys. */
  async order(id: string, what: 'restart' | 'suspend' | 'resume'): Promise<void> {
    await this.#http.json('POST', `/services/${part(id)}/${what}`);
  }

  async createDisk(service: string, disk: { name: string; mountPath: string; sizeGB: number }): Promise<void> {
    await this.#http.json('POST', '/disks', { body: { ...disk, serviceId: service } });
  }

  async updateDisk(id: string, mountPath: string): Promise<void> {
    await this.#http.json('PATCH', `/disks/${part(id)}`, { body: { mountPath } });
  }

  domain(id: string, name: string): Promise<RenderDomain | undefined> {
    return this.#http.maybe<RenderDomain>(`/services/${part(id)}/custom-domains/${part(name)}`);
  }

  /** To an apex Render adds its www, and to a www its apex, which it sends on. */
  async addDomain(id: string, name: string): Promise<void> {
    await this.#http.json('POST', `/services/${part(id)}/custom-domains`, { body: { name } });
  }

  async verifyDomain(id: string, name: string): Promise<void> {
    await this.#http.json('POST', `/services/${part(id)}/custom-domains/${part(name)}/verify`);
  }

  async removeDomain(id: string, name: string): Promise<void> {
    await this.#http.json('DELETE', `/services/${part(id)}/custom-domains/${part(name)}`);
  }

  /** Oldest first; the last so many of that time. */
  async logs({ owner, service, type, from, to }: LogQuery, lines: number): Promise<RenderLine[]> {
    const found: RenderLine[] = [];
    const query = { ownerId: owner, resource: [service], type: [type], direction: 'backward' };
    for (let [startTime, endTime] = [from, to]; found.length < lines; ) {
      const page = await this.#http.json<{ hasMore: boolean; nextStartTime: string; nextEndTime: string; logs: RenderLine[] }>(
        'GET',
        '/logs',
        { query: { ...query, startTime, endTime, limit: linesPerCall } },
      );
      const known = new Set(found.map(({ id }) => id));
      const fresh = page.logs.filter(({ id }) => !known.has(id));
      found.push(...fresh);
      // Pages meet at a moment: what nothing new comes from is the last one.
      if (!page.hasMore || fresh.length === 0) break;
      [startTime, endTime] = [page.nextStartTime, page.nextEndTime];
    }
    // Newest first as they came; within one moment their order says which came first.
    return found
      .reverse()
      .sort((a, b) => a.timestamp.localeCompare(b.timestamp))
      .slice(-lines);
  }

  /** Where the log of a service is sent, instead of where its workspace sends all. */
  stream(id: string): Promise<RenderStream | undefined> {
    return this.#http.maybe<RenderStream>(`/logs/streams/resource/${part(id)}`);
  }

  /** @param endpoint `host:port`, syslog over TLS */
  async setStream(id: string, endpoint: string): Promise<void> {
    await this.#http.json('PUT', `/logs/streams/resource/${part(id)}`, { body: { setting: 'send', endpoint } });
  }

  async removeStream(id: string): Promise<void> {
    await this.#http.json('DELETE', `/logs/streams/resource/${part(id)}`);
  }

  /** @param from ISO 8601 */
  metric(what: Metric, service: string, from: string, to: string): Promise<RenderSeries[]> {
    const query = { resource: [service], startTime: from, endTime: to, resolutionSeconds: 60 };
    return this.#http.json('GET', `/metrics/${what}`, { query });
  }
}

function part(text: string): string {
  return encodeURIComponent(text);
}
