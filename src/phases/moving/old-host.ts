/**
 * The place that a service leaves: which commit runs there, and how it is stopped. It stays as it is otherwise, so that there is a way back; nothing is deleted.
 */
import type { Connected, Host } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { currentAmong } from '../6.5-bot/deployment.ts';
import { at, keysAt } from '../6.5-bot/hosted-service.ts';
import { nameKeys } from '../6.5-bot/names.ts';
import { keysOf, titles } from '../6.5-bot/services.ts';

interface Stopped {
  status: string;
  /** Undefined: the host deploys anew by being told so, and what is stopped there stays stopped. */
  deploysPushes?: boolean | undefined;
}

/** Where it is told by a call that deploys at once, telling it would start what is to stop. */
function isTold(host: Host): boolean {
  return host.byPush !== false && !(host.begins ?? []).includes('connect');
}

async function seen(context: Context, service: Service): Promise<Stopped & { connected?: Connected | undefined }> {
  const { host, place, id, name } = at(service, context.values);
  const [there, all] = await Promise.all([host.api.service(context, place, name), host.api.deployments(context, place, id)]);
  const connected = there?.repository;
  const status = currentAmong(all)?.status ?? 'suspended';
  return {
    status: status === 'live' || status === 'crashed' ? status : 'suspended',
    ...(isTold(host) ? { deploysPushes: connected?.autoDeploy === true, connected } : {}),
  };
}

/** @param where `at its old host`; the new one is stopped where a move is taken back */
export function stoppedTask(service: Service, where = 'at its old host'): AnyTask {
  return {
    id: `move.${service}-stopped`,
    guide: [],
    title: `Stop the ${titles[service]} ${where}`,
    uses: hostVendors(service),
    needs: keysAt(service),
    tolerates: [nameKeys[service]],
    want: (values: Values): Stopped => ({
      status: 'suspended',
      ...(isTold(hostNamed(values[keysOf[service].host])) ? { deploysPushes: false } : {}),
    }),
    read: (context: Context): Promise<Stopped> => seen(context, service),
    async apply(context: Context, want: Stopped): Promise<Stopped> {
      const { host, place, id } = at(service, context.values);
      const { status, deploysPushes, connected } = await seen(context, service);
      // First, so that no push begins it anew.
      if (deploysPushes && connected) await host.api.connect(context, place, id, { ...connected, autoDeploy: false });
      if (status !== 'suspended') await host.api.suspend(context, place, id);
      await context.wait('it to stop', async () => ((await seen(context, service)).status === 'suspended' ? true : undefined), 3);
      return want;
    },
    undo: { never: 'k77 move <service> --back starts it again, with today’s code and variables' },
    gives: {},
  } as unknown as AnyTask;
}

/** What runs at the old host, and shall run at the new one. */
export function runningTask(service: Service): AnyTask {
  return {
    id: `move.${service}-running`,
    guide: [],
    title: `See what runs as the ${titles[service]}`,
    uses: hostVendors(service),
    needs: keysAt(service),
    tolerates: [nameKeys[service]],
    want: () => ({}),
    async read(context: Context): Promise<{ commit?: string | undefined } | undefined> {
      const { host, place, id } = at(service, context.values);
      const current = currentAmong(await host.api.deployments(context, place, id));
      return current && { commit: current.commit };
    },
    apply: async () => ({}),
    undo: { never: 'it is a look' },
    gives: { CODE_COMMIT: (have: { commit?: string }) => have.commit } satisfies Partial<Record<Key, unknown>>,
  } as unknown as AnyTask;
}
