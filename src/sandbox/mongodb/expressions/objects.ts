/** Objects: `$mergeObjects`, `$getField` and their like. */
import { ServerError } from '../errors.ts';
import { type Doc, isDoc, own, put, typeOf } from '../values/types.ts';
import { isNullish } from './truth.ts';
import { type Compile, type Compiled, type Makers, parts } from './types.ts';

export const objects: Makers = {
  $mergeObjects: (argument, compile) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(compile);
    return (env) => merged(all.map((one) => one(env)));
  },
  $getField: (argument, compile) => {
    const whole = !isDoc(argument) || Object.keys(argument).some((name) => name.startsWith('$'));
    const given = whole ? { field: argument } : parts('$getField', argument, ['field'], ['input'], 3041701);
    const field = fieldName('$getField', given.field, compile);
    const input = 'input' in given ? compile(given.input) : undefined;
    return (env) => {
      const value = input ? input(env) : env.current;
      if (isNullish(value)) return value;
      return isDoc(value) ? own(value, field(env) as string) : undefined;
    };
  },
  $setField: (argument, compile) => {
    const given = parts('$setField', argument, ['field', 'input', 'value'], [], 4161100);
    const [field, input, value] = [fieldName('$setField', given.field, compile), compile(given.input), compile(given.value)];
    return (env) => changed('$setField', input(env), field(env) as string, given.value === '$$REMOVE' ? undefined : value(env));
  },
  $unsetField: (argument, compile) => {
    const given = parts('$unsetField', argument, ['field', 'input'], [], 4161100);
    const [field, input] = [fieldName('$unsetField', given.field, compile), compile(given.input)];
    return (env) => changed('$unsetField', input(env), field(env) as string, undefined);
  },
};

export function merged(values: readonly unknown[]): Doc {
  const out: Doc = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDoc(value))
      throw new ServerError(40400, `$mergeObjects requires object inputs, but input ${JSON.stringify(value)} is of type ${typeOf(value)}`);
    for (const name of Object.keys(value)) put(out, name, value[name]);
  }
  return out;
}

/** A name may contain dots and dollars: as text it is taken literally unless it is a path. */
function fieldName(operator: string, given: unknown, compile: Compile): Compiled {
  const compiled = compile(given);
  return (env) => {
    const name = compiled(env);
    if (typeof name !== 'string')
      throw new ServerError(
        3041704,
        `${operator} requires 'field' to evaluate to type String, but got ${name === undefined ? 'missing' : typeOf(name)}`,
      );
    return name;
  };
}

function changed(operator: string, input: unknown, field: string, value: unknown): unknown {
  if (isNullish(input)) return null;
  if (!isDoc(input)) throw new ServerError(4161105, `${operator} requires 'input' to evaluate to type Object`);
  const out: Doc = { ...input };
  if (value === undefined) delete out[field];
  else put(out, field, value);
  return out;
}
