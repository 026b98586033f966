/** Settings of a service: Heroku's words and ours. Pure. */
import { OperatorError } from '../core/errors.ts';
import type { ServiceSettings } from '../core/host.ts';
import type { HerokuApp, HerokuFeature, HerokuFormation } from '../vendors/heroku-types.ts';
import { sizes } from './heroku-facts.ts';
import { tellsCommit } from './heroku-features.ts';
import { aboutIn, type Kept, own, typeIn } from './heroku-memory.ts';

/** https://devcenter.heroku.com/articles/regions: the others are for private spaces. */
export const herokuRegions = { 'us-east': 'us', europe: 'eu' } as const;

export interface Seen {
  app: HerokuApp;
  kept: Kept;
  formation: readonly HerokuFormation[];
  /** By which it tells commits; absent: nobody looked. */
  telling?: readonly HerokuFeature[];
}

/** What runs, or is to run; undefined before the first release. */
export function processOf({ kept, formation }: Pick<Seen, 'kept' | 'formation'>): HerokuFormation | undefined {
  const type = typeIn(kept);
  return formation.find((one) => one.type === type);
}

export function settingsOf(seen: Seen): Partial<ServiceSettings> {
  const { app, kept, telling } = seen;
  const [about, runs, type] = [aboutIn(kept), processOf(seen), typeIn(kept)];
  const size = sizes[(runs?.size ?? about?.size ?? '').toLowerCase()];
  // Scaled to nothing is suspended, not another setting.
  const replicas = runs !== undefined && runs.quantity > 0 ? runs.quantity : about?.quantity;
  return {
    root: '',
    startCommand: kept[own.start] ?? null,
    preDeployCommand: kept[own.release] ?? null,
    region: app.region.name,
    ...(type === undefined ? {} : { web: type === 'web' }),
    // Eco has as much, and sleeps: not what anybody wanted.
    ...(size === undefined || size === sizes.eco ? {} : { memoryMb: size.memoryMb }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(telling === undefined ? {} : { tellsCommit: tellsCommit(telling) }),
  };
}

export function notesOf(seen: Seen): string[] {
  const { app, formation, telling } = seen;
  const runs = processOf(seen);
  const others = formation.filter((one) => one !== runs && one.quantity > 0);
  return [
    ...(runs?.size.toLowerCase() === 'eco' ? [`${app.name} has an Eco dyno: it sleeps, and shares its hours with all others`] : []),
    ...(runs?.quantity === 0 ? [`${app.name} is scaled to nothing: it does not run`] : []),
    ...(app.maintenance ? [`${app.name} is in maintenance mode: its visitors see a page of Heroku's`] : []),
    ...others.map(({ type, quantity }) => `${app.name} runs ${quantity} × ${type} besides, which is not k77's`),
    ...(telling?.length === 0
      ? [`Heroku has no dyno metadata any more: ${app.name} calls its version 0.0.0 where VERSION is not set`]
      : []),
  ];
}

/** The cheapest that has exactly so much. @throws OperatorError where none has */
export function sizeFor(memoryMb: number, replicas: number): string {
  const known = Object.entries(sizes).filter(([, { cents }]) => cents !== undefined);
  const found = known.find(([, size]) => size.memoryMb === memoryMb && replicas <= size.most)?.[0];
  if (found) return found;
  const near = known.map(([name, size]) => `${size.memoryMb} MB (${name}, $${(size.cents ?? 0) / 100} a month)`);
  throw new OperatorError({
    what: `Heroku has no dyno with ${memoryMb} MB that runs ${replicas === 1 ? 'once' : `${replicas} times`}`,
    fix: `choose ${near.slice(0, -1).join(', ')} or another host: k77 hosts`,
    see: 'https://www.heroku.com/pricing',
  });
}

/** What Heroku never does. @throws OperatorError */
export function refuseImpossible({ root, volume }: Partial<ServiceSettings>): void {
  if (root !== undefined && root !== '')
    throw new OperatorError({
      what: `Heroku builds the top of a repository, and the project is in its folder ${root}`,
      fix: 'let k77 write the project to the top of a repository of its own, or choose another host: k77 hosts',
    });
  if (volume)
    throw new OperatorError({
      what: 'Heroku has no disks',
      fix: 'answer "volume" with no and keep what must stay in the database, or choose another host: k77 hosts',
    });
}

/** What it never changes of an app that is there. @throws OperatorError */
export function refuseFixed({ app }: Seen, wants: Partial<ServiceSettings>): void {
  if (wants.region !== undefined && wants.region !== app.region.name)
    throw new OperatorError({
      what: `Heroku runs ${app.name} in ${app.region.name}, not in ${wants.region}, and moves no app`,
      fix: `k77 deletes no service: delete ${app.name} yourself (app → Settings → Delete app), then run the same command again, or answer as it is`,
      see: `https://dashboard.heroku.com/apps/${app.name}/settings`,
    });
}
