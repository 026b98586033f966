/** Where things are at Railway: workspace, project, environment, found by their names. */
import { OperatorError } from '../core/errors.ts';
import type { FoundPlace, HostContext, Place } from '../core/host.ts';
import { railway } from '../vendors/railway.ts';
import type { RailwayClient, RailwaySpot } from '../vendors/railway-client.ts';
import type { RailwayInstance, RailwayProject, RailwayWorkspace } from '../vendors/railway-types.ts';

export function spotOf(place: Place, service: string): RailwaySpot {
  return { project: place.project ?? '', environment: place.environment ?? '', service };
}

export async function instanceOf(client: RailwayClient, spot: RailwaySpot): Promise<RailwayInstance> {
  const found = (await client.instances(spot.project, spot.environment)).find(({ service }) => service === spot.service);
  if (found) return found;
  throw new OperatorError({
    what: `Railway has no service ${spot.service} in this environment any more`,
    fix: 'run k77 plan: it shows what is there, and k77 deploy makes what is missing',
  });
}

export async function planOf(client: RailwayClient, place: Place): Promise<RailwayWorkspace> {
  const all = await client.workspaces();
  const found = all.find(({ id }) => id === place.workspace);
  if (found) return found;
  throw new OperatorError({
    what: 'the Railway token does not open the workspace of the project',
    fix: `make a token of that workspace at ${railway.token.page}`,
    see: railway.token.page,
  });
}

interface Found {
  workspace: RailwayWorkspace;
  project: { id: string; environments: readonly { id: string; name: string }[] };
}

async function projectsOf(client: RailwayClient): Promise<readonly (Found & { project: RailwayProject })[]> {
  const workspaces = await client.workspaces();
  const lists = await Promise.all(
    workspaces.map(async (workspace) => (await client.projects(workspace.id)).map((project) => ({ workspace, project }))),
  );
  return lists.flat();
}

export async function places({ client: of }: HostContext): Promise<readonly FoundPlace[]> {
  const all = await projectsOf(of(railway));
  return all.flatMap(({ workspace, project }) =>
    project.environments.map(({ id, name }) => ({
      project: project.name,
      environment: name,
      place: { workspace: workspace.id, project: project.id, environment: id },
    })),
  );
}

/** By name, in every workspace that the token opens. */
async function projectNamed(client: RailwayClient, name: string): Promise<Found | undefined> {
  const found = (await projectsOf(client)).filter(({ project }) => project.name === name);
  if (found.length < 2) return found[0];
  throw new OperatorError({
    what: `Railway has ${found.length} projects called ${name}`,
    fix: 'rename all but one of them (project → Settings → General), so that k77 knows which one is meant',
    see: 'https://railway.com/dashboard',
  });
}

function onlyOne(workspaces: readonly RailwayWorkspace[]): RailwayWorkspace {
  const [first, second] = workspaces;
  if (first && !second) return first;
  throw new OperatorError({
    what: first
      ? `the Railway token opens ${workspaces.length} workspaces: ${workspaces.map(({ name }) => name).join(', ')}`
      : 'the Railway token opens no workspace',
    fix: `make a token for the one that shall pay for the project, at ${railway.token.page}`,
    see: railway.token.page,
  });
}

export async function makePlace({ client: of }: HostContext, wanted: { project: string; environment: string }): Promise<Place> {
  const client = of(railway);
  const there = await projectNamed(client, wanted.project);
  const workspace = there?.workspace ?? onlyOne(await client.workspaces());
  const project = there?.project ?? (await client.createProject(workspace.id, wanted.project, wanted.environment));
  const known = project.environments.find(({ name }) => name === wanted.environment);
  const environment = known?.id ?? (await client.createEnvironment(project.id, wanted.environment));
  return { workspace: workspace.id, project: project.id, environment };
}

/** Undefined: no project or no environment of that name. */
export async function place({ client: of }: HostContext, wanted: { project: string; environment: string }): Promise<Place | undefined> {
  const found = await projectNamed(of(railway), wanted.project);
  const environment = found?.project.environments.find(({ name }) => name === wanted.environment);
  return found && environment && { workspace: found.workspace.id, project: found.project.id, environment: environment.id };
}

/** Where a person sees a service, its logs and its variables. */
export function servicePage({ project = '', environment = '' }: Place, service: string): string {
  return `https://railway.com/project/${project}/service/${service}?environmentId=${environment}`;
}
