/**
 * The API, version 0: what phase 6.7 and its checks call, with the permissions that the description names. Calls that delete data answer 404 here: k77 has no business
 * with them.
 */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { isSame } from '../same.ts';
import * as alerting from './alerting.ts';
import type { Books } from './books.ts';
import { type Body, bodyOf } from './fields.ts';
import { issuesOf } from './issues.ts';
import type { Organization, Project, Team } from './model.ts';
import * as places from './places.ts';
import { json, notFound, Refusal } from './refusal.ts';
import * as releasing from './releasing.ts';
import * as render from './render.ts';
import * as told from './render-alerts.ts';
import { key as renderKey } from './render-key.ts';

interface Call {
  books: Books;
  of: Organization;
  project: Project;
  team: Team;
  /** The last variable part of the path. */
  id: string;
  body: Body;
  query: URLSearchParams;
}

interface Route {
  /** One of them is enough. */
  scopes: readonly string[];
  answer(call: Call): unknown;
  /** 200, or 201 of a POST, unless told. */
  status?: number;
  /** Its answer is a list, given by pages. */
  pages?: true;
}

const organizations = ['org:admin', 'org:read', 'org:write'];
const writing = ['org:admin', 'org:write'];
const projects = ['project:admin', 'project:read', 'project:write'];
const building = ['project:admin', 'project:write'];
const releases = ['org:ci', 'project:admin', 'project:releases', 'project:write'];
const alerts = ['alerts:write', ...writing];

const O = '/organizations/{organization}';
const P = '/projects/{organization}/{project}';

const routes: Readonly<Record<string, Route>> = {
  [`GET ${O}/`]: { scopes: organizations, answer: ({ books, of }) => render.organizationInFull(books, of) },
  [`PUT ${O}/`]: {
    scopes: writing,
    answer({ books, of, body }) {
      places.setPrivacy(of, body);
      return render.organizationInFull(books, of);
    },
  },
  [`GET ${O}/teams/`]: {
    scopes: organizations,
    pages: true,
    answer: ({ books, of }) => books.state.teams.filter(({ organization }) => organization === of.slug).map(render.team),
  },
  [`POST ${O}/teams/`]: { scopes: [...writing, 'team:write'], answer: ({ books, of, body }) => places.createTeam(books, of, body) },
  'GET /teams/{organization}/{team}/': { scopes: ['team:admin', 'team:read', 'team:write'], answer: ({ team }) => render.team(team) },
  'POST /teams/{organization}/{team}/projects/': {
    scopes: building,
    answer: ({ books, of, team, body }) => places.createProject(books, of, team, body),
  },
  [`GET ${P}/`]: { scopes: projects, answer: ({ books, project }) => render.project(books, project) },
  [`PUT ${P}/`]: { scopes: building, answer: ({ books, project, body }) => places.updateProject(books, project, body) },
  [`POST ${P}/teams/{team}/`]: { scopes: building, answer: ({ books, project, team }) => places.addTeam(books, project, team) },
  [`GET ${P}/keys/`]: {
    scopes: projects,
    pages: true,
    answer: ({ books, of, project }) => books.state.keys.filter((one) => one.project === project.id).map((one) => renderKey(of, one)),
  },
  [`POST ${P}/keys/`]: { scopes: building, answer: ({ books, of, project, body }) => places.createKey(books, of, project, body) },
  [`PUT ${P}/keys/{id}/`]: {
    scopes: building,
    answer: ({ books, of, project, id, body }) => places.updateKey(of, places.keyOf(books, project, id), body),
  },
  [`GET ${P}/events/`]: {
    scopes: projects,
    pages: true,
    answer: ({ books, project, query }) =>
      books.state.events
        .filter((one) => one.project === project.id)
        .reverse()
        .map((one) => told.event(one, ['true', '1'].includes(query.get('full') ?? ''))),
  },
  [`POST ${O}/spike-protections/`]: { scopes: projects, answer: ({ books, of, body }) => places.protect(books, of, body, true) },
  [`DELETE ${O}/spike-protections/`]: { scopes: projects, answer: ({ books, of, body }) => places.protect(books, of, body, false) },
  [`GET ${O}/detectors/`]: {
    scopes: ['alerts:read', ...organizations],
    pages: true,
    answer: ({ books, of, query }) => alerting.detectorsOf(books, of, query.getAll('project')).map((one) => told.detector(books, one)),
  },
  [`POST ${O}/projects/{project}/detectors/`]: {
    scopes: ['alerts:write', ...building],
    answer: ({ books, of, project, body }) => alerting.createDetector(books, of, project, body),
  },
  [`PUT ${O}/detectors/{id}/`]: {
    scopes: ['alerts:write', ...organizations],
    answer: ({ books, of, id, body }) => alerting.updateDetector(books, of, id, body),
  },
  [`DELETE ${O}/detectors/{id}/`]: {
    scopes: ['alerts:write', ...organizations],
    status: 204,
    answer: ({ books, of, id }) => alerting.removeDetector(books, of, id),
  },
  [`GET ${O}/workflows/`]: {
    scopes: ['alerts:read', ...organizations],
    pages: true,
    answer: ({ books, of }) => books.state.workflows.filter((one) => one.organization === of.slug).map((one) => told.workflow(books, one)),
  },
  [`POST ${O}/workflows/`]: { scopes: alerts, answer: ({ books, of, body }) => alerting.createWorkflow(books, of, body) },
  [`PUT ${O}/workflows/{id}/`]: { scopes: alerts, answer: ({ books, of, id, body }) => alerting.updateWorkflow(books, of, id, body) },
  [`DELETE ${O}/workflows/{id}/`]: { scopes: alerts, status: 204, answer: ({ books, of, id }) => alerting.removeWorkflow(books, of, id) },
  [`POST ${O}/releases/`]: { scopes: releases, answer: ({ books, of, body }) => releasing.createRelease(books, of, body) },
  [`GET ${O}/releases/{id}/`]: {
    scopes: [...releases, 'project:read'],
    answer: ({ books, of, id }) => told.release(books, of, releasing.releaseOf(books, of, id)),
  },
  [`GET ${O}/releases/{id}/deploys/`]: {
    scopes: [...releases, 'project:read'],
    pages: true,
    answer: ({ books, of, id }) => releasing.releaseOf(books, of, id).deploys.map(told.deploy),
  },
  [`POST ${O}/releases/{id}/deploys/`]: {
    scopes: releases,
    answer: ({ books, of, id, body }) => releasing.createDeploy(books, releasing.releaseOf(books, of, id), body),
  },
  [`GET ${O}/issues/`]: {
    scopes: ['event:admin', 'event:read', 'event:write'],
    pages: true,
    answer: ({ books, of, query }) => issuesOf(books, of, query),
  },
  [`GET ${O}/stats_v2/`]: { scopes: organizations, answer: ({ books, of, query }) => statistics(books, of, query) },
};

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  try {
    const { state } = books;
    const token = /^Bearer (.+)$/i.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
    if (!isSame(token, state.$token))
      throw new Refusal(401, token === '' ? 'Authentication credentials were not provided.' : 'Invalid token');
    if (incoming.path === '/api/0/organizations/' && incoming.method === 'GET') return list(books, incoming);
    const { route, call } = routed(books, incoming);
    if (!route.scopes.some((scope) => state.scopes.includes(scope)))
      throw new Refusal(403, 'You do not have permission to perform this action.');
    const result = route.answer(call);
    if (incoming.method !== 'GET') books.changed();
    if (route.pages) return paged(result as unknown[], call.query, incoming.path);
    if (isStatused(result)) return json(result.status, result.value);
    return json(route.status ?? (incoming.method === 'POST' ? 201 : 200), result);
  } catch (error) {
    if (error instanceof Refusal) return json(error.status, error.body);
    throw error;
  }
}

