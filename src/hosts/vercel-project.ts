/** A project at Vercel is what a service is elsewhere: found by its name, set up for Next.js below a folder of the repository. */
import { OperatorError } from '../core/errors.ts';
import type { Connected, HostApi, HostedService, Place, ServiceSettings } from '../core/host.ts';
import { hobbyWarning, vercel } from '../vendors/vercel.ts';
import type { VercelClient } from '../vendors/vercel-client.ts';
import type { VercelProject, VercelScope } from '../vendors/vercel-types.ts';

/** https://vercel.com/docs/functions/configuring-functions/region */
export const vercelRegions = { 'us-east': 'iad1', 'us-west': 'sfo1', europe: 'fra1', asia: 'sin1' } as const;

/**
 * A push to production is passed over, previews are built: Vercel skips a build where this command succeeds.
 * https://vercel.com/docs/project-configuration/project-settings#ignored-build-step
 */
export const skipsProduction = '[ "$VERCEL_ENV" = production ]';
/** The same command for a deployment that k77 itself orders: it fails, so that the build goes on. */
export const skipsNothing = 'exit 1';

/** Everybody but members of the team is kept out of previews; the production domain is open. */
const protection = { deploymentType: 'prod_deployment_urls_and_all_previews' };

export const places: Pick<HostApi, 'place' | 'makePlace' | 'places'> = {
  places: async ({ client: of }) => [
    { project: '', environment: '', place: placeIn(await of(vercel).scope(), { project: '', environment: 'production' }) },
  ],
  // A team is there or it is not: k77 makes none. Names of projects are unique in it, so that they carry those of project and environment.
  place: async ({ client: of }, wanted) => placeIn(await of(vercel).scope(), wanted),
  makePlace: async ({ client: of }, wanted) => placeIn(await of(vercel).scope(), wanted),
};

function placeIn({ id, slug }: VercelScope, { project, environment }: { project: string; environment: string }): Place {
  return { account: id, slug, project, environment };
}

/** `kingdom77-dashboard`; another environment than production is told: `kingdom77-dashboard-staging`. */
export function projectName({ project = '', environment = 'production', exactly }: Place, service: string): string {
  if (exactly !== undefined) return exactly;
  const parts = [project, service, ...(environment === 'production' ? [] : [environment])];
  const name = parts
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/-{2,}/g, '-');
  return name.replaceAll(/^-+|-+$/g, '').slice(0, 100);
}

export async function projectOf(client: VercelClient, id: string): Promise<VercelProject> {
  const found = await client.project(id);
  if (found) return found;
  throw new OperatorError({
    what: `Vercel has no project ${id} in this team any more`,
    fix: 'run k77 plan: it shows what is there, and k77 deploy makes what is missing',
  });
}

export const projects: Pick<HostApi, 'services' | 'service' | 'makeService' | 'configure' | 'connect' | 'previews' | 'protectPreviews'> = {
  async services({ client: of }) {
    const all = await of(vercel).projects();
    return all.map((one) => ({ id: one.id, name: one.name, repository: connectionOf(one)?.repository, root: one.rootDirectory ?? '' }));
  },

  async service({ client: of }, place, name) {
    const client = of(vercel);
    const found = await client.project(projectName(place, name));
    return found && hosted(found, name, await client.scope());
  },

  async makeService({ client: of }, place, name, settings) {
    const client = of(vercel);
    const wanted = projectName(place, name);
    const there = await client.project(wanted);
    if (there) return there.id;
    return (await client.createProject({ name: wanted, ...fieldsOf(settings), ssoProtection: protection })).id;
  },

  async configure({ client: of }, _place, id, settings) {
    const client = of(vercel);
    const project = await projectOf(client, id);
    const has = settingsOf(project);
    const differing = Object.entries(settings).filter(([name, value]) => name in has && has[name as keyof ServiceSettings] !== value);
    const change = {
      ...fieldsOf(Object.fromEntries(differing)),
      // Packages that the dashboard is built from stand beside its folder.
      ...(project.sourceFilesOutsideRootDirectory === false ? { sourceFilesOutsideRootDirectory: true } : {}),
    };
    if (Object.keys(change).length > 0) await client.updateProject(id, change);
  },

  async connect({ client: of }, _place, id, to) {
    const client = of(vercel);
    const has = connectionOf(await projectOf(client, id));
    if (has && has.repository !== to.repository) await client.unlink(id);
    if (has?.repository !== to.repository) await client.link(id, to.repository);
    const project = await projectOf(client, id);
    if (project.link?.productionBranch !== to.branch) await client.productionBranch(id, to.branch);
    if (deploysPushes(project) === to.autoDeploy) return;
    if (project.gitProviderOptions?.createDeployments === 'disabled') throw pushesAreOff(project);
    await client.updateProject(id, { commandForIgnoringBuildStep: to.autoDeploy ? null : skipsProduction });
  },

  previews: async ({ client: of }, _place, id) => ((await projectOf(of(vercel), id)).ssoProtection ? 'protected' : 'open'),

  async protectPreviews({ client: of }, _place, id) {
    const client = of(vercel);
    if (!(await projectOf(client, id)).ssoProtection) await client.updateProject(id, { ssoProtection: protection });
  },
};

function hosted(project: VercelProject, name: string, { plan }: VercelScope): HostedService {
  const outside =
    'the build sees nothing but its root directory: packages beside it are missing (project → Settings → Build and Deployment)';
  const notes = [...(plan === 'hobby' ? [hobbyWarning] : []), ...(project.sourceFilesOutsideRootDirectory === false ? [outside] : [])];
  return {
    id: project.id,
    name,
    settings: settingsOf(project),
    repository: connectionOf(project),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

function settingsOf({ rootDirectory, buildCommand, framework, resourceConfig }: VercelProject): Partial<ServiceSettings> {
  return {
    root: rootDirectory ?? '',
    buildCommand: buildCommand ?? null,
    framework: framework === 'nextjs' ? 'nextjs' : 'node',
    region: resourceConfig?.functionDefaultRegions?.join(', ') ?? vercelRegions['us-east'],
  };
}

/** In the words of `POST /v11/projects` and `PATCH /v9/projects/{id}`. */
function fieldsOf({ root, buildCommand, framework, region }: Partial<ServiceSettings>): Record<string, unknown> {
  return {
    ...(framework === undefined ? {} : { framework: framework === 'nextjs' ? 'nextjs' : null }),
    ...(root === undefined ? {} : { rootDirectory: root || null }),
    ...(buildCommand === undefined ? {} : { buildCommand }),
    ...(region === undefined ? {} : { resourceConfig: { functionDefaultRegions: [region] } }),
  };
}

export function connectionOf(project: VercelProject): Connected | undefined {
  const { link } = project;
  if (link?.type !== 'github') return undefined;
  return { repository: `${link.org}/${link.repo}`, branch: link.productionBranch ?? 'main', autoDeploy: deploysPushes(project) };
}

/** Whether a push to the production branch deploys. Other commands than ours are the operator's: what they let through nobody knows. */
export function deploysPushes({ gitProviderOptions, commandForIgnoringBuildStep: command }: VercelProject): boolean {
  return gitProviderOptions?.createDeployments !== 'disabled' && command !== skipsProduction && command !== 'exit 0';
}

function pushesAreOff({ name }: VercelProject): OperatorError {
  return new OperatorError({
    what: `Vercel deploys no push of ${name}: somebody has switched that off, and its API cannot switch it on`,
    fix: 'switch it on in the dashboard (project → Settings → Git), or answer autoDeploy with no',
    see: 'https://vercel.com/docs/project-configuration/git-settings',
  });
}
