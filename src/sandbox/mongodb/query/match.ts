/**
 * A filter, compiled once, asked of each document. The server's match language without what needs JavaScript, text or geo indexes.
 */
import { BSONRegExp } from 'bson';
import { badValue, notHere, ServerError } from '../errors.ts';
import { evaluate, expression, type Scope } from '../expressions/evaluate.ts';
import { truthy } from '../expressions/truth.ts';
import { reach } from '../values/paths.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { jsonSchema } from './json-schema.ts';
import { type Leaf, operatorTest, truth } from './operators.ts';

/** What a match found out besides whether: the index in the first array on the way, for `$`. */
export interface Found {
  position?: number | undefined;
}
export type Predicate = (doc: unknown, found: Found) => boolean;

export interface MatchOptions {
  /** Variables for `$expr`. */
  scope: Scope;
}

/** @throws ServerError 2 BadValue for what is no filter */
export function compileFilter(filter: unknown, options: MatchOptions): Predicate {
  if (!isDoc(filter)) throw badValue('the match filter must be an expression in an object');
  const parts = Object.entries(filter).map(([name, condition]) =>
    name.startsWith('$') ? logical(name, condition, options) : field(name, condition, options),
  );
  if (parts.length === 0) return () => true;
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  return (doc, found) => parts.every((part) => part(doc, found));
}

