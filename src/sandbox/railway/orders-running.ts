/** Orders about variables, deployments, domains and usage limits. */
import type { Books } from './books.ts';
import { begin, deployAgain, deployCommit, isUnderWay, refuseSuspended, rollBack, setStatus } from './deploying.ts';
import { partsOf } from './domains.ts';
import type { Deployment, Instance, Workspace } from './model.ts';
import { limitsOf } from './plans.ts';
import { absent, denied, Refusal } from './refusal.ts';
import type { Viewer } from './viewer.ts';
import { deploymentView, domainView } from './views.ts';

interface Spot {
  serviceId: string;
  environmentId: string;
}
interface Id {
  id: string;
}

const variableOrders = {
  variableCollectionUpsert: (
    { input }: { input: Spot & { variables: unknown; replace?: boolean; skipDeploys?: boolean } },
    viewer: Viewer,
  ) => {
    const instance = viewer.instance(input.serviceId, input.environmentId);
    const values = textsOf(input.variables);
    const before = JSON.stringify(instance.variables);
    instance.variables = { ...(input.replace ? {} : instance.variables), ...values };
    return after(viewer.books, instance, before, input.skipDeploys ?? false);
  },
  variableUpsert: ({ input }: { input: Spot & { name: string; value: string; skipDeploys?: boolean } }, viewer: Viewer) => {
    const instance = viewer.instance(input.serviceId, input.environmentId);
    const before = JSON.stringify(instance.variables);
    instance.variables = { ...instance.variables, ...textsOf({ [input.name]: input.value }) };
    return after(viewer.books, instance, before, input.skipDeploys ?? false);
  },
  variableDelete: ({ input }: { input: Spot & { name: string } }, viewer: Viewer) => {
    const instance = viewer.instance(input.serviceId, input.environmentId);
    const before = JSON.stringify(instance.variables);
    const { [input.name]: _gone, ...rest } = instance.variables;
    instance.variables = rest;
    instance.sealed = instance.sealed.filter((name) => name !== input.name);
    return after(viewer.books, instance, before, false);
  },
};

/** Changed variables deploy what serves anew, unless the caller said not to. */
export function after(books: Books, instance: Instance, before: string, skipDeploys: boolean): true {
  if (JSON.stringify(instance.variables) !== before && !skipDeploys) deployAgain(books, instance);
  books.changed();
  return true;
}

function textsOf(values: unknown): Record<string, string> {
  const all = typeof values === 'object' && values !== null ? Object.entries(values) : [];
  const wrong = all.find(([name, value]) => !/^[A-Za-z_]\w*$/.test(name) || typeof value !== 'string');
  if (wrong) throw new Refusal(`Invalid variable ${wrong[0]}`, 'BAD_USER_INPUT');
  return Object.fromEntries(all) as Record<string, string>;
}

const deploymentOrders = {
  serviceInstanceDeployV2: ({ serviceId, environmentId, commitSha }: Spot & { commitSha?: string | null }, viewer: Viewer) =>
    deployCommit(viewer.books, viewer.instance(serviceId, environmentId), commitSha ?? undefined).id,
  serviceInstanceRedeploy: ({ serviceId, environmentId }: Spot, viewer: Viewer) => {
    if (!deployAgain(viewer.books, viewer.instance(serviceId, environmentId))) throw absent('Deployment');
    return true;
  },
  deploymentRollback: ({ id }: Id, viewer: Viewer) => rollBack(viewer.books, viewer.deployment(id)) !== undefined,
  deploymentRedeploy: ({ id }: Id, viewer: Viewer) => {
    const one = viewer.deployment(id);
    return deploymentView(viewer.books, begin(viewer.books, viewer.books.instance(one.service, one.environment), one, 'redeploy'));
  },
  deploymentRestart: ({ id }: Id, viewer: Viewer) => {
    const one = viewer.deployment(id);
    refuseSuspended(viewer.books, one.project);
    if (one.status !== 'SUCCESS' && one.status !== 'CRASHED') throw new Refusal('Only a running deployment can be restarted');
    one.attempt += 1;
    one.stopped = false;
    setStatus(viewer.books, one, 'DEPLOYING');
    return true;
  },
  deploymentStop: ({ id }: Id, viewer: Viewer) => {
    const one = viewer.deployment(id);
    if (one.status !== 'SUCCESS') throw new Refusal('Only a running deployment can be stopped');
    one.stopped = true;
    one.upstreams = [];
    return true;
  },
  deploymentRemove: ({ id }: Id, viewer: Viewer) => remove(viewer.books, viewer.deployment(id)),
};

