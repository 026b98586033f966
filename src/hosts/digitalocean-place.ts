/** Where things are at DigitalOcean: the project and the apps in it, found by their names. */
import { OperatorError } from '../core/errors.ts';
import type { FoundPlace, HostContext, Place } from '../core/host.ts';
import { digitalocean } from '../vendors/digitalocean.ts';
import type { DigitalOceanClient } from '../vendors/digitalocean-client.ts';
import type { DoApp, DoProject } from '../vendors/digitalocean-types.ts';

interface Wanted {
  project: string;
  environment: string;
}

/** Longest name of an app. */
const longest = 32;

export async function place({ client: of }: HostContext, wanted: Wanted): Promise<Place | undefined> {
  const found = await projectNamed(of(digitalocean), projectText(wanted));
  return found && placeOf(found);
}

export async function makePlace({ client: of }: HostContext, wanted: Wanted): Promise<Place> {
  const client = of(digitalocean);
  const name = projectText(wanted);
  const there = await projectNamed(client, name);
  const environment = wanted.environment === 'production' ? 'Production' : wanted.environment === 'staging' ? 'Staging' : 'Development';
  return placeOf(there ?? (await client.createProject({ name, purpose: 'Service or API', environment })));
}

/** Every project, the default one, too, as `place` finds it again. */
export async function places({ client: of }: HostContext): Promise<readonly FoundPlace[]> {
  return (await of(digitalocean).projects()).map((one) => {
    const [, project = one.name, environment = 'production'] = /^(.+)-(staging)$/.exec(one.name) ?? [];
    return { project, environment, place: placeOf(one) };
  });
}

function placeOf({ id, name }: DoProject): Place {
  return { project: id, name };
}

/** Names of projects are unique in an account, and those of apps, too: both carry the environment. */
function projectText({ project, environment }: Wanted): string {
  return environment === 'production' ? project : `${project}-${environment}`;
}

/** `kingdom77-bot`: small letters, digits and dashes, a letter first, 32 at most; of a long project its end is left out, never the service. */
export function appName({ name = '', exactly }: Place, service: string): string {
  if (exactly !== undefined) return exactly;
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '');
  const end = `-${plain(service)}`;
  const start = plain(name).slice(0, longest - end.length);
  return `${/^[a-z]/.test(start) ? start : `a${start}`.slice(0, longest - end.length)}`.replace(/-+$/, '') + end;
}

async function projectNamed(client: DigitalOceanClient, name: string): Promise<DoProject | undefined> {
  const found = (await client.projects()).filter((one) => one.name === name);
  if (found.length < 2) return found[0];
  throw new OperatorError({
    what: `DigitalOcean has ${found.length} projects called ${name}`,
    fix: 'rename all but one of them (project → Settings), so that k77 knows which one is meant',
    see: 'https://cloud.digitalocean.com/projects',
  });
}

/** Names of apps are unique in the account: one in another project would be in the way of every other one. */
export async function appNamed(client: DigitalOceanClient, at: Place, service: string): Promise<DoApp | undefined> {
  const name = appName(at, service);
  const found = (await client.apps()).filter(({ spec }) => spec.name === name);
  const [one] = found;
  if (found.length > 1)
    throw new OperatorError({
      what: `DigitalOcean has ${found.length} apps called ${name}`,
      fix: 'delete all but one of them (app → Settings → Destroy), so that k77 knows which one is meant',
      see: appPage(at, one?.id ?? ''),
    });
  if (one?.project_id && one.project_id !== at.project)
    throw new OperatorError({
      what: `the app ${name} is in another project of DigitalOcean than ${at.name}`,
      fix: `move it (project → Move Resources) to ${at.name}, or delete it if nobody needs it; then run the same command again`,
      see: appPage(at, one.id),
    });
  return one;
}

export async function appOf(client: DigitalOceanClient, id: string): Promise<DoApp> {
  const found = await client.app(id);
  if (found) return found;
  throw new OperatorError({
    what: `DigitalOcean has no app ${id} any more`,
    fix: 'run k77 plan: it shows what is there, and k77 deploy makes what is missing',
  });
}

export function appPage(_place: Place, id: string): string {
  return `https://cloud.digitalocean.com/apps/${id}`;
}
