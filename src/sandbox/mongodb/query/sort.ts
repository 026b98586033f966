/**
 * Sorting by a pattern: stable, arrays by their smallest (ascending) or largest (descending) element, missing as null.
 */
import { badValue, notHere, ServerError } from '../errors.ts';
import { compare } from '../values/compare.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { reach } from '../values/paths.ts';
import { type Doc, isDoc } from '../values/types.ts';

export interface SortPart {
  path: string;
  parts: readonly string[];
  direction: 1 | -1;
}

/** @throws ServerError 2 for a direction that is neither 1 nor -1 */
export function compileSort(pattern: Doc): SortPart[] {
  return Object.entries(pattern).map(([path, direction]) => {
    if (isDoc(direction)) throw isMeta(direction) ? notHere('$meta', 2) : badValue(`Illegal key in $sort specification: ${path}: {}`);
    if (path === '') throw new ServerError(2, 'FieldPath cannot be constructed with empty string');
    if (!isNumeric(direction)) throw new ServerError(15974, `Illegal key in $sort specification: ${path}: ${JSON.stringify(direction)}`);
    const sign = toNumber(direction);
    if (sign !== 1 && sign !== -1) throw new ServerError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    return { path, parts: path.split('.'), direction: sign };
  });
}

function isMeta(direction: Doc): boolean {
  return '$meta' in direction;
}

/** Keys once per document, then one stable sort. */
export function sorted<T>(items: readonly T[], sort: readonly SortPart[], docOf: (item: T) => unknown): T[] {
  if (sort.length === 0) return [...items];
  const keyed = items.map((item) => {
    const doc = docOf(item);
    return { item, keys: sort.map((part) => sortKey(doc, part)) };
  });
  keyed.sort((a, b) => compareKeys(a.keys, b.keys, sort));
  return keyed.map(({ item }) => item);
}

export function compareKeys(a: readonly unknown[], b: readonly unknown[], sort: readonly SortPart[]): number {
  for (let i = 0; i < sort.length; i++) {
    const found = compare(a[i], b[i]);
    if (found) return found * (sort[i]?.direction ?? 1);
  }
  return 0;
}

export function sortKey(doc: unknown, part: SortPart): unknown {
  let best: unknown;
  let any = false;
  const take = (value: unknown): void => {
    if (!any || compare(value, best) * part.direction < 0) best = value;
    any = true;
  };
  reach(doc, part.parts, (leaf) => {
    if (!Array.isArray(leaf)) take(leaf === undefined ? null : leaf);
    else if (leaf.length === 0) take(undefined);
    else for (const element of leaf) take(element);
    return false;
  });
  return any ? best : null;
}
