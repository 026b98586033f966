/**
 * The concrete paths that `a.$.b`, `a.$[].b` and `a.$[x].b` mean in one document.
 */
import { badValue, failedToParse, ServerError } from '../errors.ts';
import type { Scope } from '../expressions/types.ts';
import { elementPredicate } from '../query/match.ts';
import { text } from '../values/text.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { getAt } from './target.ts';

export type Filters = ReadonlyMap<string, (element: unknown) => boolean>;

/** `[{ 'x.score': { $gt: 1 } }]` → a test for each identifier. */
export function arrayFilters(given: unknown, scope: Scope): Filters {
  const filters = new Map<string, (element: unknown) => boolean>();
  if (given === undefined) return filters;
  if (!Array.isArray(given)) throw new ServerError(14, 'arrayFilters must be an array');
  for (const filter of given as Doc[]) {
    const name = identifierOf(filter);
    if (filters.has(name)) throw failedToParse(`Found multiple array filters with the same top-level field name ${name}`);
    filters.set(name, testOf(filter, name, scope));
  }
  return filters;
}

function identifierOf(filter: Doc): string {
  const [first] = Object.keys(filter);
  if (first === undefined) throw failedToParse('Cannot use an expression without a top-level field name in arrayFilters');
  if (first.startsWith('$')) {
    const [inner] = (filter[first] as Doc[] | undefined) ?? [];
    if (!isDoc(inner)) throw failedToParse('Cannot use an expression without a top-level field name in arrayFilters');
    return identifierOf(inner);
  }
  return first.split('.')[0] ?? '';
}

/** The element stands in a document of its own, under the identifier, so that the filter reads as it is written. */
function testOf(filter: Doc, name: string, scope: Scope): (element: unknown) => boolean {
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
    throw badValue(
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
    );
  const test = elementPredicate(filter, { scope });
  return (element) => test({ [name]: element });
}

export interface Resolving {
  position: number | undefined;
  filters: Filters;
  used: Set<string>;
}

/** @throws ServerError 2 where a positional part does not fit the document */
export function resolvePaths(doc: unknown, path: string, about: Resolving): string[][] {
  let open: string[][] = [[]];
  for (const [index, part] of path.split('.').entries()) {
    if (part === '$') open = open.map((done) => [...done, positional(path, index, about)]);
    else if (part.startsWith('$[') && part.endsWith(']'))
      open = open.flatMap((done) => elements(doc, done, part.slice(2, -1), path, about));
    else open = open.map((done) => [...done, part]);
  }
  return open;
}

function positional(path: string, index: number, about: Resolving): string {
  if (index === 0) throw badValue(`Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  if (about.position === undefined) throw badValue('The positional operator did not find the match needed from the query.');
  return String(about.position);
}

function elements(doc: unknown, done: string[], name: string, path: string, about: Resolving): string[][] {
  const list = getAt(doc, done);
  if (name !== '' && !about.filters.has(name)) throw badValue(`No array filter found for identifier '${name}' in path '${path}'`);
  about.used.add(name);
  if (list === undefined) throw badValue(`The path '${done.join('.')}' must exist in the document in order to apply array updates.`);
  if (!Array.isArray(list)) throw badValue(`Cannot apply array updates to non-array element ${done.at(-1)}: ${text(list)}`);
  const test = about.filters.get(name) ?? (() => true);
  return list.flatMap((element, index) => (test(element) ? [[...done, String(index)]] : []));
}
