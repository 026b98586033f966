/** Settings of a service: DigitalOcean's words and ours. Pure. https://docs.digitalocean.com/products/app-platform/reference/app-spec */
import type { Connected, ServiceSettings } from '../core/host.ts';
import type { DoApp, DoComponent, DoHealthCheck, DoSpec } from '../vendors/digitalocean-types.ts';
import { memoryOf, sizeFor } from './digitalocean-sizes.ts';
import { assembled, isArchived, jobOf, mainOf, stranger } from './digitalocean-spec.ts';

export const digitaloceanRegions = { 'us-east': 'nyc', 'us-west': 'sfo', europe: 'fra', asia: 'sgp' } as const;

/**
 * What an app is made of before it is connected: no app is made without a source, and a repository that nothing was pushed to has no branch yet. It is DigitalOcean's
 * own example, it is public, and as the app is archived nothing of it ever runs.
 */
const standIn = { repo_clone_url: 'https://github.com/digitalocean/sample-nodejs.git', branch: 'main' };
/** Where bot and worker of the template answer their host when nobody names a port; a worker is given none. */
const workersPort = 8000;
/** Seconds. */
const asked = { delay: 10, every: 10, patience: 5 } as const;

export function newSpec(name: string, service: string, settings: ServiceSettings): DoSpec {
  const main: DoComponent = {
    name: service,
    git: standIn,
    environment_slug: /^(python|uvicorn|gunicorn|hypercorn)/.test(settings.startCommand ?? '') ? 'python' : 'node-js',
    alerts: [
      { rule: 'RESTART_COUNT', operator: 'GREATER_THAN', value: 3, window: 'TEN_MINUTES' },
      { rule: 'MEM_UTILIZATION', operator: 'GREATER_THAN', value: 90, window: 'TEN_MINUTES' },
    ],
  };
  const bare: DoSpec = {
    name,
    region: settings.region,
    alerts: [{ rule: 'DEPLOYMENT_FAILED' }, { rule: 'DOMAIN_FAILED' }],
    // It waits for its variables: nothing of what is archived runs, and nothing of it costs anything.
    maintenance: { archive: true },
  };
  const whole = withSettings(main, settings, settings.web);
  return assembled(bare, whole, settings.web, settings.preDeployCommand);
}

/** What differs, written into the component. */
function withSettings(main: DoComponent, wants: Partial<ServiceSettings>, web: boolean): DoComponent {
  const replicas = wants.replicas ?? main.instance_count ?? 1;
  const memory = wants.memoryMb ?? memoryOf(main.instance_size_slug);
  const sized = wants.memoryMb !== undefined || wants.replicas !== undefined;
  const { build_command, run_command, ...rest } = main;
  const build = wants.buildCommand === undefined ? build_command : wants.buildCommand;
  const run = wants.startCommand === undefined ? run_command : wants.startCommand;
  return {
    ...rest,
    ...(wants.root === undefined ? {} : { source_dir: wants.root === '' ? '/' : wants.root }),
    ...(build ? { build_command: build } : {}),
    ...(run ? { run_command: run } : {}),
    ...(sized && memory !== undefined ? { instance_count: replicas, instance_size_slug: sizeFor(memory, replicas) } : {}),
    ...(web ? readiness(main, wants) : liveness(wants)),
  };
}

function readiness(main: DoComponent, { healthPath, healthTimeoutSeconds }: Partial<ServiceSettings>): Pick<DoComponent, 'health_check'> {
  if (healthPath === undefined && healthTimeoutSeconds === undefined) return {};
  const { http_path: before, ...has } = main.health_check ?? {};
  const path = healthPath === undefined ? before : (healthPath ?? undefined);
  const seconds = healthTimeoutSeconds ?? timeoutOf(main.health_check);
  const timing: DoHealthCheck = {
    initial_delay_seconds: asked.delay,
    period_seconds: asked.every,
    timeout_seconds: asked.patience,
    success_threshold: 1,
    failure_threshold: Math.max(1, Math.ceil((seconds - asked.delay) / asked.every)),
  };
  return { health_check: { ...has, ...timing, ...(path ? { http_path: path } : {}) } };
}

/** A bot that has lost Discord waits for it; one that has not answered for ten minutes is started anew. */
function liveness({ healthPath }: Partial<ServiceSettings>): Pick<DoComponent, 'liveness_health_check'> {
  if (!healthPath) return {};
  return {
    liveness_health_check: {
      http_path: healthPath,
      port: workersPort,
      initial_delay_seconds: 120,
      period_seconds: 60,
      timeout_seconds: 10,
      success_threshold: 1,
      failure_threshold: 10,
    },
  };
}

