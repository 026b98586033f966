/** The calls of Heroku's Platform API that k77 makes, typed after its JSON schema. https://devcenter.heroku.com/articles/platform-api-reference */
import type { Door } from '../core/vendor.ts';
import { type Archive, archiveAddress } from './heroku-archive.ts';
import { HerokuHttp } from './heroku-http.ts';
import type {
  HerokuAccount,
  HerokuApp,
  HerokuBuild,
  HerokuDomain,
  HerokuDrain,
  HerokuDyno,
  HerokuFeature,
  HerokuFormation,
  HerokuRelease,
  HerokuSlug,
  NewHerokuApp,
} from './heroku-types.ts';

/** Releases that are looked at: the last so many. */
const releasesSeen = 200;
/** Most lines that a log session gives: https://devcenter.heroku.com/articles/logging#log-history-limits */
const mostLines = 1500;

export class HerokuClient {
  readonly #http: HerokuHttp;
  readonly #door: Door;
  readonly #github: string | undefined;

  /** @param github a token of GitHub that reads the repository; undefined: it is public */
  constructor(door: Door, token: string, github?: string | undefined) {
    this.#http = new HerokuHttp(door, token);
    this.#door = door;
    this.#github = github;
  }

  account(): Promise<HerokuAccount> {
    return this.#http.json('GET', '/account');
  }

  /** All that the token's person owns or works with, in teams too. */
  apps(): Promise<HerokuApp[]> {
    return this.#http.all('/apps');
  }

  app(name: string): Promise<HerokuApp | undefined> {
    return this.#http.maybe(`/apps/${part(name)}`);
  }

  createApp({ team, ...rest }: NewHerokuApp): Promise<HerokuApp> {
    return team === undefined ? this.#http.json('POST', '/apps', rest) : this.#http.json('POST', '/teams/apps', { ...rest, team });
  }

  async setBuildpacks(app: string, buildpacks: readonly string[]): Promise<void> {
    const updates = buildpacks.map((buildpack) => ({ buildpack }));
    await this.#http.json('PUT', `/apps/${part(app)}/buildpack-installations`, { updates });
  }

