/**
 * `$jsonSchema` as the server reads it: draft 4 with `bsonType`. Keywords that the server refuses are refused with its code.
 */
import { failedToParse, ServerError, typeMismatch } from '../errors.ts';
import { compare } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { calculate, isNumeric, type Numeric, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc, own, type TypeName, typeOf } from '../values/types.ts';
import type { Predicate } from './match.ts';
import { typesNamed } from './operators.ts';
import { regularExpression } from './regex.ts';

type Test = (value: unknown) => boolean;

/** Keyword → what it asks of a value. Keywords about one type let values of other types pass. */
type Keyword = (argument: unknown, schema: Doc) => Test;

export function jsonSchema(schema: unknown): Predicate {
  if (!isDoc(schema)) throw typeMismatch('$jsonSchema must be an object');
  const test = compileSchema(schema);
  return (doc) => test(doc);
}

function compileSchema(schema: unknown): Test {
  if (!isDoc(schema)) throw typeMismatch('a schema must be an object');
  const tests = Object.entries(schema).map(([name, argument]) => {
    const keyword = Object.hasOwn(keywords, name) ? keywords[name] : undefined;
    if (refused.has(name)) throw failedToParse(`$jsonSchema keyword '${name}' is not currently supported`);
    if (!keyword) throw failedToParse(`Unknown $jsonSchema keyword: ${name}`);
    return keyword(argument, schema);
  });
  return (value) => tests.every((test) => test(value));
}

const refused = new Set(['$ref', '$schema', 'default', 'definitions', 'format', 'id']);
const pass: Keyword = () => () => true;

const jsonTypes: Readonly<Record<string, readonly TypeName[]>> = {
  object: ['object'],
  array: ['array'],
  number: ['int', 'long', 'double', 'decimal'],
  boolean: ['bool'],
  string: ['string'],
  null: ['null'],
};

const keywords: Readonly<Record<string, Keyword>> = {
  title: pass,
  description: pass,
  bsonType: (argument) => ofTypes(typesNamed(argument)),
  type: (argument) => ofTypes((Array.isArray(argument) ? argument : [argument]).flatMap(jsonType)),
  enum: (argument) => {
    const keys = new Set(list('enum', argument).map(keyOf));
    return (value) => keys.has(keyOf(value));
  },
  allOf: (argument) => combine('allOf', argument, (tests, value) => tests.every((test) => test(value))),
  anyOf: (argument) => combine('anyOf', argument, (tests, value) => tests.some((test) => test(value))),
  oneOf: (argument) => combine('oneOf', argument, (tests, value) => tests.filter((test) => test(value)).length === 1),
  not: (argument) => {
    const test = compileSchema(argument);
    return (value) => !test(value);
  },
  ...forNumbers(),
  ...forStrings(),
  ...forArrays(),
  ...forObjects(),
};

function forNumbers(): Record<string, Keyword> {
  const numeric =
    (test: (value: Numeric) => boolean): Test =>
    (value) =>
      !isNumeric(value) || test(value);
  return {
    minimum: (argument, schema) =>
      numeric((value) => (schema.exclusiveMinimum === true ? compare(value, argument) > 0 : compare(value, argument) >= 0)),
    maximum: (argument, schema) =>
      numeric((value) => (schema.exclusiveMaximum === true ? compare(value, argument) < 0 : compare(value, argument) <= 0)),
    exclusiveMinimum: beside('minimum'),
    exclusiveMaximum: beside('maximum'),
    multipleOf: (argument) => {
      if (!isNumeric(argument)) throw typeMismatch("$jsonSchema keyword 'multipleOf' must be a number");
      return numeric((value) => toNumber(calculate('mod', value, argument, 'double')) === 0);
    },
  };
}

function beside(other: string): Keyword {
  return (argument, schema) => {
    if (typeof argument !== 'boolean') throw typeMismatch('$jsonSchema keyword must be a boolean');
    if (!(other in schema)) throw failedToParse(`$jsonSchema keyword '${other}' must be a present if its exclusive twin is`);
    return () => true;
  };
}

function forStrings(): Record<string, Keyword> {
  const textual =
    (test: (value: string) => boolean): Test =>
    (value) =>
      typeof value !== 'string' || test(value);
  const points = (value: string): number => [...value].length;
  return {
    minLength: (argument) => textual((value) => points(value) >= count('minLength', argument)),
    maxLength: (argument) => textual((value) => points(value) <= count('maxLength', argument)),
    pattern: (argument) => {
      if (typeof argument !== 'string') throw typeMismatch("$jsonSchema keyword 'pattern' must be a string");
      const compiled = regularExpression(argument, '');
      return textual((value) => compiled.test(value));
    },
  };
}

