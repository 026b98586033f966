/** Services at Railway: made empty, set up, connected, scaled. */
import { OperatorError } from '../core/errors.ts';
import type { HostApi } from '../core/host.ts';
import { railway } from '../vendors/railway.ts';
import type { RailwayClient, RailwaySpot } from '../vendors/railway-client.ts';
import { RailwayRefusal } from '../vendors/railway-graphql.ts';
import type { RailwayInstance } from '../vendors/railway-types.ts';
import { deploymentsOf } from './railway-deployments.ts';
import { instanceOf, planOf, servicePage, spotOf } from './railway-place.ts';
import { instanceInput, notesOf, settingsOf } from './railway-settings.ts';

export const services: Pick<HostApi, 'services' | 'service' | 'makeService' | 'configure' | 'connect' | 'scale'> = {
  async services({ client: of }, place) {
    const { project, environment } = spotOf(place, '');
    const all = await of(railway).instances(project, environment);
    return all.map(({ service: id, name, repository, startCommand, rootDirectory: root }) => ({
      id,
      name,
      repository,
      startCommand,
      root,
    }));
  },

  async service({ client: of }, place, name) {
    const client = of(railway);
    const spot = spotOf(place, '');
    const one = (await client.instances(spot.project, spot.environment)).find((other) => other.name === name);
    if (!one) return undefined;
    const [more, plan] = await Promise.all([client.instanceMore({ ...spot, service: one.service }), planOf(client, place)]);
    const { repository, branch = '' } = one;
    const notes = notesOf(one, plan);
    return {
      id: one.service,
      name: one.name,
      settings: settingsOf(one, more, plan),
      ...(repository === undefined ? {} : { repository: { repository, branch, autoDeploy: more.autoDeploy } }),
      ...(notes.length === 0 ? {} : { notes }),
    };
  },

  async makeService(context, place, name, settings) {
    const client = context.client(railway);
    const spot = spotOf(place, '');
    const there = (await client.instances(spot.project, spot.environment)).find((other) => other.name === name);
    const id = there?.service ?? (await client.createService(spot.project, spot.environment, name));
    await services.configure(context, place, id, settings);
    return id;
  },

  async configure({ client: of }, place, id, wants) {
    const client = of(railway);
    const spot = spotOf(place, id);
    const [one, more, plan] = await Promise.all([instanceOf(client, spot), client.instanceMore(spot), planOf(client, place)]);
    const has = settingsOf(one, more, plan);
    const input = instanceInput(one, has, wants, plan);
    if (Object.keys(input).length > 0) await client.updateInstance(spot, input);
    if (wants.memoryMb !== undefined && wants.memoryMb !== has.memoryMb) await client.setMemory(spot, wants.memoryMb / 1024);
    await mount(client, spot, one, wants.volume);
  },

  async connect({ client: of }, place, id, to) {
    const client = of(railway);
    const spot = spotOf(place, id);
    const one = await instanceOf(client, spot);
    if (one.repository !== to.repository || (one.branch ?? to.branch) !== to.branch) await attach(client, spot, to.repository, to.branch);
    if ((await client.instanceMore(spot)).autoDeploy !== to.autoDeploy) await client.setAutoDeploy(spot, to.autoDeploy);
  },

  async scale(context, place, id, replicas) {
    const client = context.client(railway);
    const one = await instanceOf(client, spotOf(place, id));
    if (one.volume && replicas > 1)
      throw new OperatorError({
        what: `Railway runs a service with a volume once, not ${replicas} times`,
        fix: 'keep what is on the volume elsewhere (database, object storage), take the volume away in the dashboard, then scale again',
        see: servicePage(place, id),
      });
    if ((Object.values(one.regions)[0] ?? 1) === replicas) return;
    await services.configure(context, place, id, { replicas });
    const live = deploymentsOf(await client.deployments(spotOf(place, id))).find(({ current }) => current);
    // The same image again: a changed number counts from the next deployment on.
    if (live && live.status !== 'suspended') await client.order('Redeploy', live.id);
  },
};

/** A service's own environment is not named by this call: where Railway looks in the wrong one, source and trigger are set one by one. */
async function attach(client: RailwayClient, spot: RailwaySpot, repository: string, branch: string): Promise<void> {
  try {
    await client.connect(spot.service, repository, branch);
  } catch (error) {
    if (!(error instanceof RailwayRefusal) || !/serviceinstance not found/i.test(error.message)) throw error;
    await client.updateInstance(spot, { source: { repo: repository } });
    await client.createTrigger(spot, repository, branch);
  }
}

async function mount(
  client: RailwayClient,
  spot: RailwaySpot,
  { volume, name }: RailwayInstance,
  path: string | null | undefined,
): Promise<void> {
  if (path === undefined || path === (volume?.mountPath ?? null)) return;
  if (path === null)
    throw new OperatorError({
      what: `the Railway service ${name} has a volume at ${volume?.mountPath} that is not wanted any more`,
      fix: 'k77 deletes no data: copy what you need, then delete the volume in the dashboard (service → volume → Settings → Wipe or Delete)',
      see: servicePage({ project: spot.project, environment: spot.environment }, spot.service),
    });
  if (volume) await client.mountVolume(spot.environment, volume.id, path);
  else await client.createVolume(spot, path);
}
