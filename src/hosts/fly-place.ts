/**
 * Where things are at Fly.io: it has no projects. Each service is an app; one more app without machines holds the images that GitHub brings. Names of apps are unique
 * among everybody and carry project, service and six letters that come from the repository; by them k77 finds things again.
 */
import { createHash } from 'node:crypto';
import { OperatorError } from '../core/errors.ts';
import type { FoundPlace, HostContext, Place, PlaceWanted } from '../core/host.ts';
import { dashboard, fly, organizationIn } from '../vendors/fly.ts';
import type { FlyClient } from '../vendors/fly-client.ts';
import type { FlyApp } from '../vendors/fly-types.ts';

const services = ['bot', 'worker', 'api', 'images'] as const;
/** They are labels of DNS names: `<app>.fly.dev`. */
const longest = 40;

/** @returns undefined while the app for images is not there */
export async function place({ client: of }: HostContext, wanted: PlaceWanted): Promise<Place | undefined> {
  const client = of(fly);
  const organization = await organizationOf(client);
  const apps = await client.apps(organization);
  const found = placeAmong(apps, organization, wanted);
  return found && apps.some(({ name }) => name === found.images) ? found : undefined;
}

export async function makePlace(context: HostContext, wanted: PlaceWanted): Promise<Place> {
  const client = context.client(fly);
  const organization = await organizationOf(client);
  const apps = await client.apps(organization);
  const found = placeAmong(apps, organization, wanted);
  if (!found) throw new Error('Fly.io needs to know the repository before anything is made');
  if (!apps.some(({ name }) => name === found.images)) await client.createApp(found.images ?? '', organization);
  return found;
}

/** Apps stand side by side. */
export async function places({ client: of }: HostContext): Promise<readonly FoundPlace[]> {
  return [{ project: '', environment: '', place: { organization: await organizationOf(of(fly)) } }];
}

/** The apps that are there tell the letters behind their names; a new project has those of its repository. */
function placeAmong(apps: readonly FlyApp[], organization: string, wanted: PlaceWanted): Place | undefined {
  const name = projectText(wanted);
  const own = wanted.repository === undefined ? undefined : lettersOf(wanted.repository);
  const lettersIn = (kinds: readonly string[]): string[] => [...new Set(apps.flatMap((app) => lettersAt(app.name, name, kinds) ?? []))];
  const running = lettersIn(services.filter((one) => one !== 'images'));
  if (running.length > 1 && !(own !== undefined && running.includes(own))) throw several(name, running, apps);
  const suffix = own !== undefined && (running.length === 0 || running.includes(own)) ? own : (running[0] ?? lettersIn(['images'])[0]);
  if (suffix === undefined) return undefined;
  return { name, suffix, organization, images: appName({ name, suffix: own ?? suffix }, 'images') };
}

function lettersAt(app: string, project: string, kinds: readonly string[]): string | undefined {
  const suffix = app.slice(-6);
  return /^[0-9a-f]{6}$/.test(suffix) && kinds.some((kind) => appName({ name: project, suffix }, kind) === app) ? suffix : undefined;
}

/** Six letters that no other repository has. */
export function lettersOf(repository: string): string {
  return createHash('sha256').update(repository.toLowerCase()).digest('hex').slice(0, 6);
}

function projectText({ project, environment }: PlaceWanted): string {
  const slug = project
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const text = environment === 'production' ? slug : `${slug}-${environment}`;
  return /^[a-z]/.test(text) ? text : `k${text}`;
}

/** `kingdom77-bot-3f9a2c` */
export function appName({ name = '', suffix = '', exactly }: Place, service: string): string {
  if (exactly !== undefined && service !== 'images') return exactly;
  const end = `-${service}-${suffix}`;
  return `${name.slice(0, longest - end.length).replace(/-+$/, '')}${end}`;
}

/** Where the images of a project are brought, before anything is there. */
export function imagesApp(wanted: PlaceWanted & { repository: string }): string {
  return appName({ name: projectText(wanted), suffix: lettersOf(wanted.repository) }, 'images');
}

/** @throws OperatorError where the token opens none, or more than one */
async function organizationOf(client: FlyClient): Promise<string> {
  const found = organizationIn(await client.tokens());
  if (found !== undefined) return found;
  throw new OperatorError({
    what: 'the token of Fly.io does not tell one organisation that pays',
    fix: 'choose the organisation, then Tokens → Org deploy token, and give that to k77 (.k77/credentials: FLY_API_TOKEN)',
    see: dashboard,
  });
}

function several(name: string, letters: readonly string[], apps: readonly FlyApp[]): OperatorError {
  const names = apps.map((app) => app.name).filter((one) => letters.includes(one.slice(-6)) && one.startsWith(name.slice(0, 20)));
  return new OperatorError({
    what: `Fly.io has apps of two deployments called ${name}: ${names.sort().join(', ')}`,
    fix: 'delete those of one of them (app → Settings → Delete app), so that k77 knows which is meant',
    see: dashboard,
  });
}

export function servicePage(_place: Place, service: string): string {
  return `https://fly.io/apps/${service}`;
}