/** sentry.io and the United States know their own, and so does the European Union; at a port of this machine all are told. */
function list(books: Books, { headers, query, path }: Incoming): Outgoing {
  if (!organizations.some((scope) => books.state.scopes.includes(scope)))
    throw new Refusal(403, 'You do not have permission to perform this action.');
  const here = regionAt(headers.host);
  const found = books.state.organizations.filter(({ region }) => here === undefined || region === here);
  return paged(found.map(render.organization), new URLSearchParams(query), path);
}

function regionAt(host = ''): Organization['region'] | undefined {
  const name = host.replace(/:\d+$/, '');
  if (!name.endsWith('sentry.io')) return undefined;
  return name === 'de.sentry.io' ? 'de' : 'us';
}

function routed(books: Books, { method, path, body, query, headers }: Incoming): { route: Route; call: Call } {
  const steps = path.replace(/^\/api\/0/, '').split('/');
  for (const [pattern, route] of Object.entries(routes)) {
    const [verb = '', template = ''] = pattern.split(' ');
    const parts = template.split('/');
    if (verb !== method || parts.length !== steps.length) continue;
    if (!parts.every((part, index) => part.startsWith('{') || part === steps[index])) continue;
    const names = Object.fromEntries(parts.map((part, index) => [part, decodeURIComponent(steps[index] ?? '')]));
    const of = books.organization(names['{organization}'] ?? '');
    if (!of || (regionAt(headers.host) ?? of.region) !== of.region) throw notFound();
    const project = named(names['{project}'], (name) => books.project(of, name));
    const team = named(names['{team}'], (name) =>
      books.state.teams.find((one) => one.organization === of.slug && (one.slug === name || one.id === name)),
    );
    const call = { books, of, project, team, id: names['{id}'] ?? '', body: bodyOf(body), query: new URLSearchParams(query) };
    return { route, call: call as Call };
  }
  throw notFound();
}

function named<T>(name: string | undefined, find: (name: string) => T | undefined): T | undefined {
  if (name === undefined) return undefined;
  const found = find(name);
  if (found === undefined) throw notFound();
  return found;
}

const pageSize = 100;

/** Pages by a cursor in the `Link` header. https://docs.sentry.io/api/pagination/ */
function paged(all: readonly unknown[], query: URLSearchParams, path: string): Outgoing {
  const at = Number(query.get('cursor')?.split(':')[1] ?? 0);
  const next = at + pageSize;
  const link = (rel: string, results: boolean, offset: number): string =>
    `<https://sentry.io${path}?&cursor=0:${offset}:0>; rel="${rel}"; results="${results}"; cursor="0:${offset}:0"`;
  const headers = { link: `${link('previous', at > 0, Math.max(0, at - pageSize))}, ${link('next', next < all.length, next)}` };
  return json(200, all.slice(at, next), headers);
}

function isStatused(value: unknown): value is { status: number; value: unknown } {
  return typeof value === 'object' && value !== null && 'value' in value && 'status' in value && Object.keys(value).length === 2;
}

/** Errors that were taken; all of what is asked for is answered with that one row. */
function statistics(books: Books, of: Organization, query: URLSearchParams): unknown {
  const { state } = books;
  const own = state.projects.filter(({ organization }) => organization === of.slug).map(({ id }) => id);
  const count = state.events.filter(({ project }) => own.includes(project)).length;
  const field = query.get('field') ?? 'sum(quantity)';
  const at = books.now();
  return {
    start: at,
    end: at,
    intervals: [at],
    groups: [{ by: { outcome: 'accepted' }, totals: { [field]: count }, series: { [field]: [count] } }],
  };
}
