/**
 * A change: one property that is not as wanted. Made by `diff`, shown in the plan, journalled before it is applied.
 */
import { Secret } from './secret.ts';

export interface Change {
  /** Path of the property inside the task's want: `monthly.name`, `events`. Empty for the whole. */
  path: string;
  /** JSON of what is there; undefined when absent. Secrets are placeholders. */
  from: unknown;
  to: unknown;
}

/** Compares fingerprints of secrets without revealing either. */
export type SameSecret = (a: Secret, b: Secret) => boolean;

/**
 * What would have to change in `have` for `want` to be true. Only properties that `want` names count; a property wanted `undefined` is unmanaged, wanted `null` is declared absent.
 * Lists are sets: they compare unordered, and a difference is one change of the whole list.
 */
export function diff(want: unknown, have: unknown, sameSecret: SameSecret = neverSame, path = ''): Change[] {
  if (want === undefined) return [];
  if (want instanceof Secret) return have instanceof Secret && sameSecret(want, have) ? [] : [change(path, have, want)];
  if (Array.isArray(want)) return Array.isArray(have) && sameSet(want, have) ? [] : [change(path, have, want)];
  if (want !== null && typeof want === 'object') {
    const there = have !== null && typeof have === 'object' ? (have as Record<string, unknown>) : {};
    return Object.entries(want).flatMap(([name, value]) => diff(value, there[name], sameSecret, path ? `${path}.${name}` : name));
  }
  if (want === null && have === undefined) return [];
  return Object.is(want, have) ? [] : [change(path, have, want)];
}

function change(path: string, from: unknown, to: unknown): Change {
  return { path, from, to };
}

function neverSame(): boolean {
  return false;
}

function sameSet(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.map(stable).sort().join('\n') === b.map(stable).sort().join('\n');
}

/** JSON with sorted keys, so that equal values are equal text. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Secret)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
