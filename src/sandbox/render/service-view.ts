/** A service as the API tells it. */
import type { Books } from './books.ts';
import type { Disk, Json, Service } from './model.ts';

export function serviceView(books: Books, one: Service): Json {
  const { id, type, name, slug, owner, environment, repo, branch, settings, suspenders, createdAt, updatedAt } = one;
  return {
    id,
    type,
    name,
    slug,
    ownerId: owner,
    ...(environment === undefined ? {} : { environmentId: environment }),
    repo,
    branch,
    autoDeploy: one.autoDeploy ? 'yes' : 'no',
    rootDir: settings.rootDir,
    notifyOnFail: 'default',
    suspended: suspenders.length > 0 ? 'suspended' : 'not_suspended',
    suspenders,
    dashboardUrl: `https://dashboard.render.com/${type === 'web_service' ? 'web' : type === 'private_service' ? 'pserv' : 'worker'}/${id}`,
    createdAt,
    updatedAt,
    serviceDetails: detailsView(books, one),
  };
}

function detailsView(books: Books, { id, type, region, settings, instances, autoscaling, disk, slug }: Service): Json {
  const { runtime, buildCommand, startCommand, preDeployCommand, healthCheckPath, plan, maxShutdownDelaySeconds } = settings;
  const web = type === 'web_service';
  const commands = { buildCommand, startCommand, ...(preDeployCommand ? { preDeployCommand } : {}) };
  return {
    env: runtime,
    runtime,
    envSpecificDetails: commands,
    region,
    plan,
    buildPlan: 'starter',
    numInstances: instances,
    ...(autoscaling ? { autoscaling: scalingView(autoscaling) } : {}),
    ...(disk ? { disk: diskDetails(disk) } : {}),
    pullRequestPreviewsEnabled: 'no',
    previews: { generation: 'off' },
    maxShutdownDelaySeconds,
    sshAddress: `${id}@ssh.${region}.render.com`,
    ...(type === 'background_worker'
      ? {}
      : { openPorts: openPorts(books, id), url: web ? `https://${slug}.onrender.com` : `${slug}:10000` }),
    ...(web ? { healthCheckPath, renderSubdomainPolicy: 'enabled' } : {}),
  };
}

function openPorts(books: Books, id: string): Json[] {
  return books.live({ id }) ? [{ port: 10_000, protocol: 'TCP' }] : [];
}

function scalingView({ min, max }: { min: number; max: number }): Json {
  return { enabled: true, min, max, criteria: { cpu: { enabled: true, percentage: 70 }, memory: { enabled: false, percentage: 70 } } };
}

function diskDetails({ id, name, sizeGB, mountPath }: Disk): Json {
  return { id, name, sizeGB, mountPath };
}
