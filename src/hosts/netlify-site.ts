/** A site at Netlify is what a service is elsewhere: found by its name in the team, connected from the first moment, and built by nobody until k77 says so. */
import { OperatorError } from '../core/errors.ts';
import type { Connected, HostApi, HostedService, Place, ServiceSettings } from '../core/host.ts';
import { freeWarning, netlify } from '../vendors/netlify.ts';
import type { NetlifyClient } from '../vendors/netlify-client.ts';
import type { NetlifyScope, NetlifySite } from '../vendors/netlify-types.ts';
import { fieldsOf, folderOf, keptOf, regionOf, settingsOf } from './netlify-build.ts';

/** Members of the team only, and only for previews: production is open. A field of every site that Netlify's own dashboard writes; its specification leaves it out. */
const protection = { sso_login: true, sso_login_context: 'non_production' } as const;

export const places: Pick<HostApi, 'place' | 'makePlace' | 'places'> = {
  places: async ({ client: of }) => [
    { project: '', environment: '', place: placeIn(await of(netlify).scope(), { project: '', environment: 'production' }) },
  ],
  // A team is there or it is not: k77 makes none. Names of sites are unique in the whole of Netlify, so that they carry those of project and environment.
  place: async ({ client: of }, wanted) => placeIn(await of(netlify).scope(), wanted),
  makePlace: async ({ client: of }, wanted) => placeIn(await of(netlify).scope(), wanted),
};

function placeIn({ id, slug }: NetlifyScope, { project, environment }: { project: string; environment: string }): Place {
  return { account: id, slug, project, environment };
}

/**
 * `kingdom77-dashboard`; another environment than production is told: `kingdom77-dashboard-staging`. Addresses of previews put the branch in front of it, in one label of
 * 63 characters: 37 leave room for that.
 */
export function siteName({ project = '', environment = 'production', exactly }: Place, service: string): string {
  if (exactly !== undefined) return exactly;
  const parts = [project, service, ...(environment === 'production' ? [] : [environment])];
  const name = parts
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return name.replaceAll(/^-+|-+$/g, '').slice(0, 37);
}

export async function siteOf(client: NetlifyClient, id: string): Promise<NetlifySite> {
  const found = await client.site(id);
  if (found) return found;
  throw new OperatorError({
    what: `Netlify has no site ${id} in this team any more`,
    fix: 'run k77 plan: it shows what is there, and k77 deploy makes what is missing',
  });
}

export const sites: Pick<HostApi, 'services' | 'service' | 'makeService' | 'configure' | 'connect' | 'previews' | 'protectPreviews'> = {
  async services({ client: of }) {
    const all = await of(netlify).sites();
    return all.map((one) => ({
      id: one.id,
      name: one.name,
      repository: connectionOf(one)?.repository,
      root: settingsOf(one).root,
      url: one.ssl_url ?? one.url,
    }));
  },

  async service({ client: of }, place, name) {
    const client = of(netlify);
    const listed = await client.siteNamed(siteName(place, name));
    return listed && hosted(listed, name, await client.scope());
  },

  /** Stopped from the first moment: neither the making nor a push builds anything before the variables are there. */
  async makeService({ client: of }, place, name, settings, connection) {
    const client = of(netlify);
    const wanted = siteName(place, name);
    const there = await client.siteNamed(wanted);
    if (there) return there.id;
    const repo = { ...(await repoOf(client, connection)), ...fieldsOf(settings), stop_builds: true };
    const made = await client.createSite({ name: wanted, repo, ...regionOf(settings), ...protection });
    await openToVisitors(client, made);
    return made.id;
  },

  async configure({ client: of }, _place, id, settings) {
    const client = of(netlify);
    const site = await siteOf(client, id);
    const has = settingsOf(site);
    const differs = (name: keyof ServiceSettings): boolean => settings[name] !== undefined && settings[name] !== has[name];
    // One says with the others how it is built.
    const built = differs('root') || differs('buildCommand') || differs('framework');
    const change = {
      ...(built ? { build_settings: fieldsOf({ ...has, root: folderOf(site), ...settings }) } : {}),
      ...(differs('region') ? regionOf(settings) : {}),
    };
    if (Object.keys(change).length > 0) await client.updateSite(id, change);
    await openToVisitors(client, site);
  },

  async connect({ client: of }, _place, id, to) {
    const client = of(netlify);
    const site = await siteOf(client, id);
    const has = connectionOf(site);
    if (has?.repository.toLowerCase() !== to.repository.toLowerCase())
      await client.updateSite(id, { repo: { ...keptOf(site), ...(await repoOf(client, to)), stop_builds: !to.autoDeploy } });
    else if (has.branch !== to.branch || has.autoDeploy !== to.autoDeploy)
      await client.updateSite(id, { build_settings: { repo_branch: to.branch, allowed_branches: [], stop_builds: !to.autoDeploy } });
  },

  async previews({ client: of }, _place, id) {
    const client = of(netlify);
    const [{ guards }, site] = [await client.scope(), await siteOf(client, id)];
    return guards !== undefined || site.sso_login === true ? 'protected' : 'open';
  },

  async protectPreviews({ client: of }, _place, id) {
    const client = of(netlify);
    if ((await siteOf(client, id)).sso_login === true) return;
    const now = await client.updateSite(id, protection);
    if (now.sso_login !== true) throw notGuarded(now);
  },
};