function remove(books: Books, one: Deployment): true {
  if (one.status === 'SUCCESS' || one.status === 'CRASHED' || isUnderWay(one)) setStatus(books, one, 'REMOVED');
  return true;
}

const domainOrders = {
  customDomainCreate: ({ input }: { input: Spot & { projectId: string; domain: string; targetPort?: number | null } }, viewer: Viewer) => {
    const { books } = viewer;
    const { service, environment } = viewer.instance(input.serviceId, input.environmentId);
    const { project } = books.service(service);
    const domain = input.domain.toLowerCase();
    if (!/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/.test(domain)) throw new Refusal(`${input.domain} is not a valid domain`, 'BAD_USER_INPUT');
    if (books.state.domains.some((one) => one.domain === domain)) throw new Refusal('This domain is already in use');
    const most = limitsOf(books.workspaceOf(project)).domainsPerService;
    const own = books.state.domains.filter((one) => one.service === service && one.environment === environment);
    if (own.length >= most) throw new Refusal(`Your plan allows at most ${most} custom domains per service, upgrade your plan for more`);
    const made = {
      id: books.id(),
      domain,
      service,
      environment,
      project,
      created: books.now(),
      targetPort: input.targetPort ?? null,
      target: `${books.label()}.up.railway.app`,
      token: `railway-verify=${books.id().replaceAll('-', '')}${books.id().replaceAll('-', '')}`,
      seen: { alias: '', proof: false, elsewhere: false },
      certificate: 'VALIDATING_OWNERSHIP' as const,
      due: 0,
      trouble: undefined,
    };
    books.state.domains.push(made);
    return domainView(made);
  },
  customDomainDelete: ({ id }: Id, viewer: Viewer) => {
    const { books } = viewer;
    const found = domainOf(viewer, id);
    books.state.domains = books.state.domains.filter((one) => one !== found);
    return true;
  },
  /** Tries again what failed. */
  customDomainIssueCertificate: ({ id }: Id, viewer: Viewer) => {
    const found = domainOf(viewer, id);
    if (found.certificate !== 'VALID') Object.assign(found, { certificate: 'VALIDATING_OWNERSHIP', trouble: undefined });
    return true;
  },
  serviceDomainCreate: ({ input }: { input: Spot & { targetPort?: number | null } }, viewer: Viewer) => {
    const { books } = viewer;
    const { service, environment } = viewer.instance(input.serviceId, input.environmentId);
    const name = books
      .service(service)
      .name.toLowerCase()
      .replaceAll(/[^a-z0-9-]/g, '-');
    const domain = `${name}-${partsOf(books.label()).zone.slice(0, 4)}.up.railway.app`;
    const made = { id: books.id(), domain, service, environment, targetPort: input.targetPort ?? null };
    books.state.serviceDomains.push(made);
    return { id: made.id, domain, serviceId: service, environmentId: environment, targetPort: made.targetPort };
  },
};

function domainOf(viewer: Viewer, id: string) {
  const found = viewer.books.state.domains.find((one) => one.id === id);
  if (!found) throw absent('Domain');
  viewer.environment(found.environment);
  return found;
}

const moneyOrders = {
  usageLimitSet: (
    { input }: { input: { customerId: string; softLimitDollars: number; hardLimitDollars?: number | null } },
    viewer: Viewer,
  ) => {
    const { softLimitDollars: soft, hardLimitDollars: hard } = input;
    if (soft < 5) throw new Refusal('Soft limit must be at least $5', 'BAD_USER_INPUT');
    if (hard && hard < 10) throw new Refusal('Hard limit must be at least $10', 'BAD_USER_INPUT');
    customerOf(viewer, input.customerId).limit = { soft, hard: hard ?? undefined };
    return true;
  },
  usageLimitRemove: ({ input }: { input: { customerId: string } }, viewer: Viewer) => {
    customerOf(viewer, input.customerId).limit = undefined;
    return true;
  },
};

function customerOf(viewer: Viewer, id: string): Workspace {
  const found = viewer.workspaces().find(({ customer }) => customer === id);
  if (!found) throw denied();
  return found;
}

export const runningOrders = { ...variableOrders, ...deploymentOrders, ...domainOrders, ...moneyOrders };
