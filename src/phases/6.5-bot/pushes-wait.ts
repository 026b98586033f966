/**
 * Guide 6.5/9: a push deploys nothing that is not set up. A service that somebody connected by hand before k77 deploys every push with whatever variables it has: such a
 * one waits until phase 6.6 has given it what the code needs, and deploys it once.
 */
import type { HostedService } from '../../core/host.ts';
import type { Key, Values } from '../../core/keys.ts';
import { type AnyTask, type Context, type NotWanted, notWanted } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { dashboardPlaceWanted, exactly, nameKeys, placeNames, serviceNamed } from './names.ts';
import { wantedAt } from './places.ts';
import { keysOf, titles } from './services.ts';

/** Variables that nobody but k77 sets, together with all others. */
const signs = { api: 'OPERATOR_SECRET', dashboard: 'NEXT_PUBLIC_ENVIRONMENT' } as const satisfies Record<string, Key>;

interface Pushes {
  /** `early`: one would deploy it as it is. */
  deploy: 'set up' | 'early';
}

function pushesTask(service: 'api' | 'dashboard', gives: 'API_PUSHES' | 'DASHBOARD_PUSHES'): AnyTask {
  const { host: answer } = keysOf[service];
  const needs: readonly Key[] = ['project', 'ENVIRONMENT', ...(service === 'api' ? ([answer] as const) : [])];
  return {
    id: `${service}.pushes-wait`,
    guide: ['6.5/9'],
    title: `Let no push deploy the ${titles[service]} before it is set up`,
    uses: hostVendors(service),
    needs,
    // Where the dashboard will be is asked in 6.6.
    tolerates: [...placeNames, nameKeys[service], answer, 'repository'],
    want: (values: Values): Pushes | NotWanted =>
      values[answer] ? { deploy: 'set up' } : notWanted(`where the ${titles[service]} runs is asked in 6.6`),
    async read(context: Context): Promise<Pushes> {
      const seen = await look(context, service);
      return { deploy: seen?.early ? 'early' : 'set up' };
    },
    async apply(context: Context, want: Pushes): Promise<Pushes> {
      const seen = await look(context, service);
      if (seen?.early && seen.found.repository) {
        await hostNamed(context.values[answer]).api.connect(context, seen.place, seen.found.id, {
          ...seen.found.repository,
          autoDeploy: false,
        });
        context.note('no push deploys it until phase 6.6 has given it its variables');
      }
      return want;
    },
    undo: { never: 'phase 6.6 switches deploying by push on again, where it is wanted' },
    gives: { [gives]: ({ deploy }: Pushes) => (deploy === 'set up' ? 'wait' : undefined) },
  } as AnyTask;
}

interface Seen {
  place: Readonly<Record<string, string>>;
  found: HostedService;
  early: boolean;
}

async function look(context: Context, service: 'api' | 'dashboard'): Promise<Seen | undefined> {
  const { values } = context;
  const host = hostNamed(values[keysOf[service].host]);
  const place = await host.api.place(context, service === 'api' ? wantedAt(host, values) : dashboardPlaceWanted(values));
  if (place === undefined) return undefined;
  const named = { ...place, ...exactly(service, host, values) };
  const found = await host.api.service(context, named, serviceNamed(service, host.id, values).name);
  if (found?.repository?.autoDeploy !== true) return found && { place, found, early: false };
  const there = (await host.api.variables(context, place, found.id)).filter(({ target }) => target === 'production');
  return { place, found, early: !there.some(({ name }) => name === signs[service]) };
}

export const apiPushes = pushesTask('api', 'API_PUSHES');
export const dashboardPushes = pushesTask('dashboard', 'DASHBOARD_PUSHES');
