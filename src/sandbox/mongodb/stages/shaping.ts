/** Stages that look at one document at a time, or at their order. */
import { badValue, failedToParse, ServerError } from '../errors.ts';
import { envOf, evaluate, expression, fieldPath } from '../expressions/evaluate.ts';
import type { Compiled, Env } from '../expressions/types.ts';
import { addFields } from '../query/add-fields.ts';
import { compileFilter } from '../query/match.ts';
import { compileProjection } from '../query/projection.ts';
import { compileSort, sorted } from '../query/sort.ts';
import { isIntegral, isNumeric, toNumber } from '../values/numbers.ts';
import { plainValueAt } from '../values/paths.ts';
import { text } from '../values/text.ts';
import { type Doc, isDoc, put, typeOf } from '../values/types.ts';
import type { StageMaker, StageMakers } from './types.ts';

const set: StageMaker = (argument, { scope }, name) => {
  if (!isDoc(argument)) throw new ServerError(40272, `${name} specification stage must be an object, got ${typeOf(argument)}`);
  const add = addFields(argument);
  return (docs) => docs.map((doc) => add(doc, scope));
};

const replace =
  (rootOf: (argument: unknown) => unknown): StageMaker =>
  (argument, { scope }) => {
    const root = expression(rootOf(argument));
    return (docs) =>
      docs.map((doc) => {
        const value = evaluate(root, doc, scope);
        if (!isDoc(value))
          throw new ServerError(
            40228,
            `'newRoot' expression must evaluate to an object, but resulting value was: ${value === undefined ? 'MISSING' : text(value)}. Type of resulting value: '${value === undefined ? 'missing' : typeOf(value)}'. Input document: ${text(doc)}`,
          );
        return value;
      });
  };

export const shaping: StageMakers = {
  $match: (argument, { scope }) => {
    if (!isDoc(argument)) throw new ServerError(15959, 'the match filter must be an expression in an object');
    const test = compileFilter(argument, { scope });
    return (docs) => docs.filter((doc) => test(doc, {}));
  },
  $project: (argument, { scope }) => {
    if (!isDoc(argument)) throw new ServerError(15969, '$project specification must be an object');
    if (Object.keys(argument).length === 0)
      throw new ServerError(51272, 'Invalid $project :: caused by :: projection specification must have at least one field');
    const project = projected(argument, scope);
    return (docs) => docs.map((doc) => project(doc));
  },
  $addFields: set,
  $set: set,
  $unset: (argument, { scope }) => {
    const names = (Array.isArray(argument) ? argument : [argument]) as unknown[];
    if (names.length === 0 || names.some((name) => typeof name !== 'string'))
      throw new ServerError(31002, '$unset specification must be a string or an array of strings');
    const project = compileProjection(Object.fromEntries(names.map((name) => [name as string, 0])), scope, false);
    return (docs) => docs.map((doc) => project(doc));
  },
  $replaceRoot: replace((argument) => {
    if (!isDoc(argument))
      throw new ServerError(40229, `expected an object as specification for $replaceRoot stage, got ${typeOf(argument)}`);
    if (argument.newRoot === undefined) throw new ServerError(40231, 'no newRoot specified for the $replaceRoot stage');
    return argument.newRoot;
  }),
  $replaceWith: replace((argument) => argument),
  $sort: (argument) => {
    if (!isDoc(argument)) throw new ServerError(15973, 'the $sort key specification must be an object');
    if (Object.keys(argument).length === 0) throw new ServerError(15976, '$sort stage must have at least one sort key');
    const by = compileSort(argument);
    return (docs) => sorted(docs, by, (doc) => doc);
  },
  $limit: (argument) => {
    if (!isIntegral(argument) || toNumber(argument) < 0)
      throw new ServerError(2107201, `invalid argument to $limit stage: Expected a non-negative number in: $limit: ${text(argument)}`);
    if (toNumber(argument) === 0) throw new ServerError(15958, 'the limit must be positive');
    return (docs) => docs.slice(0, toNumber(argument));
  },
  $skip: (argument) => {
    if (!isIntegral(argument) || toNumber(argument) < 0)
      throw new ServerError(2107200, `invalid argument to $skip stage: Expected a non-negative number in: $skip: ${text(argument)}`);
    return (docs) => docs.slice(toNumber(argument));
  },
  $count: (argument) => {
    if (typeof argument !== 'string' || argument === '') throw new ServerError(40156, 'the count field must be a non-empty string');
    if (argument.startsWith('$')) throw new ServerError(40158, 'the count field cannot be a $-prefixed path');
    if (argument.includes('.')) throw new ServerError(40160, "the count field cannot contain '.'");
    return (docs) => (docs.length === 0 ? [] : [{ [argument]: docs.length }]);
  },
  $sample: (argument, { scope }) => {
    const size = isDoc(argument) ? argument.size : undefined;
    if (!isNumeric(size)) throw new ServerError(28746, 'size argument to $sample must be a number');
    if (toNumber(size) <= 0) throw new ServerError(28747, 'size argument to $sample must be a positive integer');
    return (docs) =>
      docs
        .map((doc) => ({ doc, at: scope.fraction() }))
        .sort((a, b) => a.at - b.at)
        .slice(0, toNumber(size))
        .map(({ doc }) => doc);
  },
  $unwind: unwind,
  $redact: (argument, { scope }) => {
    const decide = expression(argument);
    return (docs) => docs.map((doc) => redact(doc, decide, envOf(doc, scope))).filter((doc) => doc !== undefined);
  },
  $documents: (argument, { scope }) => {
    const list = evaluate(expression(argument), {}, scope);
    if (!Array.isArray(list) || list.some((doc) => !isDoc(doc))) throw new ServerError(5858203, 'an array is expected');
    return () => list as Doc[];
  },
};

