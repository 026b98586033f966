/**
 * The project at the host to which a service moves, and nothing else: other hosts are not asked, because one of them may be the reason for moving.
 */
import type { Place, PlaceWanted } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { accessTask } from '../6.5-bot/access.ts';
import { placeNames } from '../6.5-bot/names.ts';
import { wantedAt } from '../6.5-bot/places.ts';
import { keysOf } from '../6.5-bot/services.ts';

interface Wanted extends PlaceWanted {
  host: string;
  place?: Place;
  /** Of all hosts, sorted. */
  all?: string;
}

/** As `host.places` does it for all hosts. */
export function placeTask(service: Exclude<Service, 'dashboard'>): AnyTask {
  const { host: key } = keysOf[service];
  const withPlace = (context: Context, want: Wanted, place: Place): Wanted => {
    const others = JSON.parse((context.kept('HOST_PLACES') as string | undefined) ?? '{}') as Record<string, Place>;
    const sorted = Object.entries({ ...others, [want.host]: place }).sort(([a], [b]) => (a < b ? -1 : 1));
    return { ...want, place, all: JSON.stringify(Object.fromEntries(sorted)) };
  };
  return {
    id: 'move.place',
    guide: [],
    title: 'Make the project at the new host',
    uses: hostVendors(service),
    needs: ['project', 'ENVIRONMENT', 'repository', key] satisfies Key[],
    tolerates: placeNames,
    want(values: Values): Wanted {
      const host = hostNamed(values[key]);
      return { host: host.id, ...wantedAt(host, values) };
    },
    async read(context: Context, want: Wanted): Promise<Wanted | undefined> {
      const place = await hostNamed(want.host).api.place(context, want);
      return place && withPlace(context, want, place);
    },
    apply: async (context: Context, want: Wanted): Promise<Wanted> =>
      withPlace(context, want, await hostNamed(want.host).api.makePlace(context, want)),
    undo: { never: 'k77 deletes no project: delete it in the dashboard of the host' },
    gives: { HOST_PLACES: (have: Wanted) => have.all },
  } as unknown as AnyTask;
}

/** The new host may read the repository. */
export function placeAccess(service: Exclude<Service, 'dashboard'>): AnyTask {
  return accessTask({
    id: 'host.repository-access',
    guide: [],
    title: 'Let the new host read the repository',
    services: [service],
    gives: 'HOST_ACCESS',
  });
}