function hosted(site: NetlifySite, name: string, { plan, guards }: NetlifyScope): HostedService {
  const everything = `visitors of production have to log in at Netlify, because the team keeps all its sites behind its login (team → Settings → Access)`;
  const notes = [...(plan === 'Free' ? [freeWarning] : []), ...(guards === 'all' ? [everything] : [])];
  return {
    id: site.id,
    name,
    settings: settingsOf(site),
    repository: connectionOf(site),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** Every branch is built: others than production are previews, which cost no credits. */
async function repoOf(client: NetlifyClient, { repository, branch }: Connected): Promise<Record<string, unknown>> {
  return {
    provider: 'github',
    // The first is what Netlify's own client sends, the second what its dashboard does.
    repo_path: repository,
    repo: repository,
    repo_branch: branch,
    branch,
    allowed_branches: [],
    installation_id: await installationOf(client, repository),
  };
}

/** Of the app on GitHub: as it was answered, or as another site of the team has it whose repository is of the same owner. */
async function installationOf(client: NetlifyClient, repository: string): Promise<number> {
  if (client.installation !== undefined) return client.installation;
  const owner = repository.split('/')[0]?.toLowerCase();
  const known = (await client.sites()).find(
    ({ build_settings: build }) => build?.installation_id && build.repo_path?.split('/')[0]?.toLowerCase() === owner,
  );
  if (known?.build_settings?.installation_id) return known.build_settings.installation_id;
  throw new OperatorError({
    what: `Netlify’s API does not tell under which number its app is installed on GitHub for ${owner}`,
    fix: 'open https://github.com/settings/installations → Netlify → Configure (of an organization: its settings → GitHub Apps) and answer NETLIFY_INSTALLATION with the number at the end of that address',
    see: 'https://github.com/apps/netlify/installations/new',
  });
}

export function connectionOf({ build_settings: build }: NetlifySite): Connected | undefined {
  if (!build?.repo_path || build.provider !== 'github') return undefined;
  return { repository: build.repo_path, branch: build.repo_branch ?? 'main', autoDeploy: build.stop_builds !== true };
}

/** New teams keep every new site to themselves: then nobody could buy anything. Previews stay behind the login. */
async function openToVisitors(client: NetlifyClient, { id, sso_login: guarded, sso_login_context: context }: NetlifySite): Promise<void> {
  if (guarded === true && context !== 'non_production') await client.updateSite(id, protection);
}

function notGuarded({ name }: NetlifySite): OperatorError {
  return new OperatorError({
    what: `Netlify did not put the previews of ${name} behind the login of the team`,
    fix: 'choose it by hand: project → Project configuration → Access & security → Visitor access → Team login, for non-production deploys; or choose a password there (Pro)',
    see: 'https://docs.netlify.com/manage/security/secure-access-to-sites/',
  });
}
