/**
 * `$addFields` and `$set` of pipelines.
 */
import { envOf, expression, fieldPath } from '../expressions/evaluate.ts';
import type { Compiled, Scope } from '../expressions/types.ts';
import { type Doc, isDoc, own, put } from '../values/types.ts';

/** `$addFields`: sets computed values at paths, also in every document of an array on the way. */
export function addFields(spec: Doc): (doc: Doc, scope: Scope) => Doc {
  const fields = Object.entries(spec).flatMap(([path, value]) => flattened(fieldPath(path), value));
  return (doc, scope) => {
    const env = envOf(doc, scope);
    return fields.reduce((out: Doc, { parts, value }) => setAt(out, parts, value(env)) as Doc, doc);
  };
}

/** `{ a: { b: 1 } }` sets `a.b` and leaves the rest of `a`. */
function flattened(parts: string[], value: unknown): { parts: string[]; value: Compiled }[] {
  const nested = isDoc(value) && Object.keys(value).length > 0 && !Object.keys(value).some((name) => name.startsWith('$'));
  if (!nested) return [{ parts, value: expression(value) }];
  return Object.entries(value).flatMap(([name, inner]) => flattened([...parts, ...fieldPath(name)], inner));
}

function setAt(target: unknown, parts: readonly string[], value: unknown): unknown {
  const [name = '', ...rest] = parts;
  if (Array.isArray(target)) return target.map((element) => setAt(element, parts, value));
  const out: Doc = isDoc(target) ? { ...target } : {};
  const next = rest.length === 0 ? value : setAt(own(out, name), rest, value);
  if (next === undefined) delete out[name];
  else put(out, name, next);
  return out;
}