function logical(name: string, condition: unknown, options: MatchOptions): Predicate {
  switch (name) {
    case '$and': {
      const parts = clauses(name, condition, options);
      return (doc, found) => parts.every((part) => part(doc, found));
    }
    case '$or': {
      const parts = clauses(name, condition, options);
      return (doc, found) => parts.some((part) => part(doc, found));
    }
    case '$nor': {
      const parts = clauses(name, condition, options);
      return (doc) => !parts.some((part) => part(doc, {}));
    }
    case '$expr': {
      const compiled = expression(condition);
      return (doc) => truthy(evaluate(compiled, doc, options.scope));
    }
    case '$jsonSchema':
      return jsonSchema(condition);
    case '$comment':
    case '$alwaysTrue':
      return () => true;
    case '$alwaysFalse':
      return () => false;
    case '$sampleRate': {
      if (typeof condition !== 'number' || condition < 0 || condition > 1)
        throw badValue('numeric argument to $sampleRate must be in [0, 1]');
      return () => options.scope.fraction() < condition;
    }
    case '$where':
      throw badValue('no globalScriptEngine in $where parsing');
    case '$text':
      throw new ServerError(27, 'text index required for $text query');
    default:
      throw badValue(
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
}

function clauses(name: string, condition: unknown, options: MatchOptions): Predicate[] {
  if (!Array.isArray(condition)) throw badValue(`${name} argument must be an array`);
  if (condition.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  return condition.map((clause) => {
    if (!isDoc(clause)) throw badValue('$or/$and/$nor entries need to be full objects');
    return compileFilter(clause, options);
  });
}

/** True when a value is a set of operators, `{ $gt: 1 }`, and not a document to be equal to. */
export function isOperators(condition: unknown): condition is Doc {
  if (!isDoc(condition)) return false;
  const [first] = Object.keys(condition);
  return first?.startsWith('$') === true && !(first === '$ref' || first === '$id' || first === '$db');
}

/** Undefined is the value itself: what `$elemMatch` asks of an element, whose own elements are not asked. */
type Path = string | undefined;

function field(path: Path, condition: unknown, options: MatchOptions): Predicate {
  if (!isOperators(condition)) return onPath(path, operatorTest(condition instanceof BSONRegExp ? '$regex' : '$eq', condition, {}));
  const parts = Object.entries(condition)
    .filter(([name]) => name !== '$options' || !('$regex' in condition))
    .map(([name, argument]) => fieldOperator(path, name, argument, condition, options));
  return parts.length === 1 && parts[0] ? parts[0] : (doc, found) => parts.every((part) => part(doc, found));
}

function fieldOperator(path: Path, name: string, argument: unknown, all: Doc, options: MatchOptions): Predicate {
  switch (name) {
    case '$not':
      return not(negated(path, argument, options));
    case '$ne':
      if (argument instanceof BSONRegExp) throw badValue("Can't have regex as arg to $ne.");
      return not(onPath(path, operatorTest('$eq', argument, all)));
    case '$nin':
      return not(onPath(path, operatorTest('$in', argument, all, '$nin')));
    case '$exists':
      // Absence is the opposite of presence, also where the path leads into arrays without an element.
      return truth(argument) ? onPath(path, operatorTest('$exists', true, all)) : not(onPath(path, operatorTest('$exists', true, all)));
    case '$all':
      return everyOf(path, argument, options);
    case '$elemMatch':
      return elementMatch(path, argument, options);
    case '$comment':
      return () => true;
    case '$where':
      throw badValue("Can't use $where here");
    case '$near':
    case '$nearSphere':
      throw new ServerError(291, `error processing query: unable to find index for $geoNear query on ${path}`);
    case '$geoWithin':
    case '$geoIntersects':
      throw notHere(name, 2);
    default:
      return onPath(path, operatorTest(name, argument, all));
  }
}

function negated(path: Path, argument: unknown, options: MatchOptions): Predicate {
  if (argument instanceof BSONRegExp) return field(path, argument, options);
  if (!isDoc(argument)) throw badValue('$not needs a regex or a document');
  if (Object.keys(argument).length === 0) throw badValue('$not cannot be empty');
  const [first = ''] = Object.keys(argument);
  if (!first.startsWith('$')) throw badValue(`unknown operator: ${first}`);
  return field(path, argument, options);
}

function not(predicate: Predicate): Predicate {
  return (doc) => !predicate(doc, {});
}

function onPath(path: Path, leaf: Leaf): Predicate {
  if (path === undefined) return leaf.test;
  const parts = path.split('.');
  return (doc, found) =>
    reach(doc, parts, (value, position) => {
      if (!leaf.wholeArrays || !Array.isArray(value)) {
        if (!Array.isArray(value)) return leaf.test(value) && noted(found, position);
        const index = value.findIndex((element) => leaf.test(element));
        if (index >= 0) return noted(found, position ?? index);
      }
      return leaf.test(value) && noted(found, position);
    });
}

function noted(found: Found, position: number | undefined): boolean {
  found.position = position;
  return true;
}

function everyOf(path: Path, argument: unknown, options: MatchOptions): Predicate {
  if (!Array.isArray(argument)) throw badValue('$all needs an array');
  if (argument.length === 0) return () => false;
  const parts = argument.map((wanted) => {
    if (isDoc(wanted) && '$elemMatch' in wanted) return elementMatch(path, wanted.$elemMatch, options);
    if (isOperators(wanted)) throw badValue(`no $ expressions in $all`);
    return field(path, wanted, options);
  });
  return (doc, found) => parts.every((part) => part(doc, found));
}

function elementMatch(path: Path, argument: unknown, options: MatchOptions): Predicate {
  if (!isDoc(argument)) throw badValue('$elemMatch needs an Object');
  const inner = elementPredicate(argument, options);
  const parts = path === undefined ? [] : path.split('.');
  return (doc, found) =>
    reach(doc, parts, (value, position) => {
      if (!Array.isArray(value)) return false;
      const index = value.findIndex((element) => inner(element));
      return index >= 0 && noted(found, position ?? index);
    });
}

/** What `$elemMatch`, `$pull` and array filters ask of one element: `{ $gt: 1 }` of the value, or a filter of the document. */
export function elementPredicate(argument: Doc, options: MatchOptions): (element: unknown) => boolean {
  const [first] = Object.keys(argument);
  const ofValue =
    isOperators(argument) && first !== undefined && !['$and', '$or', '$nor', '$expr', '$where', '$jsonSchema'].includes(first);
  if (ofValue) {
    const predicate = field(undefined, argument, options);
    return (element) => predicate(element, {});
  }
  const predicate = compileFilter(argument, options);
  return (element) => (isDoc(element) || Array.isArray(element)) && predicate(isDoc(element) ? element : { ...element }, {});
}
