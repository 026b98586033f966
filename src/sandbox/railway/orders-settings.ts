/** Orders about how a service is built and run, and its volume. */
import type { Books } from './books.ts';
import { refuseUnopened } from './deploying.ts';
import type { Instance, Settings, Workspace } from './model.ts';
import { limitsOf, regions, usualRegion } from './plans.ts';
import { absent, Refusal } from './refusal.ts';
import type { Viewer } from './viewer.ts';
import { volumeView } from './views.ts';

interface Spot {
  serviceId: string;
  environmentId: string;
}

export const settingOrders = {
  serviceInstanceUpdate: ({ serviceId, environmentId, input }: InstanceUpdate, viewer: Viewer) => {
    const { books } = viewer;
    const instance = environmentId ? viewer.instance(serviceId, environmentId) : viewer.anyInstance(serviceId);
    const { source, region, numReplicas, multiRegionConfig, ...plain } = input;
    const next = { ...instance.settings, ...withoutUndefined(plain) };
    if (region || numReplicas)
      next.regions = { [region ?? Object.keys(next.regions ?? {})[0] ?? usualRegion]: { numReplicas: numReplicas ?? 1 } };
    if (multiRegionConfig) next.regions = mergedRegions(next.regions, multiRegionConfig);
    refuseBeyond(books, books.workspaceOf(books.service(serviceId).project), instance, next);
    if (source?.repo) {
      refuseUnopened(books, source.repo);
      instance.repository = source.repo;
    }
    instance.settings = next;
    instance.updated = books.now();
    return true;
  },
  serviceInstanceLimitsUpdate: ({ input }: { input: Spot & { memoryGB?: number | null; vCPUs?: number | null } }, viewer: Viewer) => {
    const { books } = viewer;
    const { settings } = viewer.instance(input.serviceId, input.environmentId);
    const plan = limitsOf(books.workspaceOf(viewer.service(input.serviceId).project));
    const { memoryGB = settings.memoryGB, vCPUs = settings.vCPUs } = input;
    if ((memoryGB ?? 0) > plan.memoryGB || (vCPUs ?? 0) > plan.vCPUs)
      throw new Refusal(`Your plan allows at most ${plan.memoryGB} GB of memory and ${plan.vCPUs} vCPUs, upgrade your plan for more`);
    Object.assign(settings, { memoryGB, vCPUs });
    return true;
  },
  volumeCreate: (
    { input }: { input: { projectId: string; environmentId?: string; serviceId?: string; mountPath: string } },
    viewer: Viewer,
  ) => {
    const { books } = viewer;
    viewer.project(input.projectId);
    const instance = viewer.instance(input.serviceId ?? '', input.environmentId ?? '');
    const { service, environment } = instance;
    if (!input.mountPath.startsWith('/')) throw new Refusal('Mount path must be an absolute path');
    if (books.state.volumes.some((one) => one.service === service && one.environment === environment))
      throw new Refusal('Service already has a volume attached');
    if (Object.values(instance.settings.regions ?? {}).some(({ numReplicas }) => numReplicas > 1))
      throw new Refusal('Services with a volume can not have replicas');
    const name = `${books.service(service).name}-volume`;
    const made = { id: books.id(), name, project: input.projectId, environment, service, mountPath: input.mountPath, created: books.now() };
    books.state.volumes.push(made);
    return volumeView(made);
  },
  volumeInstanceUpdate: ({ volumeId, input }: { volumeId: string; input: { mountPath?: string | null } }, viewer: Viewer) => {
    const found = viewer.books.state.volumes.find(({ id }) => id === volumeId);
    if (!found) throw absent('Volume');
    viewer.environment(found.environment);
    if (input.mountPath) found.mountPath = input.mountPath;
    return true;
  },
};

interface InstanceUpdate {
  serviceId: string;
  environmentId?: string | null;
  input: Partial<Omit<Settings, 'regions' | 'memoryGB' | 'vCPUs'>> & {
    source?: { repo?: string | null } | null;
    region?: string | null;
    numReplicas?: number | null;
    multiRegionConfig?: Record<string, { numReplicas?: number } | null> | null;
  };
}

function refuseBeyond(books: Books, workspace: Workspace, { service, environment }: Instance, next: Settings): void {
  const plan = limitsOf(workspace);
  if (!plan.restartsFreely && next.restartPolicyType === 'ALWAYS')
    throw new Refusal('The ALWAYS restart policy is not available on the Free plan, upgrade your plan to use it');
  if (!plan.restartsFreely && next.restartPolicyMaxRetries > 10)
    throw new Refusal('Your plan allows at most 10 restarts, upgrade your plan for more');
  const strange = Object.keys(next.regions ?? {}).find((name) => !regions.some((one) => one.name === name));
  if (strange !== undefined) throw new Refusal(`Region ${strange} not found`);
  const replicas = Object.values(next.regions ?? {}).reduce((sum, { numReplicas }) => sum + numReplicas, 0);
  if (replicas > plan.replicas) throw new Refusal(`Your plan allows at most ${plan.replicas} replicas, upgrade your plan for more`);
  if (replicas > 1 && books.state.volumes.some((one) => one.service === service && one.environment === environment))
    throw new Refusal('Services with a volume can not have replicas');
  if (next.healthcheckPath && !next.healthcheckPath.startsWith('/')) throw new Refusal('Healthcheck path must start with /');
}

/** Regions that are named with null go away. */
function mergedRegions(before: Settings['regions'], change: Record<string, { numReplicas?: number } | null>): Settings['regions'] {
  const all: Record<string, { numReplicas: number }> = { ...before };
  for (const [name, one] of Object.entries(change))
    if (one === null) delete all[name];
    else all[name] = { numReplicas: one.numReplicas ?? 1 };
  return Object.keys(all).length === 0 ? null : all;
}

function withoutUndefined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
