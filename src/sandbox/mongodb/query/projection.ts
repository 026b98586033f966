/**
 * Projections of `find`, `findAndModify` and `$project`: inclusion or exclusion, computed fields, `$slice`, `$elemMatch`, positional `$`.
 */
import { badValue, notHere, ServerError } from '../errors.ts';
import { sliced } from '../expressions/arrays.ts';
import { envOf, expression, fieldPath, isExpression } from '../expressions/evaluate.ts';
import type { Compiled, Env, Scope } from '../expressions/types.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc, own, put } from '../values/types.ts';
import { elementPredicate, type Found } from './match.ts';

/** One level of a projection. */
interface Node {
  fields: Map<string, Node | Leaf>;
}
type Leaf =
  | { kind: 'keep' }
  | { kind: 'drop' }
  | { kind: 'compute'; value: Compiled }
  | { kind: 'shape'; apply: (value: unknown, found: Found) => unknown };

export type Projection = (doc: Doc, found?: Found) => Doc;

interface Made {
  root: Node;
  mode: 'include' | 'exclude' | undefined;
  id: boolean | undefined;
}

/** @param finding true for `find`, which knows `$slice`, `$elemMatch` and `$`; false for `$project` */
export function compileProjection(spec: Doc, scope: Scope, finding: boolean): Projection {
  const made: Made = { root: { fields: new Map() }, mode: undefined, id: undefined };
  for (const [path, value] of Object.entries(spec)) addTo(made, path, value, scope, finding);
  const mode = made.mode ?? (made.id === true && !hasShape(made) ? 'include' : 'exclude');
  if (made.id === false && mode === 'exclude') made.root.fields.set('_id', { kind: 'drop' });
  const keepId = made.id !== false;
  return (doc, found = {}) => {
    const env = envOf(doc, scope);
    if (mode === 'exclude') return exclude(doc, made.root, found, env) as Doc;
    const out: Doc = {};
    if (keepId && !made.root.fields.has('_id') && own(doc, '_id') !== undefined) out._id = doc._id;
    include(doc, made.root, out, found, env);
    return out;
  };
}

/** `{ a: { $slice: 1 } }` alone leaves the other fields as they are. */
function hasShape(made: Made): boolean {
  return [...made.root.fields.values()].some((node) => !('kind' in node) || node.kind === 'shape');
}

function addTo(made: Made, path: string, value: unknown, scope: Scope, finding: boolean): void {
  if (finding && path.endsWith('.$')) {
    addPositional(made, path.slice(0, -2));
    return;
  }
  const parts = fieldPath(path);
  if (isFlag(value)) {
    addFlag(made, parts, path, flag(value));
    return;
  }
  if (isDoc(value) && !Object.keys(value).some((name) => name.startsWith('$')) && Object.keys(value).length > 0) {
    for (const [inner, one] of Object.entries(value)) addTo(made, `${path}.${inner}`, one, scope, finding);
    return;
  }
  if (isDoc(value) && Object.keys(value).length === 0)
    throw new ServerError(51270, 'An empty sub-projection is not a valid value. Found empty object at path');
  addComputed(made, parts, path, value, scope, finding);
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || isNumeric(value);
}

function flag(value: unknown): boolean {
  return isNumeric(value) ? toNumber(value) !== 0 : value === true;
}

function addFlag(made: Made, parts: readonly string[], path: string, keep: boolean): void {
  if (path === '_id') {
    made.id = keep;
    if (keep) set(made.root, parts, { kind: 'keep' }, path);
    return;
  }
  const mode = keep ? 'include' : 'exclude';
  if (made.mode !== undefined && made.mode !== mode)
    throw keep
      ? new ServerError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
      : new ServerError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  made.mode = mode;
  set(made.root, parts, { kind: keep ? 'keep' : 'drop' }, path);
}