function forArrays(): Record<string, Keyword> {
  const array =
    (test: (value: unknown[]) => boolean): Test =>
    (value) =>
      !Array.isArray(value) || test(value);
  return {
    minItems: (argument) => array((value) => value.length >= count('minItems', argument)),
    maxItems: (argument) => array((value) => value.length <= count('maxItems', argument)),
    uniqueItems: (argument) => array((value) => argument !== true || new Set(value.map(keyOf)).size === value.length),
    items: (argument) => {
      if (!Array.isArray(argument)) {
        const test = compileSchema(argument);
        return array((value) => value.every(test));
      }
      const tests = argument.map(compileSchema);
      return array((value) => value.every((item, index) => tests[index]?.(item) ?? true));
    },
    additionalItems: (argument, schema) => {
      if (!Array.isArray(schema.items)) return () => true;
      const from = schema.items.length;
      const test = typeof argument === 'boolean' ? () => argument : compileSchema(argument);
      return array((value) => value.slice(from).every(test));
    },
  };
}

function forObjects(): Record<string, Keyword> {
  const object =
    (test: (value: Doc) => boolean): Test =>
    (value) =>
      !isDoc(value) || test(value);
  return {
    required: (argument) => {
      const names = list('required', argument) as string[];
      return object((value) => names.every((name) => own(value, name) !== undefined));
    },
    properties: (argument) => {
      if (!isDoc(argument)) throw typeMismatch("$jsonSchema keyword 'properties' must be an object");
      const tests = Object.entries(argument).map(([name, schema]) => [name, compileSchema(schema)] as const);
      return object((value) => tests.every(([name, test]) => own(value, name) === undefined || test(own(value, name))));
    },
    patternProperties: (argument) => {
      const tests = patterns(argument);
      return object((value) =>
        Object.entries(value).every(([name, inner]) => tests.every(([pattern, test]) => !pattern.test(name) || test(inner))),
      );
    },
    additionalProperties: (argument, schema) => {
      const known = new Set(Object.keys(isDoc(schema.properties) ? schema.properties : {}));
      const matched = patterns(schema.patternProperties ?? {});
      const test = typeof argument === 'boolean' ? () => argument : compileSchema(argument);
      return object((value) =>
        Object.entries(value).every(([name, inner]) => known.has(name) || matched.some(([pattern]) => pattern.test(name)) || test(inner)),
      );
    },
    minProperties: (argument) => object((value) => Object.keys(value).length >= count('minProperties', argument)),
    maxProperties: (argument) => object((value) => Object.keys(value).length <= count('maxProperties', argument)),
    dependencies: (argument) => {
      const tests = Object.entries(isDoc(argument) ? argument : {}).map(([name, then]) => {
        const test: Test = Array.isArray(then)
          ? (value) => then.every((other: string) => own(value as Doc, other) !== undefined)
          : compileSchema(then);
        return [name, test] as const;
      });
      return object((value) => tests.every(([name, test]) => own(value, name) === undefined || test(value)));
    },
  };
}

function patterns(argument: unknown): (readonly [RegExp, Test])[] {
  return Object.entries(isDoc(argument) ? argument : {}).map(
    ([pattern, schema]) => [regularExpression(pattern, ''), compileSchema(schema)] as const,
  );
}

function combine(name: string, argument: unknown, how: (tests: Test[], value: unknown) => boolean): Test {
  const tests = list(name, argument).map(compileSchema);
  return (value) => how(tests, value);
}

function list(name: string, argument: unknown): unknown[] {
  if (!Array.isArray(argument))
    throw typeMismatch(`$jsonSchema keyword '${name}' must be an array, but found an element of type ${typeOf(argument)}`);
  if (argument.length === 0) throw failedToParse(`$jsonSchema keyword '${name}' cannot be an empty array`);
  return argument;
}

function count(name: string, argument: unknown): number {
  if (!isNumeric(argument) || toNumber(argument) < 0 || !Number.isInteger(toNumber(argument)))
    throw failedToParse(`$jsonSchema keyword '${name}' must be a non-negative integer`);
  return toNumber(argument);
}

function jsonType(name: unknown): readonly TypeName[] {
  if (name === 'integer') throw failedToParse("$jsonSchema type 'integer' is not currently supported.");
  const found = typeof name === 'string' ? jsonTypes[name] : undefined;
  if (!found) throw new ServerError(2, `Unknown type name alias: ${String(name)}`);
  return found;
}

function ofTypes(types: readonly string[]): Test {
  return (value) => types.includes(typeOf(value));
}
