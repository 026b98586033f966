/** Settings of a service: Render's words and ours. Pure. */
import { OperatorError } from '../core/errors.ts';
import type { Connected, ServiceSettings } from '../core/host.ts';
import type { RenderService, RenderServiceChange } from '../vendors/render-types.ts';
import { instancePrices } from './render-facts.ts';

/** https://render.com/docs/regions; Ohio is one, too. */
export const renderRegions = { 'us-east': 'virginia', 'us-west': 'oregon', europe: 'frankfurt', asia: 'singapore' } as const;

/** MB, smallest first. https://render.com/pricing#compute */
const plans: Readonly<Record<string, number>> = {
  starter: 512,
  standard: 2048,
  pro: 4096,
  pro_plus: 8192,
  pro_max: 16_384,
  pro_ultra: 32_768,
};

export type Runtime = 'node' | 'python';

/** Render asks for the runtime by name and has no way to leave the build to it: these stand for a build that nobody described. */
const usualBuild: Readonly<Record<Runtime, string>> = {
  node: 'npm install --include=dev && npm run build --if-present',
  python: 'pip install -r requirements.txt',
};

/**
 * What a service is made with. Render deploys a new service at once, before it has variables; this build fails at once instead, so that the service never runs
 * without them. Where k77 was interrupted between making and setting up, the service is recognised by it.
 */
export const notYet = 'echo "k77 sets the variables first" && exit 1';

export function runtimeOf({ startCommand }: Pick<ServiceSettings, 'startCommand'>): Runtime {
  return /^(python|uvicorn|gunicorn|hypercorn)/.test(startCommand ?? '') ? 'python' : 'node';
}

export function buildOf({ buildCommand, startCommand }: Pick<ServiceSettings, 'buildCommand' | 'startCommand'>): string {
  return buildCommand ?? usualBuild[runtimeOf({ startCommand })];
}

/** @throws OperatorError where no instance type has exactly so much */
export function planFor(memoryMb: number): string {
  const found = Object.entries(plans).find(([, mb]) => mb === memoryMb)?.[0];
  if (found) return found;
  const near = Object.entries(plans).slice(0, 3);
  throw new OperatorError({
    what: `Render has no instance type with ${memoryMb} MB`,
    fix: `choose ${near.map(([name, mb]) => `${mb} MB ($${(instancePrices[name] ?? 0) / 100} a month)`).join(', ')} or another host: k77 hosts`,
    see: 'https://render.com/pricing',
  });
}

export function isHalfMade({ serviceDetails }: RenderService): boolean {
  return serviceDetails.envSpecificDetails?.buildCommand === notYet;
}

export function settingsOf(one: RenderService): Partial<ServiceSettings> {
  const { envSpecificDetails: commands = {}, healthCheckPath, plan = '', region, numInstances, disk, runtime } = one.serviceDetails;
  const { buildCommand = '', startCommand = '', preDeployCommand = '' } = commands;
  const usual = runtime === 'python' ? usualBuild.python : usualBuild.node;
  const web = one.type === 'web_service';
  return {
    root: one.rootDir,
    buildCommand: buildCommand === usual || buildCommand === '' ? null : buildCommand,
    startCommand: startCommand || null,
    preDeployCommand: preDeployCommand || null,
    ...(web ? { healthPath: healthCheckPath || null } : {}),
    ...(region === undefined ? {} : { region }),
    // A free instance has 512 MB too, and sleeps: not what anybody wanted.
    ...(plans[plan] === undefined ? {} : { memoryMb: plans[plan] }),
    replicas: numInstances ?? 1,
    volume: disk?.mountPath ?? null,
    web,
  };
}

export function notesOf({ name, type, serviceDetails, suspended, suspenders }: RenderService): string[] {
  const { plan, autoscaling, disk, numInstances = 1 } = serviceDetails;
  return [
    ...(plan === 'free' ? [`${name} is a free instance: it sleeps after 15 min without a visitor`] : []),
    ...(plan === 'custom' ? [`${name} has an instance type of its own, whose memory Render does not tell`] : []),
    ...(autoscaling?.enabled ? [`${name} is scaled by Render itself, between ${autoscaling.min} and ${autoscaling.max} instances`] : []),
    ...(disk && numInstances === 1 ? [`${name} has a disk: it stops for a moment with each deploy`] : []),
    ...(type === 'background_worker' ? [] : type === 'web_service' ? [] : [`${name} is a ${type.replaceAll('_', ' ')}`]),
    ...(suspended === 'suspended' ? [`${name} is suspended${suspenders.length > 0 ? ` (by: ${suspenders.join(', ')})` : ''}`] : []),
  ];
}

/** Body of `PATCH /services/{serviceId}`; undefined: nothing that it has differs. */
export function changeOf(one: RenderService, wants: Partial<ServiceSettings>): RenderServiceChange | undefined {
  const has = settingsOf(one);
  const differs = (name: keyof ServiceSettings): boolean => name in wants && wants[name] !== has[name];
  const { envSpecificDetails: commands = {} } = one.serviceDetails;
  const startCommand = (differs('startCommand') ? wants.startCommand : undefined) ?? commands.startCommand ?? '';
  const buildCommand = differs('buildCommand')
    ? buildOf({ buildCommand: wants.buildCommand ?? null, startCommand })
    : commands.buildCommand;
  const details = {
    ...(differs('buildCommand') || differs('startCommand')
      ? { envSpecificDetails: { buildCommand: buildCommand ?? '', startCommand } }
      : {}),
    ...(differs('preDeployCommand') ? { preDeployCommand: wants.preDeployCommand ?? '' } : {}),
    ...(differs('healthPath') && has.web ? { healthCheckPath: wants.healthPath ?? '' } : {}),
    ...(differs('memoryMb') && wants.memoryMb !== undefined ? { plan: planFor(wants.memoryMb) } : {}),
  };
  const change = {
    ...(differs('root') ? { rootDir: wants.root ?? '' } : {}),
    ...(Object.keys(details).length > 0 ? { serviceDetails: details } : {}),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

/** What Render never changes of a service that is there. @throws OperatorError */
export function refuseFixed(one: RenderService, wants: Partial<ServiceSettings>): void {
  const has = settingsOf(one);
  const again = `k77 deletes no service: delete ${one.name} yourself (${one.dashboardUrl} → Settings → Delete), then run the same command again, or answer as it is`;
  if (wants.region !== undefined && wants.region !== has.region)
    throw new OperatorError({
      what: `Render runs ${one.name} in ${has.region ?? 'no region'}, not in ${wants.region}, and moves no service`,
      fix: again,
      see: one.dashboardUrl,
    });
  if (wants.web !== undefined && wants.web !== has.web)
    throw new OperatorError({
      what: `${one.name} is a ${one.type.replaceAll('_', ' ')} at Render, not a ${wants.web ? 'web service' : 'background worker'}, and cannot become one`,
      fix: again,
      see: one.dashboardUrl,
    });
}

export function connectionOf({ repo, branch = '', autoDeploy }: RenderService): Connected | undefined {
  const found = /^https:\/\/github\.com\/([^/]+\/[^/]+?)(\.git)?\/?$/.exec(repo ?? '')?.[1];
  return found === undefined ? undefined : { repository: found, branch, autoDeploy: autoDeploy === 'yes' };
}

export function addressOf(repository: string): string {
  return `https://github.com/${repository}`;
}