function addPositional(made: Made, path: string): void {
  if (made.mode === 'exclude') throw new ServerError(31395, 'positional projection cannot be used with exclusion');
  made.mode = 'include';
  const apply = (value: unknown, found: Found): unknown => {
    if (!Array.isArray(value)) return value;
    if (found.position === undefined)
      throw new ServerError(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    return value.slice(found.position, found.position + 1);
  };
  set(made.root, path.split('.'), { kind: 'shape', apply }, path);
}

function addComputed(made: Made, parts: readonly string[], path: string, value: unknown, scope: Scope, finding: boolean): void {
  const [operator] = isDoc(value) ? Object.keys(value) : [];
  if (finding && isDoc(value) && operator === '$slice') {
    set(made.root, parts, { kind: 'shape', apply: slicer(value.$slice) }, path);
    return;
  }
  if (operator === '$meta') throw notHere('$meta', 2);
  if (operator?.startsWith('$') && !isExpression(operator) && !(finding && operator === '$elemMatch'))
    throw new ServerError(31325, `Unknown expression ${operator}`);
  if (made.mode === 'exclude') throw new ServerError(31310, `Cannot use an expression ${path} in an exclusion projection`);
  made.mode = 'include';
  if (finding && isDoc(value) && operator === '$elemMatch') {
    if (!isDoc(value.$elemMatch)) throw badValue('elemMatch: Invalid argument, object required');
    const test = elementPredicate(value.$elemMatch, { scope });
    const apply = (list: unknown): unknown => {
      const index = Array.isArray(list) ? list.findIndex(test) : -1;
      return index < 0 ? undefined : (list as unknown[]).slice(index, index + 1);
    };
    set(made.root, parts, { kind: 'shape', apply }, path);
    return;
  }
  set(made.root, parts, { kind: 'compute', value: expression(value) }, path);
}

function slicer(argument: unknown): (value: unknown) => unknown {
  const [first, second] = (Array.isArray(argument) ? argument : [argument]) as unknown[];
  if (!isNumeric(first) || (second !== undefined && !isNumeric(second)))
    throw new ServerError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax');
  return (value) => (Array.isArray(value) ? sliced(value, toNumber(first), second === undefined ? undefined : toNumber(second)) : value);
}

function set(node: Node, parts: readonly string[], leaf: Leaf, path: string): void {
  const [name = '', ...rest] = parts;
  const there = node.fields.get(name);
  if (rest.length === 0) {
    if (there) throw new ServerError(31249, `Path collision at ${path}`);
    node.fields.set(name, leaf);
    return;
  }
  if (there && 'kind' in there) throw new ServerError(31249, `Path collision at ${path} remaining portion ${rest.join('.')}`);
  const next: Node = there ?? { fields: new Map() };
  node.fields.set(name, next);
  set(next, rest, leaf, path);
}

function include(doc: Doc, node: Node, out: Doc, found: Found, env: Env): void {
  for (const name of Object.keys(doc)) {
    const wanted = node.fields.get(name);
    if (!wanted) continue;
    const value = 'kind' in wanted ? leafValue(doc[name], wanted, found) : included(doc[name], wanted, found, env);
    if (value !== undefined) put(out, name, value);
  }
  for (const [name, wanted] of node.fields) compute(name, wanted, own(doc, name), out, env);
}

function leafValue(value: unknown, leaf: Leaf, found: Found): unknown {
  if (leaf.kind === 'keep') return value;
  return leaf.kind === 'shape' ? leaf.apply(value, found) : undefined;
}

/** Below an array, each of its documents is projected, and what is no document is left out. */
function included(value: unknown, node: Node, found: Found, env: Env): unknown {
  if (Array.isArray(value)) return value.map((element) => included(element, node, found, env)).filter((element) => element !== undefined);
  if (!isDoc(value)) return hasComputed(node) ? computedOnly(node, env) : undefined;
  const out: Doc = {};
  include(value, node, out, found, env);
  return out;
}

function compute(name: string, wanted: Node | Leaf, there: unknown, out: Doc, env: Env): void {
  if ('kind' in wanted) {
    if (wanted.kind !== 'compute') return;
    const value = wanted.value(env);
    if (value !== undefined) put(out, name, value);
    else delete out[name];
  } else if (there === undefined && hasComputed(wanted)) put(out, name, computedOnly(wanted, env));
}

function hasComputed(node: Node): boolean {
  return [...node.fields.values()].some((inner) => ('kind' in inner ? inner.kind === 'compute' : hasComputed(inner)));
}

function computedOnly(node: Node, env: Env): Doc {
  const out: Doc = {};
  for (const [name, wanted] of node.fields) compute(name, wanted, undefined, out, env);
  return out;
}

function exclude(value: unknown, node: Node, found: Found, env: Env): unknown {
  if (Array.isArray(value)) return value.map((element) => exclude(element, node, found, env));
  if (!isDoc(value)) return value;
  const out: Doc = {};
  for (const name of Object.keys(value)) {
    const leaf = node.fields.get(name);
    const inner = !leaf
      ? value[name]
      : 'kind' in leaf
        ? leaf.kind === 'keep'
          ? value[name]
          : leafValue(value[name], leaf, found)
        : exclude(value[name], leaf, found, env);
    if (inner !== undefined) put(out, name, inner);
  }
  return out;
}
