/** Where things are at Render: workspace, project, environment, found by their names; and how services are called there. */
import { OperatorError } from '../core/errors.ts';
import type { FoundPlace, HostContext, Place } from '../core/host.ts';
import { render } from '../vendors/render.ts';
import type { RenderClient } from '../vendors/render-client.ts';
import type { RenderOwner, RenderProject, RenderService } from '../vendors/render-types.ts';

interface Wanted {
  project: string;
  environment: string;
}

/** Undefined: no project or no environment of that name. */
export async function place({ client: of }: HostContext, wanted: Wanted): Promise<Place | undefined> {
  const client = of(render);
  const project = await projectNamed(client, wanted.project);
  if (!project) return undefined;
  const environment = await environmentNamed(client, project.id, wanted.environment);
  return environment === undefined ? undefined : placeOf(project, environment, wanted);
}

/** And for every workspace what is in no project of it: the place without a name. */
export async function places({ client: of }: HostContext): Promise<readonly FoundPlace[]> {
  const client = of(render);
  const [owners, projects] = await Promise.all([client.owners(), client.projects()]);
  const lists = await Promise.all(
    projects.map(async (project) =>
      (await client.environments(project.id)).map(({ id, name }) => {
        // Its own name for the usual one is Production.
        const environment = name.toLowerCase() === 'production' ? 'production' : name;
        return { project: project.name, environment, place: placeOf(project, id, { project: project.name, environment }) };
      }),
    ),
  );
  return [...lists.flat(), ...owners.map(({ id }) => ({ project: '', environment: '', place: { owner: id } }))];
}

export async function makePlace({ client: of }: HostContext, wanted: Wanted): Promise<Place> {
  const client = of(render);
  const there = await projectNamed(client, wanted.project);
  const project =
    there ?? (await client.createProject(onlyOne(await client.owners(), wanted.project).id, wanted.project, wanted.environment));
  const environment =
    (await environmentNamed(client, project.id, wanted.environment)) ?? (await client.createEnvironment(project.id, wanted.environment)).id;
  return placeOf(project, environment, wanted);
}

function placeOf(project: RenderProject, environment: string, wanted: Wanted): Place {
  return { owner: project.owner.id, project: project.id, environment, name: projectText(wanted) };
}

/** Names of services are unique in a workspace, so that they carry those of project and environment. */
function projectText({ project, environment }: Wanted): string {
  return environment === 'production' ? project : `${project}-${environment}`;
}

/** `kingdom77-bot`: letters, digits and dashes, as in the name that visitors of a web service see. */
export function serviceName({ name = '', exactly }: Place, service: string): string {
  if (exactly !== undefined) return exactly;
  const text = `${name}-${service}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return text.replaceAll(/^-+|-+$/g, '').slice(0, 60);
}

async function projectNamed(client: RenderClient, name: string): Promise<RenderProject | undefined> {
  const found = (await client.projects(name)).filter((one) => one.name === name);
  if (found.length < 2) return found[0];
  throw new OperatorError({
    what: `Render has ${found.length} projects called ${name}, in ${found.map(({ owner }) => owner.name).join(' and ')}`,
    fix: 'rename all but one of them (project → Settings), so that k77 knows which one is meant',
    see: 'https://dashboard.render.com',
  });
}

async function environmentNamed(client: RenderClient, project: string, name: string): Promise<string | undefined> {
  const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
  return (await client.environments(project)).find((one) => same(one.name))?.id;
}

function onlyOne(owners: readonly RenderOwner[], project: string): RenderOwner {
  const [first, second] = owners;
  if (first && !second) return first;
  throw new OperatorError({
    what: first
      ? `the Render key opens ${owners.length} workspaces: ${owners.map(({ name }) => name).join(', ')}`
      : 'the Render key opens no workspace',
    fix: first
      ? `make a project called ${project} by hand in the workspace that shall pay (New → Project); k77 finds it there by its name`
      : `make a key as somebody who belongs to a workspace, at ${render.token.page}`,
    see: 'https://dashboard.render.com',
  });
}

export async function serviceOf(client: RenderClient, id: string): Promise<RenderService> {
  const found = await client.service(id);
  if (found) return found;
  throw new OperatorError({
    what: `Render has no service ${id} any more`,
    fix: 'run k77 plan: it shows what is there, and k77 deploy makes what is missing',
  });
}

/** Where a person sees the services of the environment: their own pages are told apart by a type that an id does not tell. */
export function servicePage({ project = '', environment = '' }: Place): string {
  return `https://dashboard.render.com/project/${project}/environment/${environment}`;
}
