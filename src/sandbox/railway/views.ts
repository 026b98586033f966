/** Things as the API shows them; fields with arguments are functions. */
import type { Books } from './books.ts';
import { canRollback, isUnderWay } from './deploying.ts';
import { statusOf } from './domains.ts';
import type { CustomDomain, Deployment, Instance, Project, Service, Settings, Trigger, Volume, Workspace } from './model.ts';
import { dollarsOf, periodOf } from './money.ts';
import { usualRegion } from './plans.ts';

type Seen = Record<string, unknown>;
interface Paging {
  first?: number | null;
  after?: string | null;
}

/** A Relay connection; cursors are ids. */
export function connection(nodes: readonly Seen[], { first, after }: Paging = {}): Seen {
  const from = after ? nodes.findIndex(({ id }) => id === after) + 1 : 0;
  const page = nodes.slice(from, first ? from + first : undefined);
  return {
    edges: page.map((node) => ({ cursor: String(node.id), node })),
    pageInfo: {
      hasNextPage: from + page.length < nodes.length,
      hasPreviousPage: from > 0,
      startCursor: page[0]?.id ?? null,
      endCursor: page.at(-1)?.id ?? null,
    },
  };
}

export function workspaceView(books: Books, one: Workspace): Seen {
  const { limit, customer } = one;
  return {
    id: one.id,
    name: one.name,
    plan: one.plan,
    createdAt: one.created,
    customer: () => ({
      id: customer,
      isTrialing: one.trial,
      state: one.suspended === undefined ? 'ACTIVE' : 'UNPAID',
      currentUsage: dollarsOf(books, one),
      billingPeriod: periodOf(books),
      usageLimit: limit && {
        id: `limit-${customer}`,
        customerId: customer,
        softLimit: limit.soft,
        hardLimit: limit.hard ?? null,
        isOverLimit: dollarsOf(books, one) > (limit.hard ?? Number.POSITIVE_INFINITY),
      },
    }),
  };
}

export function projectView(books: Books, one: Project): Seen {
  return {
    id: one.id,
    name: one.name,
    createdAt: one.created,
    deletedAt: null,
    workspaceId: one.workspace,
    environments: (paging: Paging) =>
      connection(
        one.environments.map((inner) => environmentView(books, one, inner)),
        paging,
      ),
    services: (paging: Paging) => connection(books.state.services.filter(({ project }) => project === one.id).map(serviceView), paging),
  };
}

export function environmentView(books: Books, project: Project, { id, name, created }: Project['environments'][number]): Seen {
  const { state } = books;
  const own = <T extends { environment: string }>(all: readonly T[]): T[] => all.filter(({ environment }) => environment === id);
  return {
    id,
    name,
    projectId: project.id,
    createdAt: created,
    deletedAt: null,
    isEphemeral: false,
    config: () => ({ services: Object.fromEntries(own(state.instances).map((one) => [one.service, configOf(one)])) }),
    serviceInstances: (paging: Paging) =>
      connection(
        own(state.instances).map((one) => instanceView(books, one)),
        paging,
      ),
    deploymentTriggers: (paging: Paging) => connection(own(state.triggers).map(triggerView), paging),
    volumeInstances: (paging: Paging) => connection(own(state.volumes).map(volumeInstanceView), paging),
  };
}

/** Variables are shown sealed: the emulator never decrypts them here. */
function configOf({ settings, repository, variables }: Instance): Seen {
  return {
    ...(repository === undefined ? {} : { source: { repo: repository } }),
    build: { builder: settings.builder, buildCommand: settings.buildCommand },
    deploy: { startCommand: settings.startCommand, ...(settings.regions ? { multiRegionConfig: settings.regions } : {}) },
    variables: Object.fromEntries(Object.keys(variables).map((name) => [name, { value: '*****' }])),
  };
}

export function serviceView({ id, name, project, created }: Service): Seen {
  return { id, name, projectId: project, createdAt: created, deletedAt: null };
}

export function instanceView(books: Books, one: Instance): Seen {
  const { settings } = one;
  const [latest] = books.deploymentsOf(one);
  return {
    ...commandsOf(settings),
    id: one.id,
    serviceId: one.service,
    serviceName: books.service(one.service).name,
    environmentId: one.environment,
    // What is set for several regions does not show here.
    region: settings.regions ? null : usualRegion,
    numReplicas: settings.regions ? null : 1,
    source: one.repository === undefined ? null : { repo: one.repository, image: null },
    latestDeployment: latest ? deploymentView(books, latest) : null,
    domains: () => domainsView(books, one),
    createdAt: one.created,
    updatedAt: one.updated,
  };
}

function commandsOf(settings: Settings): Seen {
  const { regions: _regions, memoryGB: _memory, vCPUs: _cpus, ...shown } = settings;
  return shown;
}

export function triggerView({ id, service, environment, project, repository, branch }: Trigger): Seen {
  return {
    id,
    serviceId: service,
    environmentId: environment,
    projectId: project,
    repository,
    branch,
    provider: 'github',
    checkSuites: false,
  };
}

export function volumeView({ id, name, project, created }: Volume): Seen {
  return { id, name, projectId: project, createdAt: created };
}

function volumeInstanceView({ id, service, environment, mountPath, created }: Volume): Seen {
  return {
    id: `instance-${id}`,
    volumeId: id,
    serviceId: service,
    environmentId: environment,
    mountPath,
    sizeMB: 5000,
    currentSizeMB: 0,
    createdAt: created,
    deletedAt: null,
    region: null,
  };
}

export function deploymentView(books: Books, one: Deployment): Seen {
  const { state } = books;
  const own = state.serviceDomains.find(({ service, environment }) => service === one.service && environment === one.environment);
  return {
    id: one.id,
    status: one.status,
    createdAt: one.created,
    updatedAt: one.changed,
    statusUpdatedAt: one.changed,
    canRollback: canRollback(books, one),
    canRedeploy: !isUnderWay(one),
    deploymentStopped: one.stopped || books.workspaceOf(one.project).suspended !== undefined,
    url: null,
    staticUrl: own?.domain ?? null,
    serviceId: one.service,
    environmentId: one.environment,
    projectId: one.project,
    meta: {
      repo: one.repository,
      branch: one.branch,
      commitHash: one.commit,
      commitMessage: one.message,
      commitAuthor: one.author,
      reason: one.reason,
    },
  };
}

export function domainsView(books: Books, { service, environment }: Pick<Instance, 'service' | 'environment'>): Seen {
  const own = <T extends { service: string; environment: string }>(all: readonly T[]): T[] =>
    all.filter((one) => one.service === service && one.environment === environment);
  return {
    customDomains: own(books.state.domains).map((one) => domainView(one)),
    serviceDomains: own(books.state.serviceDomains).map(({ id, domain, targetPort }) => ({
      id,
      domain,
      serviceId: service,
      environmentId: environment,
      targetPort,
    })),
  };
}

export function domainView(one: CustomDomain): Seen {
  const { id, domain, service, environment, project, targetPort, created } = one;
  return {
    id,
    domain,
    serviceId: service,
    environmentId: environment,
    projectId: project,
    targetPort,
    createdAt: created,
    status: statusOf(one),
  };
}
