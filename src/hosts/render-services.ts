/** Services at Render: made with a repository, set up, connected, scaled. */
import { OperatorError } from '../core/errors.ts';
import type { Connected, HostApi, Place, ServiceSettings } from '../core/host.ts';
import { render } from '../vendors/render.ts';
import type { RenderClient } from '../vendors/render-client.ts';
import { RenderRefusal } from '../vendors/render-http.ts';
import type { NewRenderService, RenderService } from '../vendors/render-types.ts';
import { isUnderWay } from './render-deployments.ts';
import { serviceName, serviceOf } from './render-place.ts';
import {
  addressOf,
  changeOf,
  connectionOf,
  isHalfMade,
  notesOf,
  notYet,
  planFor,
  refuseFixed,
  runtimeOf,
  settingsOf,
} from './render-settings.ts';

/** GB; Render makes disks larger, never smaller. */
const diskSize = 1;

export const services: Pick<HostApi, 'services' | 'service' | 'makeService' | 'configure' | 'connect' | 'scale'> = {
  async services({ client: of }, { owner = '', environment }) {
    const all = environment === undefined ? await of(render).allServices(owner) : await of(render).servicesOf(environment);
    const here = all.filter((one) => one.environmentId === environment && ['web_service', 'background_worker'].includes(one.type));
    return here.map((one) => ({
      id: one.id,
      name: one.name,
      repository: connectionOf(one)?.repository,
      startCommand: settingsOf(one).startCommand ?? undefined,
      root: one.rootDir,
      url: one.serviceDetails.url,
    }));
  },

  async service({ client: of }, place, name) {
    const found = await named(of(render), place, name);
    if (!found) return undefined;
    const notes = notesOf(found);
    const { autoscaling } = found.serviceDetails;
    return {
      id: found.id,
      name,
      settings: settingsOf(found),
      ...(autoscaling?.enabled ? { scales: { min: autoscaling.min, max: autoscaling.max } } : {}),
      repository: connectionOf(found),
      ...(notes.length === 0 ? {} : { notes }),
    };
  },

  /** Made with a build that fails, then the deploy that Render begins is called off, then set up: it waits for its variables. */
  async makeService(context, place, name, settings, connection) {
    const client = context.client(render);
    const there = await named(client, place, name);
    const id = there?.id ?? (await client.createService(newService(place, name, settings, connection))).service.id;
    const { web: _web, ...rest } = settings;
    await services.configure(context, place, id, rest);
    return id;
  },

  async configure({ client: of }, _place, id, wants) {
    const client = of(render);
    const one = await serviceOf(client, id);
    refuseFixed(one, wants);
    if (isHalfMade(one)) await callOff(client, id);
    const change = changeOf(one, wants);
    if (change) await client.updateService(id, change);
    await mount(client, one, wants);
    if (wants.replicas !== undefined && wants.replicas !== (one.serviceDetails.numInstances ?? 1))
      await scaled(client, one, wants.replicas);
  },

  async connect({ client: of }, _place, id, to) {
    const client = of(render);
    const one = await serviceOf(client, id);
    const has = connectionOf(one);
    const change = {
      ...(has?.repository.toLowerCase() === to.repository.toLowerCase() ? {} : { repo: addressOf(to.repository) }),
      ...(has?.branch === to.branch ? {} : { branch: to.branch }),
      ...(has?.autoDeploy === to.autoDeploy ? {} : { autoDeploy: to.autoDeploy ? ('yes' as const) : ('no' as const) }),
    };
    if (Object.keys(change).length > 0) await client.updateService(id, change);
  },

  async scale({ client: of }, _place, id, replicas) {
    const client = of(render);
    const one = await serviceOf(client, id);
    if ((one.serviceDetails.numInstances ?? 1) !== replicas || one.serviceDetails.autoscaling?.enabled) await scaled(client, one, replicas);
  },
};

async function named(client: RenderClient, place: Place, name: string): Promise<RenderService | undefined> {
  const wanted = serviceName(place, name);
  const found = await client.services(place.owner ?? '', wanted);
  if (found.length < 2) return found[0];
  throw new OperatorError({
    what: `Render has ${found.length} services called ${wanted}`,
    fix: 'rename or delete all but one of them (service → Settings), so that k77 knows which one is meant',
    see: found[0]?.dashboardUrl,
  });
}

function newService(place: Place, name: string, settings: ServiceSettings, { repository, branch }: Connected): NewRenderService {
  const { web, startCommand, preDeployCommand, healthPath, memoryMb, region, replicas, root } = settings;
  return {
    type: web ? 'web_service' : 'background_worker',
    name: serviceName(place, name),
    ownerId: place.owner ?? '',
    environmentId: place.environment ?? '',
    repo: addressOf(repository),
    branch,
    autoDeploy: 'no',
    rootDir: root,
    serviceDetails: {
      runtime: runtimeOf(settings),
      plan: planFor(memoryMb),
      region,
      numInstances: replicas,
      envSpecificDetails: { buildCommand: notYet, startCommand: startCommand ?? 'npm start' },
      ...(preDeployCommand ? { preDeployCommand } : {}),
      ...(web && healthPath ? { healthCheckPath: healthPath } : {}),
    },
  };
}

/** Deploys that nobody ordered. One that ended in the meantime has failed, as it was made to. */
async function callOff(client: RenderClient, id: string): Promise<void> {
  for (const one of await client.deploys(id)) {
    if (!isUnderWay(one)) continue;
    await client.cancelDeploy(id, one.id).catch(async (error: unknown) => {
      const now = await client.deploy(id, one.id);
      if (!(error instanceof RenderRefusal) || (now && isUnderWay(now))) throw error;
    });
  }
}

async function scaled(client: RenderClient, one: RenderService, replicas: number): Promise<void> {
  const { autoscaling, disk } = one.serviceDetails;
  if (autoscaling?.enabled)
    throw new OperatorError({
      what: `Render scales ${one.name} by itself, between ${autoscaling.min} and ${autoscaling.max} instances, and takes no number meanwhile`,
      fix: 'switch autoscaling off in the dashboard (service → Scaling), then run the same command again',
      see: one.dashboardUrl,
    });
  if (disk && replicas > 1)
    throw new OperatorError({
      what: `Render runs a service with a disk once, not ${replicas} times`,
      fix: 'keep what is on the disk elsewhere (database, object storage), take the disk away in the dashboard, then scale again',
      see: one.dashboardUrl,
    });
  await client.scale(one.id, replicas);
}

async function mount(client: RenderClient, one: RenderService, { volume, replicas }: Partial<ServiceSettings>): Promise<void> {
  const { disk, numInstances = 1 } = one.serviceDetails;
  if (volume === undefined || volume === (disk?.mountPath ?? null)) return;
  if (volume === null)
    throw new OperatorError({
      what: `the Render service ${one.name} has a disk at ${disk?.mountPath} that is not wanted any more`,
      fix: 'k77 deletes no data: copy what you need, then delete the disk in the dashboard (service → Disk)',
      see: one.dashboardUrl,
    });
  if ((replicas ?? numInstances) > 1)
    throw new OperatorError({
      what: `Render gives no disk to ${one.name} while it runs ${replicas ?? numInstances} times`,
      fix: 'scale it to one instance first, or keep what it writes elsewhere (database, object storage)',
      see: one.dashboardUrl,
    });
  if (disk) await client.updateDisk(disk.id, volume);
  else await client.createDisk(one.id, { name: `${one.name}-data`, mountPath: volume, sizeGB: diskSize });
}
