/**
 * Guide 6.5/1: the project at each host, which holds the services. Found by name; one that is there is used.
 */
import type { Host, Place, PlaceWanted } from '../../core/host.ts';
import type { Key, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { hostsOf } from './access.ts';
import { placeNames, placeWanted } from './names.ts';

interface Wanted extends PlaceWanted {
  /** What the host calls it. */
  place?: Place;
}
type Wanteds = Readonly<Record<string, Wanted>>;
const services = ['bot', 'worker', 'api'] as const;
const needs: readonly Key[] = ['project', 'ENVIRONMENT', 'botHost', 'workerHost', 'apiHost', 'repository'];

export const places: AnyTask = {
  id: 'host.places',
  guide: ['6.5/1', '6.5/2'],
  settings: [
    { id: '6.5/2:project', says: 'one project named after the bot, with an environment production; services are made empty in it' },
  ],
  title: 'Make the project at the host',
  uses: hostVendors(...services),
  needs,
  tolerates: placeNames,
  want: (values: Values): Wanteds => Object.fromEntries(hostsOf(services, values).map((host) => [host.id, wantedAt(host, values)])),
  async read(context: Context, want: Wanteds): Promise<Wanteds | undefined> {
    const found = await Promise.all(
      Object.entries(want).map(async ([id, wanted]) => [id, wanted, await hostNamed(id).api.place(context, wanted)] as const),
    );
    const there = found.flatMap(([id, wanted, place]) => (place === undefined ? [] : [[id, { ...wanted, place }] as const]));
    return there.length === 0 ? undefined : Object.fromEntries(there);
  },
  async apply(context: Context, want: Wanteds, have: Wanteds | undefined): Promise<Wanteds> {
    const made: Record<string, Wanted> = {};
    for (const [id, wanted] of Object.entries(want))
      made[id] = { ...wanted, place: have?.[id]?.place ?? (await hostNamed(id).api.makePlace(context, wanted)) };
    return made;
  },
  undo: { never: 'k77 deletes no project: everything in it would stop at once. Delete it in the dashboard of the host' },
  gives: { HOST_PLACES: (have: Wanteds) => textOf(have) },
  monthlyCents: (values: Partial<Values>) => hostsOf(services, values).reduce((sum, { facts }) => sum + facts.fixedCents, 0),
};

/** Where images are brought to it from GitHub, the place holds those of one repository. */
export function wantedAt(host: Host, values: Values): PlaceWanted {
  const { repository } = values;
  return { ...placeWanted(values, host.id), ...(host.imageWorkflow ? { repository } : {}) };
}

/** Sorted, so that equal places are equal text. */
function textOf(have: Wanteds): string | undefined {
  const found = Object.entries(have).flatMap(([id, { place }]) => (place ? [[id, place] as const] : []));
  return found.length === 0 ? undefined : JSON.stringify(Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1))));
}
