/** The spec of an app: which component of it is the service, the job that runs before it, and how they are put together. Pure. */
import { OperatorError } from '../core/errors.ts';
import type { DoComponent, DoSpec, DoVariable } from '../vendors/digitalocean-types.ts';
import { sizeFor } from './digitalocean-sizes.ts';

/** What runs before a deployment takes over is a component of its own in the same app. */
const jobName = 'before-deploy';

/** The component that is the service: an app of k77's has one. */
export function mainOf(spec: DoSpec): { main: DoComponent; web: boolean } | undefined {
  const [service] = spec.services ?? [];
  if (service) return { main: service, web: true };
  const [worker] = spec.workers ?? [];
  return worker && { main: worker, web: false };
}

export function jobOf(spec: DoSpec): DoComponent | undefined {
  return spec.jobs?.find(({ name, kind }) => name === jobName && kind === 'PRE_DEPLOY');
}

/** Services want a way in from outside. */
export function assembled(spec: DoSpec, main: DoComponent, web: boolean, preDeploy: string | null): DoSpec {
  const { services: _services, workers: _workers, jobs = [], ingress: _ingress, ...rest } = spec;
  const before = mainOf(spec);
  const others = (all: readonly DoComponent[] = []): DoComponent[] => all.filter(({ name }) => name !== before?.main.name);
  const [services, workers] = [others(spec.services), others(spec.workers)];
  const job = preDeploy === null ? [] : [jobFrom({ ...main, ...sealedApart(main, spec) }, preDeploy)];
  const allJobs = [...jobs.filter(({ name }) => name !== jobName), ...job];
  const rules = spec.ingress?.rules ?? [];
  const open = web && rules.length === 0 ? [{ match: { path: { prefix: '/' } }, component: { name: main.name } }] : web ? rules : [];
  return {
    ...rest,
    ...(web || services.length > 0 ? { services: web ? [main, ...services] : services } : {}),
    ...(!web || workers.length > 0 ? { workers: web ? workers : [main, ...workers] } : {}),
    ...(allJobs.length > 0 ? { jobs: allJobs } : {}),
    ...(open.length > 0 ? { ingress: { ...spec.ingress, rules: open } } : {}),
  };
}

/** Each component has secrets encrypted for itself: what did not change for the service keeps for the job what that has, so that it is not another one each time. */
function sealedApart({ envs }: DoComponent, before: DoSpec): Pick<DoComponent, 'envs'> {
  const [main, job] = [mainOf(before)?.main.envs ?? [], jobOf(before)?.envs ?? []];
  const isKept = ({ key, value, type }: DoVariable): boolean =>
    type === 'SECRET' && main.some((one) => one.key === key && one.type === type && one.value === value);
  return envs
    ? { envs: envs.map((one) => (isKept(one) ? (job.find(({ key, type }) => key === one.key && type === 'SECRET') ?? one) : one)) }
    : {};
}

/** Of the same commit, folder and variables; it runs once and ends. */
function jobFrom({ git, github, source_dir, build_command, environment_slug, envs }: DoComponent, run_command: string): DoComponent {
  return {
    name: jobName,
    kind: 'PRE_DEPLOY',
    ...(github ? { github } : git ? { git } : {}),
    ...(source_dir ? { source_dir } : {}),
    ...(build_command ? { build_command } : {}),
    ...(environment_slug ? { environment_slug } : {}),
    // What runs once has no use for it.
    ...(envs ? { envs: envs.filter((one) => !isCommitVariable(one)) } : {}),
    run_command,
    instance_count: 1,
    instance_size_slug: sizeFor(512, 1),
  };
}

export function isArchived({ maintenance }: DoSpec): boolean {
  return maintenance?.archive === true;
}

export function restored(spec: DoSpec): DoSpec {
  return isArchived(spec) ? { ...spec, maintenance: { ...spec.maintenance, enabled: false, archive: false } } : spec;
}

/**
 * DigitalOcean puts the commit in its place, and tells it nobody unasked: services name by it what they are. Nobody's setting, so that it is shown nowhere.
 * https://docs.digitalocean.com/products/app-platform/how-to/use-environment-variables
 */
export const commitVariable: DoVariable = {
  key: 'COMMIT_HASH',
  value: ['$', '{_self.COMMIT_HASH}'].join(''),
  scope: 'RUN_TIME',
  type: 'GENERAL',
};

export function isCommitVariable({ key, value }: DoVariable): boolean {
  return key === commitVariable.key && value === commitVariable.value;
}

export function stranger(name: string): OperatorError {
  return new OperatorError({
    what: `the app ${name} at DigitalOcean has neither a service nor a worker`,
    fix: 'it is not one of k77’s: rename it or delete it in its dashboard, then run the same command again',
    see: 'https://cloud.digitalocean.com/apps',
  });
}
