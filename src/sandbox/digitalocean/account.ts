/** The account and its projects. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { maybeText, paged, text } from './fields.ts';
import type { Json, Project } from './model.ts';
import { bad, taken } from './refusal.ts';

export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/account', run: ({ books }) => ({ account: accountView(books) }) },
  {
    method: 'GET',
    path: '/projects',
    run: ({ books, query }) => paged(books.state.projects, query, 'projects', (one) => projectView(books, one)),
  },
  { method: 'POST', path: '/projects', status: 201, run: createProject },
];

const environments = ['Development', 'Staging', 'Production'];

function createProject({ books, body }: Call): Json {
  const [name, purpose] = [text(body, 'name'), text(body, 'purpose')];
  const environment = maybeText(body, 'environment') ?? 'Development';
  if (!environments.includes(environment)) throw bad(`environment must be one of ${environments.join(', ')}`);
  if (name.length > 175) throw bad('name must be 175 characters at most');
  if (books.state.projects.some((one) => one.name === name)) throw taken('name is already in use');
  const made: Project = { id: books.tools.random.uuid(), name, purpose, environment, isDefault: false, createdAt: books.now() };
  books.state.projects.push(made);
  return { project: projectView(books, made) };
}

function accountView({ state: { account } }: Books): Json {
  const { uuid, email, name, team, status, statusMessage } = account;
  const limits = { droplet_limit: 25, floating_ip_limit: 5 };
  return { ...limits, email, name, uuid, email_verified: true, status, status_message: statusMessage, team };
}

function projectView({ state }: Books, { id, name, purpose, environment, isDefault, createdAt }: Project): Json {
  return {
    ...{ id, name, purpose, environment, description: '', is_default: isDefault },
    ...{ owner_uuid: state.account.team.uuid, owner_id: 258_992, created_at: createdAt, updated_at: createdAt },
  };
}
