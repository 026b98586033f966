/**
 * The calls of Netlify's REST API that k77 makes, typed after its specification. Logs and the renewal of a certificate are not in the saved one: the first is what
 * Netlify's own command line client reads, the second is named in the words of `POST /sites/{site_id}/ssl`.
 */
import type { OpenDoor } from '../core/vendor.ts';
import { analytics } from './netlify-http.ts';
import { NetlifyScoped } from './netlify-scope.ts';
import type {
  EnvContext,
  NetlifyBuild,
  NetlifyCertificate,
  NetlifyDeploy,
  NetlifyEnvVar,
  NetlifyFunctionLine,
  NetlifyLogLine,
  NetlifySite,
} from './netlify-types.ts';

type Json = Readonly<Record<string, unknown>>;

/** As Netlify's runtime for Next.js names it: https://github.com/opennextjs/opennextjs-netlify */
const serverFunction = '___netlify-server-handler';

export class NetlifyClient extends NetlifyScoped {
  /** Number of the installation of Netlify's app on GitHub, as the operator told it. */
  readonly installation: number | undefined;
  readonly #door: OpenDoor;

  constructor(door: OpenDoor, token: string, team: string | undefined, installation: string | undefined) {
    super(door, token, team);
    this.#door = door;
    this.installation = /^\d+$/.test(installation ?? '') ? Number(installation) : undefined;
  }

  /** One after the other within a walk, whoever asks: for what is read, and written anew from what was read. */
  async inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turns = await this.#door.share(
      'netlify turns',
      async () => ({ last: Promise.resolve() as Promise<unknown> }),
      async ({ last }) => last,
    );
    const mine = turns.last.then(run);
    turns.last = mine.catch(() => undefined);
    return mine;
  }

  async site(id: string): Promise<NetlifySite | undefined> {
    return this.http.maybe<NetlifySite>(`/sites/${part(id)}`);
  }

  /** Of the team, by its exact name. The list of the team has all that is needed, and holds no site of somebody else. */
  async siteNamed(name: string): Promise<NetlifySite | undefined> {
    const { slug } = await this.scope();
    return (await this.http.all<NetlifySite>(`/${part(slug)}/sites`, { name })).find((one) => one.name === name);
  }

  async sites(): Promise<NetlifySite[]> {
    const { slug } = await this.scope();
    return this.http.all<NetlifySite>(`/${part(slug)}/sites`);
  }

  async createSite(wanted: Json & { name: string }): Promise<NetlifySite> {
    const { slug } = await this.scope();
    return this.http.json<NetlifySite>('POST', `/${part(slug)}/sites`, { body: wanted });
  }

  async updateSite(id: string, change: Json): Promise<NetlifySite> {
    return this.http.json<NetlifySite>('PATCH', `/sites/${part(id)}`, { body: change });
  }

  /** Visitors get an error page until it is enabled. */
  async disableSite(id: string, reason: string): Promise<void> {
    await this.http.json('PUT', `/sites/${part(id)}/disable`, { query: { reason } });
  }

  async enableSite(id: string): Promise<void> {
    await this.http.json('PUT', `/sites/${part(id)}/enable`);
  }

  /** Variables of the site, without those that the team shares. Values of secrets are left out by Netlify. */
  async variables(site: string): Promise<NetlifyEnvVar[]> {
    const { id } = await this.scope();
    return this.http.json<NetlifyEnvVar[]>('GET', `/accounts/${part(id)}/env`, { query: { site_id: site } });
  }

  /** One batch; refused as a whole where one of them is there already. */
  async createVariables(site: string, variables: readonly Json[]): Promise<void> {
    const { id } = await this.scope();
    await this.http.json('POST', `/accounts/${part(id)}/env`, { query: { site_id: site }, body: variables });
  }

  /** With all its values: others are gone afterwards. */
  async replaceVariable(site: string, key: string, variable: Json): Promise<void> {
    const { id } = await this.scope();
    await this.http.json('PUT', `/accounts/${part(id)}/env/${part(key)}`, { query: { site_id: site }, body: variable });
  }

  /** One value of it; the others stay. */
  async setValue(site: string, key: string, context: EnvContext, value: string): Promise<void> {
    const { id } = await this.scope();
    await this.http.json('PATCH', `/accounts/${part(id)}/env/${part(key)}`, { query: { site_id: site }, body: { context, value } });
  }

  async removeVariable(site: string, key: string): Promise<void> {
    const { id } = await this.scope();
    await this.http.json('DELETE', `/accounts/${part(id)}/env/${part(key)}`, { query: { site_id: site } });
  }

  async removeValue(site: string, key: string, value: string): Promise<void> {
    const { id } = await this.scope();
    await this.http.json('DELETE', `/accounts/${part(id)}/env/${part(key)}/value/${part(value)}`, { query: { site_id: site } });
  }

  /** Newest first; the last hundred. */
  async deploys(site: string): Promise<NetlifyDeploy[]> {
    return this.http.json<NetlifyDeploy[]>('GET', `/sites/${part(site)}/deploys`, { query: { per_page: 100 } });
  }

  async deploy(id: string): Promise<NetlifyDeploy | undefined> {
    return this.http.maybe<NetlifyDeploy>(`/deploys/${part(id)}`);
  }

  /** Builds what the branch points to; a commit cannot be named. The production branch goes to production. */
  async build(site: string, branch: string, title: string): Promise<NetlifyBuild> {
    return this.http.json<NetlifyBuild>('POST', `/sites/${part(site)}/builds`, { query: { branch, title } });
  }

  async cancel(deploy: string): Promise<void> {
    await this.http.json('POST', `/deploys/${part(deploy)}/cancel`);
  }

  /** New deploys are published again as they come. */
  async unlock(deploy: string): Promise<void> {
    await this.http.json('POST', `/deploys/${part(deploy)}/unlock`);
  }

  /** It is published; nothing is built. */
  async restore(site: string, deploy: string): Promise<void> {
    await this.http.json('POST', `/sites/${part(site)}/deploys/${part(deploy)}/restore`);
  }

  /** Oldest first. */
  async log(deploy: string): Promise<NetlifyLogLine[]> {
    const said = await this.http.maybe<unknown>(`/deploys/${part(deploy)}/log`, { grows: true });
    return Array.isArray(said) ? (said as NetlifyLogLine[]) : [];
  }

  /** What the function that plays the Next.js server said. @param from milliseconds since 1970 */
  async functionLog(site: string, deploy: string, from: number, to: number): Promise<NetlifyFunctionLine[]> {
    const path = `https://${analytics}/v2/sites/${part(site)}/function_logs/${serverFunction}`;
    const found: NetlifyFunctionLine[] = [];
    for (let cursor: string | undefined; ; ) {
      const query = { from, to, deploy_id: deploy, cursor };
      const page = await this.http.maybe<{ logs?: NetlifyFunctionLine[]; pagination?: { next?: string } }>(path, { query, grows: true });
      found.push(...(page?.logs ?? []));
      cursor = page?.pagination?.next;
      if (cursor === undefined) return found;
    }
  }

  async certificate(site: string): Promise<NetlifyCertificate | undefined> {
    return this.http.maybe<NetlifyCertificate>(`/sites/${part(site)}/ssl`);
  }

  /** Orders one of Let's Encrypt, or a new one for names that came later. */
  async certify(site: string, renew: boolean): Promise<void> {
    await this.http.json('POST', `/sites/${part(site)}/ssl${renew ? '/renew' : ''}`);
  }
}

function part(text: string): string {
  return encodeURIComponent(text);
}
