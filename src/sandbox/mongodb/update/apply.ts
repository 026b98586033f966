/**
 * An update, compiled once: a replacement, a set of operators, or a pipeline; applied to copies of documents.
 */
import { failedToParse, ServerError } from '../errors.ts';
import type { Scope } from '../expressions/types.ts';
import { elementPredicate } from '../query/match.ts';
import { updatePipeline } from '../stages/update-pipeline.ts';
import { compareText, equal } from '../values/compare.ts';
import { isIndex } from '../values/paths.ts';
import { text } from '../values/text.ts';
import { copy, type Doc, isDoc, typeOf } from '../values/types.ts';
import { changes, type Place, refusedType } from './operators.ts';
import { arrayFilters, type Filters, type Resolving, resolvePaths } from './paths.ts';
import { getAt, setAt, unsetAt } from './target.ts';

export interface UpdateOptions {
  scope: Scope;
  arrayFilters: unknown;
  multi: boolean;
}

/** Makes the new document; the old one is not touched. */
export type Update = (doc: Doc, about: { position: number | undefined; inserting: boolean }) => Doc;

export function compileUpdate(update: unknown, options: UpdateOptions): Update {
  if (Array.isArray(update)) {
    if (options.arrayFilters !== undefined) throw failedToParse('arrayFilters may not be specified for pipeline-syle updates');
    const pipeline = updatePipeline(update as Doc[], options.scope);
    return (doc) => sameId(doc, pipeline(doc));
  }
  if (!isDoc(update)) throw failedToParse('Update argument must be either an object or an array');
  const [first] = Object.keys(update);
  if (first?.startsWith('$')) return operators(update, options);
  if (options.multi) throw failedToParse('multi update is not supported for replacement-style update');
  if (options.arrayFilters !== undefined) throw failedToParse('Cannot specify arrayFilters and a replacement-style update');
  return replacement(update);
}

function replacement(update: Doc): Update {
  const wrong = Object.keys(update).find((name) => name.startsWith('$'));
  if (wrong)
    throw new ServerError(
      52,
      `The dollar ($) prefixed field '${wrong}' in '${wrong}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  return (doc) => {
    const { _id: given, ...rest } = copy(update);
    if (given !== undefined && doc._id !== undefined && !equal(given, doc._id)) throw idReplaced(given);
    const id = doc._id ?? given;
    return id === undefined ? rest : { _id: id, ...rest };
  };
}

function idReplaced(to: unknown): ServerError {
  return new ServerError(66, `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${text(to)}`);
}

function sameId(before: Doc, after: Doc): Doc {
  if (before._id === undefined) return after;
  if (after._id === undefined) return { _id: before._id, ...after };
  if (!equal(before._id, after._id)) throw idReplaced(after._id);
  return after;
}

interface Step {
  name: string;
  path: string;
  argument: unknown;
}

function operators(update: Doc, options: UpdateOptions): Update {
  const steps = Object.entries(update).flatMap(([name, argument]) => stepsOf(name, argument));
  refuseConflicts(steps);
  // The server visits fields by name, numbers by value, whatever the order in the command.
  steps.sort((a, b) => byName(a.path.split('.'), b.path.split('.')));
  const filters = arrayFilters(options.arrayFilters, options.scope);
  refuseUnused(filters, steps);
  return (doc, { position, inserting }) => {
    const out = copy(doc);
    const about: Resolving = { position, filters, used: new Set() };
    for (const step of steps) if (step.name !== '$setOnInsert' || inserting) apply(out, step, about, options);
    if (doc._id !== undefined && !equal(doc._id, out._id))
      throw new ServerError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
    return out;
  };
}

function byName(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x = '', y = ''] = [a[i], b[i]];
    if (x !== y) return isIndex(x) && isIndex(y) ? Number(x) - Number(y) : compareText(x, y);
  }
  return a.length - b.length;
}

function stepsOf(name: string, argument: unknown): Step[] {
  if (!Object.hasOwn(changes, name) && !['$unset', '$rename', '$pull'].includes(name)) throw refusedType(name);
  if (!isDoc(argument))
    throw failedToParse(
      `Modifiers operate on fields but we found type ${typeOf(argument)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${text(argument)}}`,
    );
  return Object.entries(argument).map(([path, one]) => {
    refusePath(path);
    return { name, path, argument: one };
  });
}

function refusePath(path: string): void {
  if (path === '') throw new ServerError(56, 'An empty update path is not valid.');
  const parts = path.split('.');
  if (parts.includes('')) throw new ServerError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  const dollar = parts.find(
    (part) => part.startsWith('$') && part !== '$' && !/^\$\[.*\]$/.test(part) && !['$ref', '$id', '$db'].includes(part),
  );
  if (dollar) throw new ServerError(52, `The dollar ($) prefixed field '${dollar}' in '${path}' is not valid for storage.`);
}

/** Two operators on one path, or on a path and what is inside it, are refused. */
function refuseConflicts(steps: readonly Step[]): void {
  const seen: string[] = [];
  const paths = steps.flatMap(({ name, path, argument }) =>
    name === '$rename' && typeof argument === 'string' ? [path, argument] : [path],
  );
  for (const path of paths) {
    const other = seen.find((one) => one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`));
    if (other !== undefined)
      throw new ServerError(40, `Updating the path '${path}' would create a conflict at '${other.length < path.length ? other : path}'`);
    seen.push(path);
  }
}

