/** Variables, deployments and what is done to them. */
import type { HostApi } from '../core/host.ts';
import { fly } from '../vendors/fly.ts';
import type { FlyClient } from '../vendors/fly-client.ts';
import { configOf, deploymentsOf, type History } from './fly-deployments.ts';
import { hasCode } from './fly-memory.ts';
import { linesBetween, released } from './fly-releasing.ts';
import { servingAt } from './fly-services.ts';

export const variables: Pick<HostApi, 'variables' | 'setVariables'> = {
  /** All of them are secrets there: nobody reads them again, and another value has another digest. */
  async variables({ client: of }, _place, id) {
    return (await of(fly).secrets(id)).map(({ name, digest }) => ({ name, updatedAt: digest, target: 'production' as const }));
  },

  /** One call, which restarts nothing: machines get them when they boot. */
  async setVariables({ client: of }, _place, id, { set, remove, target }) {
    if (target === 'preview') throw new Error('k77 lets Fly.io make no previews, so there are no variables for them');
    const client = of(fly);
    const there = new Set((await client.secrets(id)).map(({ name }) => name));
    const values = Object.entries(set).map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()] as const);
    if (values.length > 0) await client.setSecrets(id, Object.fromEntries(values));
    for (const name of remove) if (there.has(name)) await client.deleteSecret(id, name);
  },
};

export const deployments: Pick<
  HostApi,
  'repositories' | 'deployments' | 'deployment' | 'deploy' | 'logs' | 'rollback' | 'restart' | 'suspend' | 'resume'
> = {
  /** It reads none: GitHub brings it images. */
  repositories: async () => 'unseen',

  deployments: async ({ client: of, clock }, _place, id) => deploymentsOf(await historyOf(of(fly), id, clock.now())),

  async deployment({ client: of, clock }, _place, id, wanted) {
    return deploymentsOf(await historyOf(of(fly), id, clock.now())).find((one) => one.id === wanted);
  },

  deploy: (context, place, id, commit) => released(context, context.client(fly), place, id, commit),

  /** What was built is told by GitHub only. */
  async logs({ client: of, clock }, _place, id, deployment, what, lines) {
    if (what === 'build') return [];
    const client = of(fly);
    const all = deploymentsOf(await historyOf(client, id, clock.now()));
    const position = all.findIndex((one) => one.id === deployment);
    const [one, next] = [all[position], all[position - 1]];
    return one ? linesBetween(await client.logs(id), one.createdAt, next?.createdAt).slice(-lines) : [];
  },

  /** Another release of an earlier image; its settings are those of now. */
  async rollback(context, place, id, deployment) {
    const client = context.client(fly);
    const history = await historyOf(client, id, context.clock.now());
    const found = deploymentsOf(history).find((one) => one.id === deployment);
    if (found?.current) return;
    const commit = found?.commit;
    if (commit === undefined || configOf(history, deployment) === undefined)
      throw new Error(`${id} has no release ${deployment} with an image`);
    await released(context, client, place, id, commit);
  },

  async restart({ client: of }, _place, id) {
    const client = of(fly);
    for (const machine of await servingAt(client, id)) await client.restart(id, machine.id);
  },

  async suspend({ client: of }, _place, id) {
    const client = of(fly);
    for (const { id: machine, state } of await servingAt(client, id))
      if (!['stopped', 'stopping', 'created'].includes(state)) await client.stop(id, machine);
  },

  async resume({ client: of }, _place, id) {
    const client = of(fly);
    for (const { id: machine, state, config } of await servingAt(client, id))
      if (hasCode(config) && state !== 'started' && state !== 'starting') await client.start(id, machine);
  },
};

async function historyOf(client: FlyClient, id: string, now: Date): Promise<History> {
  const machines = await servingAt(client, id);
  const [first] = machines;
  const versions = first ? await client.versions(id, first.id) : [];
  const url = (first?.config.services ?? []).length > 0 ? `https://${id}.fly.dev` : undefined;
  return { machines, versions, url, now: now.getTime() };
}
