/** Variables, deployments and what is done to them. */
import type { HostApi } from '../core/host.ts';
import { railway } from '../vendors/railway.ts';
import { deploymentOf, deploymentsOf, lineOf } from './railway-deployments.ts';
import { spotOf } from './railway-place.ts';

export const variables: Pick<HostApi, 'variables' | 'setVariables'> = {
  async variables({ client: of }, place, id) {
    const all = await of(railway).variables(spotOf(place, id));
    // Railway's own, `RAILWAY_PUBLIC_DOMAIN` and the like, are not the operator's.
    const own = [...all].filter(([name]) => !name.startsWith('RAILWAY_'));
    return own.map(([name, value]) => ({ name, ...(value === undefined ? {} : { value }), target: 'production' as const }));
  },

  async setVariables({ client: of }, place, id, { set, remove, target }) {
    if (target === 'preview') throw new Error('Railway makes no previews, so there are no variables for them');
    const client = of(railway);
    const spot = spotOf(place, id);
    const there = await client.variables(spot);
    const text = (value: (typeof set)[string]): string => (typeof value === 'string' ? value : value.reveal());
    const changed = Object.entries(set).filter(([name, value]) => there.get(name)?.reveal() !== text(value));
    if (changed.length > 0) await client.setVariables(spot, Object.fromEntries(changed));
    for (const name of remove) if (there.has(name)) await client.deleteVariable(spot, name);
  },
};

export const deployments: Pick<
  HostApi,
  'repositories' | 'deployments' | 'deployment' | 'deploy' | 'logs' | 'rollback' | 'restart' | 'suspend' | 'resume'
> = {
  repositories: async ({ client: of }) => (await of(railway).repositories()) ?? 'unseen',
  deployments: async ({ client: of }, place, id) => deploymentsOf(await of(railway).deployments(spotOf(place, id))),
  async deployment({ client: of }, place, id, wanted) {
    const all = deploymentsOf(await of(railway).deployments(spotOf(place, id)));
    const recent = all.find((one) => one.id === wanted);
    if (recent) return recent;
    const old = await of(railway).deployment(wanted);
    return old && deploymentOf(old, false);
  },
  deploy: ({ client: of }, place, id, commit) => of(railway).deploy(spotOf(place, id), commit),
  logs: async ({ client: of }, _place, _id, deployment, what, lines) =>
    (await of(railway).logs(deployment, what, lines)).slice(-lines).map(lineOf),
  rollback: ({ client: of }, _place, _id, deployment) => of(railway).order('Rollback', deployment),
  restart: ({ client: of }, _place, _id, deployment) => of(railway).order('Restart', deployment),
  /** Railway has no switch for this: what runs is stopped, and the service stays as it is. */
  async suspend({ client: of }, place, id) {
    const live = deploymentsOf(await of(railway).deployments(spotOf(place, id))).find(({ current }) => current);
    if (live && live.status !== 'suspended') await of(railway).order('Stop', live.id);
  },
  async resume({ client: of }, place, id) {
    const stopped = deploymentsOf(await of(railway).deployments(spotOf(place, id))).find(({ current }) => current);
    if (stopped?.status === 'suspended' || stopped?.status === 'crashed') await of(railway).order('Redeploy', stopped.id);
  },
};
