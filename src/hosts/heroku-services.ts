/** Services at Heroku: an app each, made with its buildpacks and with what its Procfile starts, before it has code. */
import { OperatorError } from '../core/errors.ts';
import type { Connected, HostApi, Place, ServiceSettings } from '../core/host.ts';
import { heroku } from '../vendors/heroku.ts';
import type { HerokuClient } from '../vendors/heroku-client.ts';
import type { HerokuApp } from '../vendors/heroku-types.ts';
import { tellCommit, tellingFeatures } from './heroku-features.ts';
import { type About, aboutIn, buildpacksFor, changes, keptFor, own, typeIn } from './heroku-memory.ts';
import { appName, appOf } from './heroku-place.ts';
import { notesOf, processOf, refuseFixed, refuseImpossible, type Seen, settingsOf, sizeFor } from './heroku-settings.ts';

export const services: Pick<HostApi, 'services' | 'service' | 'makeService' | 'configure' | 'connect' | 'scale'> = {
  /** Which repository an app is built from Heroku's API does not tell, unless k77 wrote it there. */
  async services({ client: of }) {
    const client = of(heroku);
    const apps = await client.apps();
    return Promise.all(
      apps.map(async ({ name, web_url }) => {
        const runs = (await client.formation(name)).find(({ quantity }) => quantity > 0);
        return { id: name, name, startCommand: runs?.command, url: web_url ?? undefined };
      }),
    );
  },

  async service({ client: of }, place, name) {
    const client = of(heroku);
    const app = await named(client, place, name);
    if (!app) return undefined;
    const seen = await wholeOf(client, app);
    const [about, notes] = [aboutIn(seen.kept), notesOf(seen)];
    return {
      id: app.name,
      name,
      settings: settingsOf(seen),
      repository: about && { repository: about.repository, branch: about.branch, autoDeploy: false },
      ...(notes.length === 0 ? {} : { notes }),
    };
  },

  /** Interrupted anywhere, it goes on where it was: each part is looked at before it is written. */
  async makeService({ client: of }, place, name, settings, connection) {
    refuseImpossible(settings);
    const client = of(heroku);
    const size = sizeFor(settings.memoryMb, settings.replicas);
    const wanted = { name: appName(place, name), region: settings.region, team: place.team };
    const app = (await named(client, place, name)) ?? (await client.createApp(wanted));
    await setBuildpacks(client, app.name, settings.startCommand);
    if (settings.tellsCommit) await tellCommit(client, app.name, true);
    const { repository, branch } = connection;
    const about: About = { repository, branch, type: settings.web ? 'web' : 'worker', size, quantity: settings.replicas };
    await write(client, app.name, keptFor(settings, about));
    return app.name;
  },

  async configure({ client: of }, _place, id, wants) {
    refuseImpossible(wants);
    const client = of(heroku);
    const seen = await seenOf(client, await appOf(client, id));
    refuseFixed(seen, wants);
    const has = settingsOf(seen);
    const next: Partial<ServiceSettings> = { ...has, ...wants };
    const replicas = next.replicas ?? 1;
    const about = aboutFor(seen, next, sizeAsWanted(seen, next.memoryMb ?? 512, replicas), replicas);
    await setBuildpacks(client, id, next.startCommand ?? null);
    // Before what makes a release, which then tells it already.
    if (wants.tellsCommit !== undefined) await tellCommit(client, id, wants.tellsCommit);
    await write(client, id, keptFor({ startCommand: next.startCommand ?? null, preDeployCommand: next.preDeployCommand ?? null }, about));
    await resize(client, seen, about);
  },

  /** Only remembered: Heroku is lent the code commit by commit. */
  async connect({ client: of }, _place, id, to) {
    const client = of(heroku);
    const about = remembered(await seenOf(client, await appOf(client, id)));
    await write(client, id, { [own.about]: JSON.stringify({ ...about, ...sourceOf(to) }) });
  },

  async scale({ client: of }, _place, id, replicas) {
    const client = of(heroku);
    const seen = await seenOf(client, await appOf(client, id));
    const runs = processOf(seen);
    if (!runs) throw nothingYet(id);
    const size = sizeAsWanted(seen, settingsOf(seen).memoryMb ?? 512, replicas);
    if (runs.quantity !== replicas || runs.size.toLowerCase() !== size)
      await client.changeFormation(id, runs.type, { quantity: replicas, size });
  },
};

