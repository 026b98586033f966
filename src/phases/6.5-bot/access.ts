/**
 * Guide 6.5/1 and 6.5/2: the hosts may read the repository. GitHub asks a person for that, in the browser; hosts whose API tells are asked what they see.
 */
import type { Host } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { keysOf, type ServiceKeys } from './services.ts';

interface Access {
  repository: string;
  /** Ids of the hosts that see it, or that do not tell. */
  hosts: readonly string[];
}

interface AccessTask extends Pick<AnyTask, 'id' | 'guide' | 'title'> {
  services: readonly Service[];
  gives: ServiceKeys['access'];
}

/** Hosts of these services, each once, in the order of the services. */
export function hostsOf(services: readonly Service[], values: Partial<Values>): Host[] {
  const ids = services.map((service) => values[keysOf[service].host] ?? '').filter((id) => id !== '');
  return [...new Set(ids)].map(hostNamed);
}

export function accessTask({ services, gives, ...about }: AccessTask): AnyTask {
  const needs: Key[] = ['repository', 'CODE_REMOTE', ...new Set(services.map((service) => keysOf[service].host))];
  const shown = (want: Access): Host[] => want.hosts.map(hostNamed);
  return {
    ...about,
    uses: hostVendors(...services),
    needs,
    want: (values: Values): Access => ({ repository: values.repository, hosts: hostsOf(services, values).map(({ id }) => id) }),
    async read(context: Context, want: Access): Promise<Access | undefined> {
      const seen = await Promise.all(shown(want).map(async (host) => ({ host, sees: await sees(context, host, want.repository) })));
      const open = seen.filter((one) => one.sees);
      return open.length === 0 ? undefined : { ...want, hosts: open.map(({ host }) => host.id) };
    },
    apply: async (_context: Context, want: Access): Promise<Access> => want,
    undo: { never: 'take the app away on GitHub under Settings → Applications; services that run go on running' },
    gives: { [gives]: (have: Access) => have.repository },
    byHand: {
      open: (want: Access) => shown(want)[0]?.pages.access ?? 'https://github.com/settings/installations',
      steps: (want: Access) =>
        shown(want).flatMap((host, index) => [
          ...(index === 0 ? [] : [`${host.title}: ${host.pages.access}`]),
          ...host.accessSteps(want.repository),
        ]),
      proof: 'read',
    },
  } as AnyTask;
}

/** A host that does not tell may see it: connecting the service shows, and says what to do where it does not. */
async function sees(context: Context, host: Host, repository: string): Promise<boolean> {
  const list = await host.api.repositories(context);
  return list === 'unseen' || list.some((one) => one.toLowerCase() === repository.toLowerCase());
}

export const access = accessTask({
  id: 'host.repository-access',
  guide: ['6.5/1', '6.5/2', '6.5#001', '6.5#002', 'pre#005'],
  title: 'Let the hosts read the repository',
  services: ['bot', 'worker', 'api'],
  gives: 'HOST_ACCESS',
});