  async buildpacks(app: string): Promise<string[]> {
    const found = await this.#http.json<{ ordinal: number; buildpack: { name: string } }[]>(
      'GET',
      `/apps/${part(app)}/buildpack-installations`,
    );
    return found.sort((a, b) => a.ordinal - b.ordinal).map(({ buildpack }) => buildpack.name);
  }

  /** Undefined: Heroku has none of that name. */
  feature(app: string, name: string): Promise<HerokuFeature | undefined> {
    return this.#http.maybe(`/apps/${part(app)}/features/${part(name)}`);
  }

  /** Makes no release: it counts from the next one on. */
  async switchFeature(app: string, name: string, enabled: boolean): Promise<void> {
    await this.#http.json('PATCH', `/apps/${part(app)}/features/${part(name)}`, { enabled });
  }

  variables(app: string): Promise<Record<string, string>> {
    return this.#http.json('GET', `/apps/${part(app)}/config-vars`);
  }

  /** What is not named stays; null removes. Makes a release, which restarts whatever runs. */
  async changeVariables(app: string, change: Readonly<Record<string, string | null>>): Promise<void> {
    await this.#http.json('PATCH', `/apps/${part(app)}/config-vars`, change);
  }

  /** Newest first. */
  async builds(app: string): Promise<HerokuBuild[]> {
    const found = await this.#http.all<HerokuBuild>(`/apps/${part(app)}/builds`);
    return found.sort((a, b) => b.created_at.localeCompare(a.created_at));
  }

  build(app: string, id: string): Promise<HerokuBuild | undefined> {
    return this.#http.maybe(`/apps/${part(app)}/builds/${part(id)}`);
  }

  archive(of: Archive): Promise<string> {
    return archiveAddress(this.#door, this.#github, of);
  }

  /** Fetches the code, builds it, and releases it when that went well. @param description shown in the dashboard */
  createBuild(app: string, source: { url: string; version: string; description: string }): Promise<HerokuBuild> {
    const { url, version, description } = source;
    return this.#http.json('POST', `/apps/${part(app)}/builds`, { source_blob: { url, version, version_description: description } });
  }

  /** Newest first. */
  releases(app: string): Promise<HerokuRelease[]> {
    return this.#http.newest(`/apps/${part(app)}/releases`, 'version', releasesSeen);
  }

  release(app: string, id: string): Promise<HerokuRelease | undefined> {
    return this.#http.maybe(`/apps/${part(app)}/releases/${part(id)}`);
  }

  slug(app: string, id: string): Promise<HerokuSlug | undefined> {
    return this.#http.maybe(`/apps/${part(app)}/slugs/${part(id)}`);
  }

  /** What was built already, released again with the variables of now. */
  releaseSlug(app: string, slug: string, description: string): Promise<HerokuRelease> {
    return this.#http.json('POST', `/apps/${part(app)}/releases`, { slug, description });
  }

  /** Code and variables of then. */
  rollBack(app: string, release: string): Promise<HerokuRelease> {
    return this.#http.json('POST', `/apps/${part(app)}/releases`, { release });
  }

  /** Empty before the first release of code. */
  formation(app: string): Promise<HerokuFormation[]> {
    return this.#http.all(`/apps/${part(app)}/formation`);
  }

  async changeFormation(app: string, type: string, change: { quantity?: number; size?: string }): Promise<void> {
    const { quantity, size } = change;
    await this.#http.json('PATCH', `/apps/${part(app)}/formation/${part(type)}`, {
      ...(quantity === undefined ? {} : { quantity }),
      ...(size === undefined ? {} : { dyno_size: { name: size } }),
    });
  }

  dynos(app: string): Promise<HerokuDyno[]> {
    return this.#http.all(`/apps/${part(app)}/dynos`);
  }

  /** All of them, at once. */
  async restart(app: string): Promise<void> {
    await this.#http.json('DELETE', `/apps/${part(app)}/dynos`);
  }

  domain(app: string, name: string): Promise<HerokuDomain | undefined> {
    return this.#http.maybe(`/apps/${part(app)}/domains/${part(name)}`);
  }

  /** Without a certificate of one's own: Heroku orders one where ACM is on. */
  async addDomain(app: string, hostname: string): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/domains`, { hostname, sni_endpoint: null });
  }

  async removeDomain(app: string, name: string): Promise<void> {
    await this.#http.json('DELETE', `/apps/${part(app)}/domains/${part(name)}`);
  }

  async orderCertificates(app: string): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/acm`);
  }

  /** Looks at the records of all domains again. */
  async refreshCertificates(app: string): Promise<void> {
    await this.#http.json('PATCH', `/apps/${part(app)}/acm`);
  }

  /** Where its log is sent. */
  drains(app: string): Promise<HerokuDrain[]> {
    return this.#http.all(`/apps/${part(app)}/log-drains`);
  }

  async addDrain(app: string, url: string): Promise<void> {
    await this.#http.json('POST', `/apps/${part(app)}/log-drains`, { url });
  }

  async removeDrain(app: string, id: string): Promise<void> {
    await this.#http.json('DELETE', `/apps/${part(app)}/log-drains/${part(id)}`);
  }

  /** What an answer points to: the output of a build or of a release command. */
  output(address: string): Promise<string> {
    return this.#http.text(address);
  }

  /** The newest lines of code and platform, oldest first. */
  async logs(app: string, lines: number): Promise<string> {
    const session = await this.#http.anew<{ logplex_url: string }>('POST', `/apps/${part(app)}/log-sessions`, {
      lines: Math.min(lines, mostLines),
      tail: false,
    });
    return this.#http.text(session.logplex_url);
  }
}

function part(text: string): string {
  return encodeURIComponent(text);
}
