/**
 * Dotted paths through documents and arrays, as queries read them.
 */
import { type Doc, isDoc, own } from './types.ts';

const number = /^(0|[1-9]\d*)$/;

export function isIndex(part: string): boolean {
  return number.test(part);
}

/**
 * Calls `visit` with every value that a path reaches, descending into arrays, until one call answers true.
 * @param visit.position index in the outermost array on the way, for the positional `$`
 */
export function reach(
  value: unknown,
  parts: readonly string[],
  visit: (leaf: unknown, position: number | undefined) => boolean,
  from = 0,
  position?: number,
): boolean {
  if (from === parts.length) return visit(value, position);
  const part = parts[from] ?? '';
  if (Array.isArray(value)) {
    if (isIndex(part) && Number(part) < value.length && reach(value[Number(part)], parts, visit, from + 1, position)) return true;
    return value.some((element, index) => isDoc(element) && reach(element, parts, visit, from, position ?? index));
  }
  return isDoc(value) ? reach(own(value, part), parts, visit, from + 1, position) : visit(undefined, position);
}

/** The value at a path as expressions read it: an array on the way gives the array of what its elements hold. */
export function valueAt(value: unknown, parts: readonly string[], from = 0): unknown {
  if (from === parts.length) return value;
  if (Array.isArray(value)) {
    const found = value.filter((element) => isDoc(element) || Array.isArray(element)).map((element) => valueAt(element, parts, from));
    return found.filter((inner) => inner !== undefined);
  }
  return isDoc(value) ? valueAt(own(value, parts[from] ?? ''), parts, from + 1) : undefined;
}

/** The value at a path that passes no array: for sort keys of `_id`, shard keys and equality of upserts. */
export function plainValueAt(doc: Doc, path: string): unknown {
  let value: unknown = doc;
  for (const part of path.split('.')) {
    if (Array.isArray(value) && isIndex(part)) value = value[Number(part)];
    else if (isDoc(value)) value = own(value, part);
    else return undefined;
  }
  return value;
}
