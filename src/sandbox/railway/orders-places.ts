/** Orders about projects, environments, services and what they are connected with. */
import { type Books, newSettings } from './books.ts';
import { deployHead, refuseSuspended, refuseUnopened } from './deploying.ts';
import type { Instance, Project, Service } from './model.ts';
import { limitsOf } from './plans.ts';
import { absent, Refusal } from './refusal.ts';
import type { Viewer } from './viewer.ts';
import { environmentView, projectView, serviceView, triggerView } from './views.ts';

interface ServiceInput {
  projectId: string;
  environmentId?: string | null;
  name?: string | null;
  branch?: string | null;
  source?: { repo?: string | null } | null;
  variables?: Record<string, string> | null;
}
interface Spot {
  serviceId: string;
  environmentId: string;
}

export const placeOrders = {
  projectCreate: ({ input }: { input: { name?: string; workspaceId?: string; defaultEnvironmentName?: string } }, viewer: Viewer) => {
    const { books } = viewer;
    const open = viewer.workspaces();
    const workspace = input.workspaceId ? viewer.workspace(input.workspaceId) : open[0];
    if (!workspace) throw absent('Workspace');
    if (workspace.suspended !== undefined) throw new Refusal(workspace.suspended);
    const environment = { id: books.id(), name: input.defaultEnvironmentName ?? 'production', created: books.now() };
    const made: Project = {
      id: books.id(),
      name: input.name ?? books.label(),
      workspace: workspace.id,
      created: books.now(),
      environments: [environment],
    };
    books.state.projects.push(made);
    return projectView(books, made);
  },
  environmentCreate: ({ input }: { input: { projectId: string; name: string } }, viewer: Viewer) => {
    const { books } = viewer;
    const project = viewer.project(input.projectId);
    viewer.workspaces();
    if (project.environments.some(({ name }) => name === input.name))
      throw new Refusal(`Environment with name "${input.name}" already exists in this project`);
    const made = { id: books.id(), name: input.name, created: books.now() };
    project.environments.push(made);
    return environmentView(books, project, made);
  },
  serviceCreate: ({ input }: { input: ServiceInput }, viewer: Viewer) => {
    const { books } = viewer;
    const project = viewer.project(input.projectId);
    const environment = input.environmentId ? viewer.environment(input.environmentId).environment : project.environments[0];
    const name = input.name ?? books.label();
    refuseSuspended(books, project.id);
    const own = books.state.services.filter((one) => one.project === project.id);
    if (own.some((one) => one.name === name)) throw new Refusal(`A service named "${name}" already exists in this project`);
    if (own.length >= limitsOf(books.workspaceOf(project.id)).servicesPerProject)
      throw new Refusal('Free plan resource provision limit exceeded. Please upgrade to provision more resources!');
    const repository = input.source?.repo ?? undefined;
    if (repository !== undefined) refuseUnopened(books, repository);
    const made: Service = { id: books.id(), name, project: project.id, created: books.now() };
    books.state.services.push(made);
    const instance = newInstance(books, made.id, environment?.id ?? '', input.variables ?? {});
    books.state.instances.push(instance);
    if (repository !== undefined) connect(books, instance, repository, input.branch ?? 'main');
    return serviceView(made);
  },
  /** Deploys at once. The environment is not named: it is the project's first one in which the service is. */
  serviceConnect: ({ id, input }: { id: string; input: { repo?: string | null; branch?: string | null } }, viewer: Viewer) => {
    const { books } = viewer;
    const instance = viewer.anyInstance(id);
    if (!input.repo) throw new Refusal('Only repositories are emulated as a source');
    refuseUnopened(books, input.repo);
    refuseSuspended(books, books.service(id).project);
    connect(books, instance, input.repo, input.branch ?? 'main');
    return serviceView(books.service(id));
  },
  serviceDisconnect: ({ id }: { id: string }, viewer: Viewer) => {
    const instance = viewer.anyInstance(id);
    instance.repository = undefined;
    dropTrigger(viewer.books, instance);
    return serviceView(viewer.books.service(id));
  },
  deploymentTriggerCreate: ({ input }: { input: Spot & { repository: string; branch: string } }, viewer: Viewer) => {
    const { books } = viewer;
    const instance = viewer.instance(input.serviceId, input.environmentId);
    refuseUnopened(books, input.repository);
    return triggerView(newTrigger(books, instance, input.repository, input.branch));
  },
  deploymentTriggerDelete: ({ id }: { id: string }, viewer: Viewer) => {
    const { books } = viewer;
    const found = books.state.triggers.find((one) => one.id === id);
    if (!found) throw absent('Deployment trigger');
    dropTrigger(books, viewer.instance(found.service, found.environment));
    return true;
  },
  serviceInstanceAutoDeployUpdate: ({ input }: { input: Spot & { enabled: boolean } }, viewer: Viewer) => {
    const { books } = viewer;
    const instance = viewer.instance(input.serviceId, input.environmentId);
    const { repository } = instance;
    if (repository === undefined) throw new Refusal('Service is not connected to a repository');
    const branch = books.deploymentsOf(instance)[0]?.branch ?? 'main';
    if (!input.enabled) dropTrigger(books, instance);
    else if (!triggerOf(books, instance)) newTrigger(books, instance, repository, branch);
    return { enabled: input.enabled };
  },
};

function newInstance(books: Books, service: string, environment: string, variables: Record<string, string>): Instance {
  const now = books.now();
  return {
    id: books.id(),
    service,
    environment,
    created: now,
    updated: now,
    settings: newSettings(),
    repository: undefined,
    variables: { ...variables },
    sealed: [],
    measured: undefined,
  };
}

function connect(books: Books, instance: Instance, repository: string, branch: string): void {
  instance.repository = repository;
  dropTrigger(books, instance);
  newTrigger(books, instance, repository, branch);
  deployHead(books, instance, branch);
}

function newTrigger(books: Books, { service, environment }: Instance, repository: string, branch: string) {
  const made = { id: books.id(), service, environment, project: books.service(service).project, repository, branch };
  books.state.triggers.push(made);
  return made;
}

function triggerOf({ state }: Books, { service, environment }: Instance) {
  return state.triggers.find((one) => one.service === service && one.environment === environment);
}

function dropTrigger(books: Books, instance: Instance): void {
  const own = triggerOf(books, instance);
  books.state.triggers = books.state.triggers.filter((one) => one !== own);
}
