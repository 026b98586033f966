/** The person, workspaces, projects and environments. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { oneOf, paged, passes, text } from './fields.ts';
import type { Environment, Json, Owner, Project } from './model.ts';
import { bad } from './refusal.ts';

export const placeRoutes: readonly Route[] = [
  { method: 'GET', path: '/users', run: ({ books }) => books.state.user },
  {
    method: 'GET',
    path: '/owners',
    run: ({ books, query }) =>
      paged(
        books.state.owners.filter(({ name, email }) => passes(query, 'name', name) && passes(query, 'email', email)),
        query,
        'owner',
        ownerView,
      ),
  },
  { method: 'GET', path: '/owners/:owner', run: ({ books, at }) => ownerView(books.owner(at.owner ?? '')) },
  {
    method: 'GET',
    path: '/projects',
    run: ({ books, query }) =>
      paged(
        books.state.projects.filter(({ name, owner }) => passes(query, 'name', name) && passes(query, 'ownerId', owner)),
        query,
        'project',
        (one) => projectView(books, one),
      ),
  },
  { method: 'POST', path: '/projects', status: 201, run: createProject },
  { method: 'GET', path: '/projects/:project', run: ({ books, at }) => projectView(books, books.project(at.project ?? '')) },
  { method: 'GET', path: '/environments', run: listEnvironments },
  { method: 'POST', path: '/environments', status: 201, run: createEnvironment },
  {
    method: 'GET',
    path: '/environments/:environment',
    run: ({ books, at }) => environmentView(books, books.environment(at.environment ?? '')),
  },
  { method: 'GET', path: '/notification-settings/owners/:owner', run: ({ books, at }) => notifications(books.owner(at.owner ?? '')) },
  { method: 'PATCH', path: '/notification-settings/owners/:owner', run: changeNotifications },
];

function createProject({ books, body }: Call): Json {
  const name = text(body, 'name');
  const owner = books.owner(text(body, 'ownerId')).id;
  const wanted = body.environments as Json[] | undefined;
  if (!Array.isArray(wanted) || wanted.length === 0) throw bad('environments must have at least one entry');
  const now = books.now();
  const project: Project = { id: books.id('prj'), owner, name, createdAt: now, updatedAt: now };
  books.state.projects.push(project);
  for (const one of wanted) addEnvironment(books, project.id, one);
  return projectView(books, project);
}

function createEnvironment({ books, body }: Call): Json {
  const project = books.project(text(body, 'projectId')).id;
  return environmentView(books, addEnvironment(books, project, body));
}

function addEnvironment(books: Books, project: string, body: Json): Environment {
  const made: Environment = {
    id: books.id('evm'),
    project,
    name: text(body, 'name'),
    protectedStatus: oneOf(body, 'protectedStatus', ['unprotected', 'protected']) ?? 'unprotected',
    networkIsolationEnabled: body.networkIsolationEnabled === true,
  };
  books.state.environments.push(made);
  return made;
}

function listEnvironments({ books, query }: Call): Json[] {
  if (query.getAll('projectId').length === 0) throw bad('projectId is required');
  const found = books.state.environments.filter(({ name, project }) => passes(query, 'name', name) && passes(query, 'projectId', project));
  return paged(found, query, 'environment', (one) => environmentView(books, one));
}

function ownerView({ id, name, email, type }: Owner): Json {
  return { id, name, email, type, twoFactorAuthEnabled: true };
}

function projectView(books: Books, { id, owner, name, createdAt, updatedAt }: Project): Json {
  const environmentIds = books.state.environments.filter(({ project }) => project === id).map((one) => one.id);
  return { id, name, createdAt, updatedAt, owner: ownerView(books.owner(owner)), environmentIds };
}

function environmentView({ state }: Books, { id, name, project, protectedStatus, networkIsolationEnabled }: Environment): Json {
  const serviceIds = state.services.filter(({ environment }) => environment === id).map((one) => one.id);
  return {
    id,
    name,
    projectId: project,
    databasesIds: [],
    redisIds: [],
    envGroupIds: [],
    serviceIds,
    protectedStatus,
    networkIsolationEnabled,
  };
}

function notifications({ id, notifications: has }: Owner): Json {
  return { ownerId: id, ...has };
}

function changeNotifications({ books, at, body }: Call): Json {
  const owner = books.owner(at.owner ?? '');
  const wanted = oneOf(body, 'notificationsToSend', ['none', 'failure', 'all']);
  if (wanted) owner.notifications.notificationsToSend = wanted;
  for (const name of ['emailEnabled', 'previewNotificationsEnabled'] as const)
    if (typeof body[name] === 'boolean') owner.notifications[name] = body[name];
  return notifications(owner);
}
