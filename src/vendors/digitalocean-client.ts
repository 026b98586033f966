/** The calls of DigitalOcean's API that k77 makes, typed after its OpenAPI description. https://docs.digitalocean.com/reference/api */
import type { Clock } from '../core/ports.ts';
import type { OpenDoor } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { askWeb } from '../ports/web.ts';
import { DigitalOceanHttp } from './digitalocean-http.ts';
import type {
  DoAccount,
  DoApp,
  DoComponentHealth,
  DoDeployment,
  DoInstanceSize,
  DoProject,
  DoRollbackCheck,
  DoSpec,
} from './digitalocean-types.ts';

/** Deployments that are looked at: the last so many. */
const deploymentsSeen = 200;
/** An archive of lines is fetched by its own address, which carries its own key. */
const logs = { timeoutMs: 15_000, maxBytes: 4 * 1024 * 1024 };

export type LogKind = 'BUILD' | 'DEPLOY' | 'RUN' | 'RUN_RESTARTED';

export class DigitalOceanClient {
  readonly #http: DigitalOceanHttp;
  readonly #door: OpenDoor;
  readonly #clock: Clock;

  constructor(door: OpenDoor, token: string, clock: Clock = systemClock) {
    this.#http = new DigitalOceanHttp(door, token);
    this.#door = door;
    this.#clock = clock;
  }

  async account(): Promise<DoAccount> {
    return (await this.#http.json<{ account: DoAccount }>('GET', '/account')).account;
  }

  projects(): Promise<DoProject[]> {
    return this.#http.all<DoProject>('/projects', 'projects');
  }

  async createProject(wanted: { name: string; purpose: string; environment: string }): Promise<DoProject> {
    return (await this.#http.json<{ project: DoProject }>('POST', '/projects', { body: wanted })).project;
  }

  /** Of the whole account, each with its project. */
  apps(): Promise<DoApp[]> {
    return this.#http.all<DoApp>('/apps', 'apps', { with_projects: true });
  }

  async app(id: string): Promise<DoApp | undefined> {
    return (await this.#http.maybe<{ app: DoApp }>(`/apps/${part(id)}`))?.app;
  }

  /** DigitalOcean begins a deployment by this. */
  async createApp(spec: DoSpec, project: string): Promise<DoApp> {
    return (await this.#http.json<{ app: DoApp }>('POST', '/apps', { body: { spec, project_id: project } })).app;
  }

  /** The whole spec: what is not in it goes. Begins a deployment, which the answer names. @param newest of the newest commit, not of the one that is there */
  async updateApp(id: string, spec: DoSpec, newest: boolean): Promise<DoApp> {
    const body = { spec, ...(newest ? { update_all_source_versions: true } : {}) };
    return (await this.#http.json<{ app: DoApp }>('PUT', `/apps/${part(id)}`, { body })).app;
  }

  /** Newest first. */
  async deployments(app: string): Promise<DoDeployment[]> {
    const found = await this.#http.all<DoDeployment>(`/apps/${part(app)}/deployments`, 'deployments', {}, deploymentsSeen);
    return found.sort((a, b) => (b.created_at ?? '').localeCompare(a.created_at ?? ''));
  }

  async deployment(app: string, id: string): Promise<DoDeployment | undefined> {
    return (await this.#http.maybe<{ deployment: DoDeployment }>(`/apps/${part(app)}/deployments/${part(id)}`))?.deployment;
  }

  /** Of the newest commit of the branch. */
  async createDeployment(app: string): Promise<DoDeployment> {
    return (await this.#http.json<{ deployment: DoDeployment }>('POST', `/apps/${part(app)}/deployments`, { body: {} })).deployment;
  }

  async cancelDeployment(app: string, id: string): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/deployments/${part(id)}/cancel`);
  }

  async restart(app: string, components: readonly string[]): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/restart`, { body: { components } });
  }

  checkRollback(app: string, deployment: string): Promise<DoRollbackCheck> {
    return this.#http.json('POST', `/apps/${part(app)}/rollback/validate`, { body: { deployment_id: deployment, skip_pin: true } });
  }

  /** Committed at once, so that the app is not pinned to it. */
  async rollback(app: string, deployment: string): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/rollback`, { body: { deployment_id: deployment, skip_pin: true } });
  }

  /** Of components that run now. */
  async health(app: string): Promise<DoComponentHealth[]> {
    const answer = await this.#http.maybe<{ app_health?: { components?: DoComponentHealth[] } }>(`/apps/${part(app)}/health`);
    return answer?.app_health?.components ?? [];
  }

  async instanceSizes(): Promise<DoInstanceSize[]> {
    return (await this.#http.json<{ instance_sizes: DoInstanceSize[] }>('GET', '/apps/tiers/instance_sizes')).instance_sizes;
  }

  /** Lines as they were written, oldest first. DigitalOcean answers with addresses, elsewhere, that hold them; nothing confidential is sent there. */
  async logText(app: string, deployment: string, component: string, kind: LogKind): Promise<string> {
    const path = `/apps/${part(app)}/deployments/${part(deployment)}/components/${part(component)}/logs`;
    const query = { type: kind, follow: false, pod_connection_timeout: '10s' };
    const told = await this.#http.maybe<{ historic_urls?: string[]; live_url?: string }>(path, { query });
    const kept = told?.historic_urls ?? [];
    const live = told?.live_url?.startsWith('https://') || told?.live_url?.startsWith('http://127.0.0.1') ? [told.live_url] : [];
    const texts = await Promise.all((kept.length > 0 ? kept : live).map((url) => this.#fetched(url)));
    return texts.join('\n');
  }

  async #fetched(url: string): Promise<string> {
    const seen = await askWeb(url, { clock: this.#clock, network: this.#door.network, ...logs });
    return seen.state === 'answered' && seen.status === 200 ? seen.body : '';
  }
}

function part(text: string): string {
  return encodeURIComponent(text);
}
