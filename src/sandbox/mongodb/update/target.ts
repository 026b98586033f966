/**
 * Writing at dotted paths, with the refusals of the server: what is no object or array cannot be walked into.
 */
import { ServerError } from '../errors.ts';
import { isIndex } from '../values/paths.ts';
import { text } from '../values/text.ts';
import { type Doc, isDoc, own, put } from '../values/types.ts';

export function getAt(target: unknown, parts: readonly string[]): unknown {
  let value = target;
  for (const part of parts) {
    if (Array.isArray(value)) value = isIndex(part) ? (value[Number(part)] as unknown) : undefined;
    else if (isDoc(value)) value = own(value, part);
    else return undefined;
  }
  return value;
}

/** Sets in place, making the objects on the way. @throws ServerError 28 PathNotViable */
export function setAt(target: Doc | unknown[], parts: readonly string[], value: unknown, parent = ''): void {
  const [part = '', ...rest] = parts;
  if (rest.length === 0) {
    assign(target, part, value, parent);
    return;
  }
  const there = child(target, part);
  if (there === undefined) {
    const made: Doc = {};
    assign(target, part, made, parent);
    setAt(made, rest, value, part);
    return;
  }
  if (!isDoc(there) && !Array.isArray(there)) throw notViable(rest[0] ?? '', part, there);
  setAt(there, rest, value, part);
}

function notViable(field: string, name: string, value: unknown): ServerError {
  return new ServerError(28, `Cannot create field '${field}' in element {${name}: ${text(value)}}`);
}

function child(target: Doc | unknown[], part: string): unknown {
  if (Array.isArray(target)) return isIndex(part) ? target[Number(part)] : undefined;
  return own(target, part);
}

/** An array grows by at most this many elements when one far beyond its end is set. */
const farthest = 1_500_000;

function assign(target: Doc | unknown[], part: string, value: unknown, parent: string): void {
  if (!Array.isArray(target)) {
    put(target, part, value);
    return;
  }
  if (!isIndex(part)) throw notViable(part, parent, target);
  const index = Number(part);
  if (index - target.length > farthest) throw new ServerError(2, `can't backfill more than ${farthest} elements`);
  while (target.length < index) target.push(null);
  target[index] = value;
}

/** Removes in place; an element of an array becomes null, as the server does. */
export function unsetAt(target: Doc, parts: readonly string[]): void {
  const parent = getAt(target, parts.slice(0, -1));
  const last = parts.at(-1) ?? '';
  if (Array.isArray(parent)) {
    if (isIndex(last) && Number(last) < parent.length) parent[Number(last)] = null;
  } else if (isDoc(parent)) delete parent[last];
}
