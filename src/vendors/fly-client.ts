/**
 * The calls that k77 makes at Fly.io, typed after its OpenAPI document. https://docs.machines.dev
 * Unverified, because that document does not have them: the registry (https://distribution.github.io/distribution/spec/api/, with the login of `fly auth docker`),
 * the log (as Fly's own command line asks for it) and the numbers (https://fly.io/docs/monitoring/metrics/).
 */
import type { Door } from '../core/vendor.ts';
import { absent, FlyHttp, FlyRefusal, parsed, registry } from './fly-http.ts';
import type {
  FlyApp,
  FlyCertificate,
  FlyConfig,
  FlyIp,
  FlyLine,
  FlyMachine,
  FlySecretName,
  FlyToken,
  FlyVersion,
  FlyVolume,
} from './fly-types.ts';

const manifests = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
/** Pages of the log that are read at most. */
const mostPages = 20;

export class FlyClient {
  readonly #http: FlyHttp;

  constructor(door: Door, token: string) {
    this.#http = new FlyHttp(door, token);
  }

  async tokens(): Promise<FlyToken[]> {
    return (await this.#http.json<{ tokens?: FlyToken[] }>('GET', '/tokens/current')).tokens ?? [];
  }

  async apps(organization: string): Promise<FlyApp[]> {
    return (await this.#http.json<{ apps?: FlyApp[] }>('GET', `/apps?org_slug=${part(organization)}`)).apps ?? [];
  }

  /** Undefined also where it is somebody else's: Fly does not tell these apart by a list. */
  app(name: string): Promise<FlyApp | undefined> {
    return this.#http.maybe(`/apps/${part(name)}`);
  }

  async createApp(name: string, organization: string): Promise<void> {
    await this.#http.json('POST', '/apps', { name, org_slug: organization });
  }

  async secrets(app: string): Promise<FlySecretName[]> {
    return (await this.#http.json<{ secrets?: FlySecretName[] }>('GET', `/apps/${part(app)}/secrets`)).secrets ?? [];
  }

  /** Machines get them when they boot. */
  async setSecrets(app: string, values: Readonly<Record<string, string>>): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/secrets`, { values });
  }

  async deleteSecret(app: string, name: string): Promise<void> {
    await this.#http.json('DELETE', `/apps/${part(app)}/secrets/${part(name)}`);
  }

  machines(app: string): Promise<FlyMachine[]> {
    return this.#http.json('GET', `/apps/${part(app)}/machines`);
  }

  machine(app: string, id: string): Promise<FlyMachine | undefined> {
    return this.#http.maybe(machinePath(app, id));
  }

  /** @param launch false: it is there and does not run */
  createMachine(app: string, machine: { name: string; region: string; config: FlyConfig; launch: boolean }): Promise<FlyMachine> {
    const { name, region, config, launch } = machine;
    return this.#http.json('POST', `/apps/${part(app)}/machines`, { name, region, config, ...(launch ? {} : { skip_launch: true }) });
  }

  /** In place: what ran ends, then it begins anew. @param launch false: it stays as it is and does not run */
  updateMachine(app: string, id: string, config: FlyConfig, launch: boolean): Promise<FlyMachine> {
    return this.#http.json('POST', machinePath(app, id), { config, ...(launch ? {} : { skip_launch: true }) });
  }

  /** Without a restart. What is not named stays. */
  async setMetadata(app: string, id: string, metadata: Readonly<Record<string, string>>): Promise<void> {
    await this.#http.json('PATCH', `${machinePath(app, id)}/metadata`, { metadata });
  }

  /** Newest first. */
  versions(app: string, id: string): Promise<FlyVersion[]> {
    return this.#http.json('GET', `${machinePath(app, id)}/versions`);
  }

  async start(app: string, id: string): Promise<void> {
    await this.#http.json('POST', `${machinePath(app, id)}/start`);
  }

  async stop(app: string, id: string): Promise<void> {
    await this.#http.json('POST', `${machinePath(app, id)}/stop`, {});
  }

  async restart(app: string, id: string): Promise<void> {
    await this.#http.json('POST', `${machinePath(app, id)}/restart`);
  }

  /** A disk of it stays. */
  async destroyMachine(app: string, id: string): Promise<void> {
    await this.#http.json('DELETE', `${machinePath(app, id)}?force=true`);
  }

  volumes(app: string): Promise<FlyVolume[]> {
    return this.#http.json('GET', `/apps/${part(app)}/volumes`);
  }

  createVolume(app: string, volume: { name: string; region: string; size_gb: number }): Promise<FlyVolume> {
    return this.#http.json('POST', `/apps/${part(app)}/volumes`, volume);
  }

  async addresses(app: string): Promise<FlyIp[]> {
    return (await this.#http.json<{ ips?: FlyIp[] }>('GET', `/apps/${part(app)}/ip_assignments`)).ips ?? [];
  }

  /** `shared_v4` and `v6` cost nothing. The words are those of Fly's own client: the description does not list them. */
  async addAddress(app: string, type: 'shared_v4' | 'v6'): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/ip_assignments`, { type });
  }

  certificate(app: string, hostname: string): Promise<FlyCertificate | undefined> {
    return this.#http.maybe(`/apps/${part(app)}/certificates/${part(hostname)}`);
  }

  async addCertificate(app: string, hostname: string): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/certificates/acme`, { hostname });
  }

  async checkCertificate(app: string, hostname: string): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/certificates/${part(hostname)}/check`);
  }

  async removeCertificate(app: string, hostname: string): Promise<void> {
    await this.#http.json('DELETE', `/apps/${part(app)}/certificates/${part(hostname)}`);
  }

  /** Digest of the image with this tag; undefined: there is none. */
  async image(app: string, tag: string): Promise<string | undefined> {
    const url = `https://${registry}/v2/${part(app)}/manifests/${part(tag)}`;
    const response = await this.#http.send({ method: 'HEAD', url, accept: manifests, as: 'login' }).catch(absent);
    return response && (response.headers.get('docker-content-digest') ?? 'known');
  }

  /** Tags of all images; empty where there is no image yet. */
  async tags(app: string): Promise<string[]> {
    const response = await this.#http.send({ url: `https://${registry}/v2/${part(app)}/tags/list`, as: 'login' }).catch(absent);
    const found = response && (parsed(await response.text()) as { tags?: string[] | null } | undefined);
    return found?.tags ?? [];
  }

  /** What is kept of the log, oldest first; empty where the token may not read it. */
  async logs(app: string, instance?: string): Promise<FlyLine[]> {
    const found: FlyLine[] = [];
    let token = '';
    for (let page = 0; page < mostPages; page++) {
      const query = new URLSearchParams({ next_token: token, ...(instance === undefined ? {} : { instance }) });
      const url = `https://api.fly.io/api/v1/apps/${part(app)}/logs?${query}`;
      const response = await this.#http.send({ url, cache: 'no-store' }).catch(unreadable);
      const told = response && (parsed(await response.text()) as Page | undefined);
      found.push(...(told?.data ?? []).map(({ attributes: { meta, ...line } }) => ({ ...meta, ...line })));
      const next = told?.meta?.next_token ?? '';
      if ((told?.data ?? []).length === 0 || next === '' || next === token) break;
      token = next;
    }
    return found;
  }

  /** One number now, in Prometheus's words; undefined where nothing is measured. */
  async measured(organization: string, query: string): Promise<number | undefined> {
    const url = `https://api.fly.io/prometheus/${part(organization)}/api/v1/query?${new URLSearchParams({ query })}`;
    const response = await this.#http.send({ url, cache: 'no-store' }).catch(unreadable);
    const told = response && (parsed(await response.text()) as Measured | undefined);
    const number = Number(told?.data?.result?.[0]?.value?.[1]);
    return Number.isFinite(number) ? number : undefined;
  }
}

interface Page {
  data?: { attributes: FlyLine & { meta?: { instance?: string; region?: string } } }[];
  meta?: { next_token?: string };
}
interface Measured {
  data?: { result?: { value?: readonly [number, string] }[] };
}

/** A token for deployments need not read them. */
function unreadable(error: unknown): undefined {
  if (error instanceof FlyRefusal && [401, 403, 404].includes(error.status)) return undefined;
  throw error;
}

function machinePath(app: string, id: string): string {
  return `/apps/${part(app)}/machines/${part(id)}`;
}

function part(text: string): string {
  return encodeURIComponent(text);
}
