/** Calls about releases and their deploys. */

import type { Books } from './books.ts';
import { type Body, field, listIn, textIn } from './fields.ts';
import type { Organization, Release } from './model.ts';
import { notFound, Refusal } from './refusal.ts';
import * as render from './render-alerts.ts';

export function releaseOf({ state }: Books, of: Organization, version: string): Release {
  const found = state.releases.find((one) => one.organization === of.slug && one.version === version);
  if (!found) throw notFound();
  return found;
}

/** @returns with 208 where it was there already: then only projects are added */
export function createRelease(books: Books, of: Organization, body: Body): { status: 201 | 208; value: unknown } {
  const version = textIn(body, 'version', 200);
  if (/[\n\t\f\r]|^(\.|\.\.|latest)$|\//.test(version)) throw new Refusal(400, { version: ['Release with name is not valid'] });
  const projects = listIn(body, 'projects').map(String);
  if (projects.length === 0 || projects.some((slug) => !books.project(of, slug)))
    throw new Refusal(400, { projects: ['Invalid project ids or slugs'] });
  const there = books.state.releases.find((one) => one.organization === of.slug && one.version === version);
  const [ref, released] = [field(body, 'ref'), field(body, 'date_released')];
  const given = {
    ...(typeof ref === 'string' ? { ref } : {}),
    ...(typeof released === 'string' ? { dateReleased: released } : {}),
  };
  if (there) {
    Object.assign(there, given, { projects: [...new Set([...there.projects, ...projects])] });
    return { status: 208, value: render.release(books, of, there) };
  }
  const bare = { id: Number(books.nextId()), organization: of.slug, version, ref: null, dateReleased: null, created: books.now() };
  const made: Release = { ...bare, ...given, projects, deploys: [] };
  books.state.releases.push(made);
  return { status: 201, value: render.release(books, of, made) };
}

export function createDeploy(books: Books, one: Release, body: Body): unknown {
  const environment = textIn(body, 'environment', 64);
  const named = listIn(body, 'projects').map(String);
  if (named.some((slug) => !one.projects.includes(slug))) throw new Refusal(400, { projects: ['Invalid projects'] });
  const name = typeof body.name === 'string' ? textIn(body, 'name', 64) : null;
  const url = typeof body.url === 'string' ? body.url : null;
  const made = { id: books.nextId(), environment, name, url, dateFinished: books.now() };
  one.deploys.push(made);
  return render.deploy(made);
}