/** A wrong projection is told as the stage's own. */
function projected(argument: Doc, scope: Parameters<typeof compileProjection>[1]): ReturnType<typeof compileProjection> {
  try {
    return compileProjection(argument, scope, false);
  } catch (error) {
    throw error instanceof ServerError ? new ServerError(error.code, `Invalid $project :: caused by :: ${error.message}`) : error;
  }
}

function unwind(argument: unknown): (docs: Doc[]) => Doc[] {
  const given: Doc = isDoc(argument) ? argument : { path: argument };
  const unknown = Object.keys(given).find((name) => !['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name));
  if (unknown) throw new ServerError(28811, `unrecognized option to $unwind stage: ${unknown}`);
  const { path, includeArrayIndex: indexField, preserveNullAndEmptyArrays: keep } = given;
  if (path === undefined) throw new ServerError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') throw new ServerError(28808, `expected a string as the path for $unwind stage, got ${typeOf(path)}`);
  if (!path.startsWith('$')) throw new ServerError(28818, "path option to $unwind stage should be prefixed with a '$': ".concat(path));
  const parts = fieldPath(path.slice(1));
  return (docs) => docs.flatMap((doc) => unwound(doc, parts, keep === true, typeof indexField === 'string' ? indexField : undefined));
}

function unwound(doc: Doc, parts: readonly string[], keep: boolean, indexField: string | undefined): Doc[] {
  const value = plainValueAt(doc, parts.join('.'));
  const indexed = (out: Doc, index: bigint | null): Doc => (indexField === undefined ? out : withField(out, indexField.split('.'), index));
  if (Array.isArray(value) && value.length > 0) return value.map((element, at) => indexed(withField(doc, parts, element), BigInt(at)));
  if (value !== undefined && value !== null && !Array.isArray(value)) return [indexed(doc, null)];
  if (!keep) return [];
  return [indexed(Array.isArray(value) ? withField(doc, parts, undefined) : doc, null)];
}

/** A copy along the path only. */
export function withField(doc: Doc, parts: readonly string[], value: unknown): Doc {
  const [name = '', ...rest] = parts;
  const out: Doc = { ...doc };
  if (rest.length > 0) put(out, name, withField(isDoc(out[name]) ? out[name] : {}, rest, value));
  else if (value === undefined) delete out[name];
  else put(out, name, value);
  return out;
}

function redact(doc: Doc, decide: Compiled, env: Env): Doc | undefined {
  const decision = decide({ ...env, current: doc });
  if (decision === '$$PRUNE') return undefined;
  if (decision === '$$KEEP') return doc;
  if (decision !== '$$DESCEND')
    throw new ServerError(
      17053,
      `$redact's expression should not return anything aside from the variables $$KEEP, $$DESCEND, and $$PRUNE, but returned ${text(decision)}`,
    );
  const out: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const kept = redactInside(value, decide, env);
    if (kept !== undefined) put(out, name, kept);
  }
  return out;
}

function redactInside(value: unknown, decide: Compiled, env: Env): unknown {
  if (Array.isArray(value)) return value.map((element) => redactInside(element, decide, env)).filter((element) => element !== undefined);
  return isDoc(value) ? redact(value, decide, env) : value;
}

/** What every stage with an object as its argument asks first. */
export function needDoc(name: string, argument: unknown): Doc {
  if (!isDoc(argument)) throw failedToParse(`the ${name} stage specification must be an object, but found ${typeOf(argument)}`);
  return argument;
}

export function needText(name: string, value: unknown): string {
  if (typeof value !== 'string') throw badValue(`${name} must be a string, but found ${typeOf(value)}`);
  return value;
}
