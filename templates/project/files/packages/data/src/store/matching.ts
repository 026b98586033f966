/** Whether a document matches a filter, for the store in memory: the operators of `documents.ts`, as MongoDB understands them. */
import type { Document, Filter } from './documents.ts';

export function matches(document: Document, filter: Filter): boolean {
  return Object.entries(filter).every(([field, condition]) => {
    if (field === '$or') return (condition as readonly Filter[]).some((one) => matches(document, one));
    if (field === '$nor') return !(condition as readonly Filter[]).some((one) => matches(document, one));
    return fulfils(valueAt(document, field), condition);
  });
}

/** `a.b` and `list.3` lead into documents and lists. */
export function valueAt(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document);
}

function fulfils(value: unknown, condition: unknown): boolean {
  return isOperators(condition)
    ? Object.entries(condition).every(([operator, operand]) => operate(value, operator, operand))
    : equalsOrHolds(value, condition);
}

function isOperators(condition: unknown): condition is Record<string, unknown> {
  if (typeof condition !== 'object' || condition === null || condition instanceof Date) return false;
  const names = Object.keys(condition);
  return names.length > 0 && names.every((name) => name.startsWith('$'));
}

function operate(value: unknown, operator: string, operand: unknown): boolean {
  switch (operator) {
    case '$lt':
      return comparable(value, operand) && order(value, operand) < 0;
    case '$lte':
      return comparable(value, operand) && order(value, operand) <= 0;
    case '$gt':
      return comparable(value, operand) && order(value, operand) > 0;
    case '$gte':
      return comparable(value, operand) && order(value, operand) >= 0;
    case '$ne':
      return !equalsOrHolds(value, operand);
    case '$in':
      return (operand as readonly unknown[]).some((one) => equalsOrHolds(value, one));
    case '$exists':
      return (value !== undefined) === operand;
    case '$type':
      return typeof value === operand;
    default:
      throw new Error(`the store in memory does not know ${operator}`);
  }
}

function equalsOrHolds(value: unknown, wanted: unknown): boolean {
  return Array.isArray(value) && !Array.isArray(wanted) ? value.some((one) => same(one, wanted)) : same(value, wanted);
}

/** Null also means "not there". */
function same(a: unknown, b: unknown): boolean {
  if (a === b || ((a ?? null) === null && (b ?? null) === null)) return true;
  return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
}

function comparable(a: unknown, b: unknown): boolean {
  return (a instanceof Date && b instanceof Date) || (typeof a === typeof b && (typeof a === 'number' || typeof a === 'string'));
}

/** For sorting: nothing comes before anything. */
export function order(a: unknown, b: unknown): number {
  const [left, right] = [a, b].map((one) => (one instanceof Date ? one.getTime() : one));
  if (left === right) return 0;
  if (left === undefined || left === null) return -1;
  if (right === undefined || right === null) return 1;
  return left < right ? -1 : 1;
}