function refuseUnused(filters: Filters, steps: readonly Step[]): void {
  for (const name of filters.keys())
    if (!steps.some(({ path }) => path.split('.').includes(`$[${name}]`)))
      throw failedToParse(
        `The array filter for identifier '${name}' was not used in the update ${text({ [steps[0]?.name ?? '$set']: Object.fromEntries(steps.map(({ path, argument }) => [path, argument])) })}`,
      );
}

function apply(doc: Doc, step: Step, about: Resolving, options: UpdateOptions): void {
  if (step.name === '$rename') {
    rename(doc, step);
    return;
  }
  for (const parts of resolvePaths(doc, step.path, about)) {
    if (step.name === '$unset') unsetAt(doc, parts);
    else if (step.name === '$pull') pull(doc, parts, step.argument, options);
    else change(doc, parts, step, options);
  }
}

function change(doc: Doc, parts: string[], step: Step, options: UpdateOptions): void {
  const path = parts.join('.');
  const place: Place = { path, id: doc._id, now: options.scope.now };
  const before = getAt(doc, parts);
  const after = changes[step.name]?.(before, step.argument, place);
  if (after === undefined) return;
  if (path === '_id' && doc._id !== undefined && equal(doc._id, after)) return;
  setAt(doc, parts, after);
}

function pull(doc: Doc, parts: string[], argument: unknown, options: UpdateOptions): void {
  const list = getAt(doc, parts);
  if (list === undefined) return;
  if (!Array.isArray(list)) throw new ServerError(2, 'Cannot apply $pull to a non-array value');
  // What is no document is compared; `$in` also knows patterns.
  const matches = elementPredicate(isDoc(argument) ? argument : { $in: [argument] }, { scope: options.scope });
  setAt(
    doc,
    parts,
    list.filter((element) => !matches(element)),
  );
}

function rename(doc: Doc, { path, argument }: Step): void {
  if (typeof argument !== 'string') throw new ServerError(2, `The 'to' field for $rename must be a string: ${path}: ${text(argument)}`);
  if (argument === path) throw new ServerError(2, `The source and target field for $rename must differ: ${path}: "${argument}"`);
  refusePath(argument);
  if (/(^|\.)\$/.test(path)) throw new ServerError(2, `The source field for $rename may not be dynamic: ${path}`);
  const value = getAt(doc, path.split('.'));
  if (value === undefined) return;
  for (const one of [path, argument]) refuseArrays(doc, one);
  unsetAt(doc, path.split('.'));
  setAt(doc, argument.split('.'), value);
}

function refuseArrays(doc: Doc, path: string): void {
  const parts = path.split('.');
  for (let length = 1; length < parts.length; length++)
    if (Array.isArray(getAt(doc, parts.slice(0, length))))
      throw new ServerError(
        2,
        `The source field cannot be an array element, '${path}' in doc with _id: ${text(doc._id)} has an array field called '${parts[length - 1]}'`,
      );
}