/** What is not said has DigitalOcean's own values: no delay, every ten seconds, nine times. */
function timeoutOf(check: DoHealthCheck | undefined): number {
  const { initial_delay_seconds: delay = 0, period_seconds: every = 10, failure_threshold: times = 9 } = check ?? {};
  return delay + every * times;
}

/** The API may answer with the data centre: `nyc1`. */
export function regionOf({ region = '' }: DoSpec): string {
  return region.replace(/\d+$/, '');
}

export function settingsOf({ spec }: Pick<DoApp, 'spec'>): Partial<ServiceSettings> {
  const found = mainOf(spec);
  if (!found) return {};
  const { main, web } = found;
  const memoryMb = memoryOf(main.instance_size_slug);
  return {
    root: (main.source_dir ?? '').replaceAll(/^[./]+|\/+$/g, ''),
    buildCommand: main.build_command || null,
    startCommand: main.run_command || null,
    preDeployCommand: jobOf(spec)?.run_command || null,
    ...(web ? { healthPath: main.health_check?.http_path || null, healthTimeoutSeconds: timeoutOf(main.health_check) } : {}),
    ...(spec.region ? { region: regionOf(spec) } : {}),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    replicas: main.instance_count ?? 1,
    web,
  };
}

/** Undefined: nothing that it has differs. @throws OperatorError for sizes that DigitalOcean has not */
export function changedSpec(app: Pick<DoApp, 'spec'>, wants: Partial<ServiceSettings>): DoSpec | undefined {
  const has = settingsOf(app);
  const found = mainOf(app.spec);
  const differing = Object.fromEntries(
    Object.entries(wants).filter(([name, value]) => name in has && value !== has[name as keyof ServiceSettings]),
  ) as Partial<ServiceSettings>;
  if (!found) throw stranger(app.spec.name);
  if (differing.memoryMb === undefined && wants.memoryMb !== undefined && has.memoryMb === undefined) differing.memoryMb = wants.memoryMb;
  if (Object.keys(differing).length === 0) return undefined;
  const web = differing.web ?? found.web;
  const preDeploy = differing.preDeployCommand === undefined ? (has.preDeployCommand ?? null) : differing.preDeployCommand;
  const { health_check: _ready, liveness_health_check: _alive, http_port: _port, ...bare } = found.main;
  // Another region is a deployment there: https://docs.digitalocean.com/products/app-platform/how-to/change-region
  const spec = differing.region === undefined ? app.spec : { ...app.spec, region: differing.region };
  return assembled(spec, withSettings(web === found.web ? found.main : bare, differing, web), web, preDeploy);
}

export function connectionOf(spec: DoSpec): Connected | undefined {
  const { github } = mainOf(spec)?.main ?? {};
  if (!github?.repo) return undefined;
  return { repository: github.repo, branch: github.branch ?? '', autoDeploy: github.deploy_on_push === true };
}

/** The job follows with the service. */
export function connectedSpec(spec: DoSpec, { repository, branch, autoDeploy }: Connected): DoSpec {
  const found = mainOf(spec);
  if (!found) throw stranger(spec.name);
  const { git: _git, ...main } = found.main;
  const github = { repo: repository, branch, deploy_on_push: autoDeploy };
  return assembled(spec, { ...main, github }, found.web, jobOf(spec)?.run_command || null);
}

export function notesOf({ spec, pinned_deployment: pinned }: DoApp): string[] {
  const { main } = mainOf(spec) ?? {};
  const count = (spec.services?.length ?? 0) + (spec.workers?.length ?? 0);
  const { min_instance_count: least = 1, max_instance_count: most = 1 } = main?.autoscaling ?? {};
  return [
    ...(count > 1
      ? [`${spec.name} has ${count} components: k77 looks after ${main?.name} alone, and each change deploys all of them`]
      : []),
    ...(main?.autoscaling ? [`${spec.name} is scaled by DigitalOcean itself, between ${least} and ${most} instances`] : []),
    ...(isArchived(spec) ? [`${spec.name} is archived: nothing of it runs until it is deployed`] : []),
    ...(pinned ? [`${spec.name} was rolled back by hand and is held there: nothing is deployed until that is committed or reverted`] : []),
  ];
}
