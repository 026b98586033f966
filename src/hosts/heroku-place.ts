/**
 * Where things are at Heroku: it has no projects. Each service is an app, whose name is unique among everybody and carries project, service and six letters that come
 * from the account; by it k77 finds it again.
 */
import { createHash } from 'node:crypto';
import { OperatorError } from '../core/errors.ts';
import type { FoundPlace, HostContext, Place } from '../core/host.ts';
import { heroku } from '../vendors/heroku.ts';
import type { HerokuClient } from '../vendors/heroku-client.ts';
import type { HerokuApp } from '../vendors/heroku-types.ts';

interface Wanted {
  project: string;
  environment: string;
}

const services = ['bot', 'worker', 'api'] as const;
/** https://devcenter.heroku.com/articles/platform-api-reference#app: a letter, then 2 to 29 letters, digits and dashes. */
const longest = 30;

/** It is always there, because there is nothing to make: a name for apps, and who owns them. */
export async function place({ client: of }: HostContext, wanted: Wanted): Promise<Place> {
  const client = of(heroku);
  const [account, apps] = await Promise.all([client.account(), client.apps()]);
  const name = projectText(wanted);
  const found = apps.flatMap((app) => {
    const suffix = suffixOf(app, name);
    return suffix === undefined ? [] : [{ suffix, app }];
  });
  const suffixes = [...new Set(found.map(({ suffix }) => suffix))];
  if (suffixes.length > 1) throw several(name, found);
  const [first] = found;
  if (first) return placeOf(name, first.suffix, first.app.team?.name);
  const { default_team: team } = account;
  return placeOf(name, suffixFor(team?.id ?? account.id, name), team?.name);
}

/** One for everything: apps stand side by side. */
export async function places(): Promise<readonly FoundPlace[]> {
  return [{ project: '', environment: '', place: {} }];
}

function placeOf(name: string, suffix: string, team: string | undefined): Place {
  return { name, suffix, ...(team === undefined ? {} : { team }) };
}

/** A letter first, as names of apps have. */
function projectText({ project, environment }: Wanted): string {
  const slug = project
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const text = environment === 'production' ? slug : `${slug}-${environment}`;
  return /^[a-z]/.test(text) ? text : `k${text}`;
}

function suffixFor(owner: string, name: string): string {
  return createHash('sha256').update(`${owner} ${name}`).digest('hex').slice(0, 6);
}

function suffixOf({ name }: HerokuApp, project: string): string | undefined {
  const suffix = name.slice(-6);
  return /^[0-9a-f]{6}$/.test(suffix) && services.some((service) => appName({ name: project, suffix }, service) === name)
    ? suffix
    : undefined;
}

/** `kingdom77-bot-3f9a2c` */
export function appName({ name = '', suffix = '', exactly }: Place, service: string): string {
  if (exactly !== undefined) return exactly;
  const end = `-${service}-${suffix}`;
  return `${name.slice(0, longest - end.length).replace(/-+$/, '')}${end}`;
}

function several(name: string, found: readonly { app: HerokuApp }[]): OperatorError {
  return new OperatorError({
    what: `Heroku has apps of two deployments called ${name}: ${found
      .map(({ app }) => app.name)
      .sort()
      .join(', ')}`,
    fix: 'rename or delete those of one of them (app → Settings), so that k77 knows which is meant',
    see: 'https://dashboard.heroku.com/apps',
  });
}

/** @throws OperatorError when it is not there, or belongs elsewhere */
export async function appOf(client: HerokuClient, id: string): Promise<HerokuApp> {
  const found = await client.app(id);
  if (found) return found;
  throw new OperatorError({
    what: `Heroku has no app ${id} any more`,
    fix: 'run k77 plan: it shows what is there, and k77 deploy makes what is missing',
  });
}

export function servicePage(_place: Place, service: string): string {
  return `https://dashboard.heroku.com/apps/${service}`;
}