function sourceOf({ repository, branch }: Connected): Pick<About, 'repository' | 'branch'> {
  return { repository, branch };
}

async function named(client: HerokuClient, place: Place, name: string): Promise<HerokuApp | undefined> {
  const found = await client.app(appName(place, name));
  if (found && found.team?.name !== place.team)
    throw new OperatorError({
      what: `the Heroku app ${found.name} belongs to ${found.team ? `the team ${found.team.name}` : found.owner.email}, and the others to ${place.team ?? 'your own account'}`,
      fix: 'move it to the others (app → Settings → Transfer ownership), then run the same command again',
      see: `https://dashboard.heroku.com/apps/${found.name}/settings`,
    });
  return found;
}

export async function seenOf(client: HerokuClient, app: HerokuApp): Promise<Seen> {
  const [kept, formation] = await Promise.all([client.variables(app.name), client.formation(app.name)]);
  return { app, kept, formation };
}

/** With all that is a setting of it. */
async function wholeOf(client: HerokuClient, app: HerokuApp): Promise<Seen> {
  const [seen, telling] = await Promise.all([seenOf(client, app), tellingFeatures(client, app.name)]);
  return { ...seen, telling };
}

/** In one call, and none where everything is as it should be. */
async function write(client: HerokuClient, app: string, wanted: Readonly<Record<string, string | null>>): Promise<void> {
  const change = changes(wanted, await client.variables(app));
  if (Object.keys(change).length > 0) await client.changeVariables(app, change);
}

/** Where somebody took it away: as it runs. The repository is then unknown, and connected anew. */
export function remembered(seen: Seen): About {
  const [known, runs] = [aboutIn(seen.kept), processOf(seen)];
  if (known) return known;
  const type = typeIn(seen.kept) ?? 'worker';
  return { repository: '', branch: '', type, size: runs?.size.toLowerCase() ?? 'basic', quantity: Math.max(1, runs?.quantity ?? 1) };
}

/** In their order; they count from the next build on. */
export async function setBuildpacks(client: HerokuClient, app: string, startCommand: string | null): Promise<void> {
  const buildpacks = buildpacksFor(startCommand);
  if ((await client.buildpacks(app)).join() !== buildpacks.join()) await client.setBuildpacks(app, buildpacks);
}

function aboutFor(seen: Seen, next: Partial<ServiceSettings>, size: string, quantity: number): About {
  const known = remembered(seen);
  return { ...known, type: next.web === undefined ? known.type : next.web ? 'web' : 'worker', size, quantity };
}

/** The one that it has goes on where it has as much memory and may run so often. */
function sizeAsWanted(seen: Seen, memoryMb: number, replicas: number): string {
  const has = processOf(seen)?.size.toLowerCase() ?? aboutIn(seen.kept)?.size;
  const least = sizeFor(memoryMb, replicas);
  const keeps = has !== undefined && has !== 'eco' && has !== 'basic' && settingsOf(seen).memoryMb === memoryMb;
  return keeps ? has : least;
}

async function resize(client: HerokuClient, seen: Seen, { type, size, quantity }: About): Promise<void> {
  const runs = seen.formation.find((one) => one.type === type);
  if (!runs) return;
  const count = runs.quantity === 0 ? 0 : quantity;
  if (runs.size.toLowerCase() !== size || runs.quantity !== count)
    await client.changeFormation(seen.app.name, type, { quantity: count, size });
}

export function nothingYet(id: string): OperatorError {
  return new OperatorError({
    what: `Heroku has nothing of ${id} that could run: it has no release yet, or its Procfile has another process`,
    fix: 'deploy it first: k77 deploy',
    see: `https://dashboard.heroku.com/apps/${id}`,
  });
}
