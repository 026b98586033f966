/** Drains of logs: kept, and sent to by nobody. https://vercel.com/docs/drains */
import type { Call, Route } from './api.ts';
import { oneOf, only, text } from './fields.ts';
import type { Drain, Json } from './model.ts';
import { bad, forbidden, notFound } from './refusal.ts';

const fields = ['name', 'projects', 'projectIds', 'filter', 'schemas', 'delivery', 'sampling', 'transforms', 'source'];

export const drainRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/drains', run: list },
  { method: 'POST', path: '/v1/drains', run: create },
  { method: 'GET', path: '/v1/drains/:drain', run: (call) => view(drainIn(call)) },
  { method: 'DELETE', path: '/v1/drains/:drain', status: 204, run: remove },
];

function list({ books, account, query }: Call): Json {
  const project = query.get('projectId');
  const own = (books.state.drains ?? []).filter((one) => one.account === account);
  return { drains: own.filter(({ projects }) => project === null || projects === undefined || projects.includes(project)).map(view) };
}

function drainIn({ books, account, at }: Call): Drain {
  const found = (books.state.drains ?? []).find((one) => one.id === at.drain && one.account === account);
  if (!found) throw notFound('Drain not found.');
  return found;
}

function create({ books, account, body }: Call): Json {
  only(body, fields);
  if (books.planOf(account) === 'hobby') throw forbidden('Drains are available on the Pro and Enterprise plans.');
  const some = oneOf(body, 'projects', ['some', 'all']) === 'some';
  const projects = Array.isArray(body.projectIds) ? body.projectIds.map(String) : [];
  if (some && projects.length === 0) throw bad('Invalid request: missing required property `projectIds`.');
  const made: Drain = {
    id: books.id('drn'),
    account,
    name: text(body, 'name'),
    projects: some ? projects.map((id) => books.project(id, account).id) : undefined,
    schemas: (body.schemas ?? {}) as Json,
    delivery: deliveryIn(body.delivery),
    createdAt: books.ms(),
  };
  books.state.drains = [...(books.state.drains ?? []), made];
  return view(made);
}

function deliveryIn(value: unknown): Json {
  const delivery = (value ?? {}) as Json;
  const { endpoint, encoding, headers } = delivery;
  const right = delivery.type === 'http' && /^https?:\/\/\S+$/.test(String(endpoint)) && ['json', 'ndjson'].includes(String(encoding));
  if (!right || typeof headers !== 'object') throw bad('Invalid request: `delivery` should match exactly one schema in oneOf.');
  return delivery;
}

function remove(call: Call): undefined {
  const one = drainIn(call);
  const { state } = call.books;
  state.drains = (state.drains ?? []).filter((other) => other !== one);
}

function view({ id, account, name, projects, schemas, delivery, createdAt }: Drain): Json {
  return {
    id,
    ownerId: account,
    name,
    createdAt,
    updatedAt: createdAt,
    createdFrom: 'self-served',
    ...(projects === undefined ? {} : { projectIds: projects }),
    schemas,
    delivery,
    teamId: account.startsWith('team_') ? account : null,
    status: 'enabled',
    source: { kind: 'self-served' },
  };
}
