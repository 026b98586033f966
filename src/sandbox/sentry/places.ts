/** Calls about organizations, teams, projects and their keys. */

import type { Books } from './books.ts';
import { type Body, field, listIn, slugIn, textIn } from './fields.ts';
import type { Key, Organization, Privacy, Project, Team } from './model.ts';
import { notFound, Refusal } from './refusal.ts';
import * as render from './render.ts';
import { key as renderKey } from './render-key.ts';

const settings = ['dataScrubber', 'dataScrubberDefaults', 'scrubIPAddresses'] as const;

export function setPrivacy(of: Privacy, body: Body): void {
  for (const name of settings) {
    const value = body[name];
    if (value !== undefined && typeof value !== 'boolean') throw new Refusal(400, { [name]: ['Must be a valid boolean.'] });
    if (value !== undefined) of[name] = value;
  }
  if (body.sensitiveFields !== undefined) of.sensitiveFields = listIn(body, 'sensitiveFields').map(String);
}

export function createTeam(books: Books, of: Organization, body: Body): unknown {
  const name = typeof field(body, 'name') === 'string' ? String(field(body, 'name')) : textIn(body, 'slug');
  const slug = slugIn(body, name);
  if (books.state.teams.some((one) => one.organization === of.slug && one.slug === slug))
    throw new Refusal(409, {
      non_field_errors: ['A team with this slug already exists.'],
      slug: ['A team with this slug already exists.'],
    });
  // Whoever makes it belongs to it; an integration is nobody.
  const made: Team = { id: books.nextId(), organization: of.slug, slug, name, members: [], created: books.now() };
  books.state.teams.push(made);
  return render.team(made);
}

export function createProject(books: Books, of: Organization, team: Team, body: Body): unknown {
  const name = textIn(body, 'name', 50);
  const slug = slugIn(body, name);
  if (books.project(of, slug)) throw new Refusal(409, 'A project with this slug already exists.');
  const platform = field(body, 'platform');
  return render.projectInShort(books, books.addProject(of, { name, slug, platform: typeof platform === 'string' ? platform : null }, team));
}

export function updateProject(books: Books, project: Project, body: Body): unknown {
  setPrivacy(project, body);
  if (typeof body.name === 'string') project.name = body.name;
  return render.project(books, project);
}

export function addTeam(books: Books, project: Project, team: Team): unknown {
  if (!project.teams.includes(team.slug)) project.teams.push(team.slug);
  return render.projectWithTeams(books, project);
}

/** Where the plan has no such limits they are taken, and forgotten. */
function limitIn(of: Organization, body: Body): Key['rateLimit'] {
  const limit = field(body, 'rate_limit');
  if (limit === undefined || limit === null || !of.features.includes('rate-limits')) return null;
  const { window, count } = limit as { window?: number; count?: number };
  if (!Number.isInteger(window) || !Number.isInteger(count) || Number(window) > 86_400)
    throw new Refusal(400, { rateLimit: ['Ensure this value is less than or equal to 86400.'] });
  return { window: Number(window), count: Number(count) };
}

export function createKey(books: Books, of: Organization, project: Project, body: Body): unknown {
  const name = typeof field(body, 'name') === 'string' ? textIn(body, 'name', 64) : 'nameless';
  return renderKey(of, books.addKey(project, name, limitIn(of, body)));
}

export function updateKey(of: Organization, key: Key, body: Body): unknown {
  if (typeof body.name === 'string') key.name = body.name;
  if (typeof body.isActive === 'boolean') key.active = body.isActive;
  if (field(body, 'rate_limit') !== undefined) key.rateLimit = limitIn(of, body);
  return renderKey(of, key);
}

export function protect(books: Books, of: Organization, body: Body, on: boolean): undefined {
  const named = listIn(body, 'projects').map(String);
  const all = books.state.projects.filter(({ organization }) => organization === of.slug);
  const meant = named.includes('$all') ? all : named.map((slug) => books.project(of, slug));
  if (named.length === 0 || meant.includes(undefined)) throw new Refusal(400, { detail: ['Invalid project slugs'] });
  for (const one of meant) if (one) one.spikeProtectionOff = !on;
  return undefined;
}

export function keyOf(books: Books, project: Project, id: string): Key {
  const found = books.state.keys.find((one) => one.project === project.id && one.id === id);
  if (!found) throw notFound();
  return found;
}
