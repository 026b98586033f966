/**
 * An index: which documents hold which keys. Whole keys are looked up for uniqueness and equality; values of the leading field also by range, in their order.
 */
import { ServerError } from '../errors.ts';
import { compileFilter, type Predicate } from '../query/match.ts';
import { compare } from '../values/compare.ts';
import { keyOf } from '../values/keys.ts';
import { reach } from '../values/paths.ts';
import { docText } from '../values/text.ts';
import type { Doc } from '../values/types.ts';

export interface IndexSpec {
  v: number;
  key: Doc;
  name: string;
  unique?: boolean;
  sparse?: boolean;
  hidden?: boolean;
  partialFilterExpression?: Doc;
  expireAfterSeconds?: unknown;
}

interface Entry {
  whole: string;
  values: unknown[];
}
interface Bucket {
  value: unknown;
  docs: Set<string>;
}

export class Index {
  readonly spec: IndexSpec;
  readonly #paths: string[][];
  readonly #only: Predicate | undefined;
  readonly #whole = new Map<string, Set<string> | string>();
  readonly #leading = new Map<string, Bucket>();
  #ordered: Bucket[] | undefined;
  multiKey = false;
  uses = 0;

  constructor(spec: IndexSpec) {
    this.spec = spec;
    this.#paths = Object.keys(spec.key).map((path) => path.split('.'));
    const partial = spec.partialFilterExpression;
    this.#only = partial && compileFilter(partial, { scope: { now: new Date(0), fraction: () => 0, variables: {} } });
  }

  get fields(): string[] {
    return Object.keys(this.spec.key);
  }

  /** True for an index that holds every document: only such a one may answer a query that does not say more. */
  get complete(): boolean {
    return !this.spec.sparse && !this.#only && !this.spec.hidden;
  }

  /** @throws ServerError 11000 when another document holds one of the keys of a unique index */
  check(namespace: string, doc: Doc, docKey: string): void {
    // Entries are made for every index: what cannot be indexed at all is found out before anything changes.
    const entries = this.#entries(doc);
    if (!this.spec.unique) return;
    for (const entry of entries) {
      const there = this.#whole.get(entry.whole);
      const other = there instanceof Set ? [...there].find((key) => key !== docKey) : there;
      if (other !== undefined && other !== docKey) throw duplicate(namespace, this.spec, entry.values);
    }
  }

  add(doc: Doc, docKey: string): void {
    for (const { whole, values } of this.#entries(doc)) {
      const there = this.#whole.get(whole);
      if (there === undefined) this.#whole.set(whole, docKey);
      else if (there instanceof Set) there.add(docKey);
      else if (there !== docKey) this.#whole.set(whole, new Set([there, docKey]));
      this.#addLeading(values[0], docKey);
    }
  }

  remove(doc: Doc, docKey: string): void {
    for (const { whole, values } of this.#entries(doc)) {
      const there = this.#whole.get(whole);
      if (there instanceof Set) there.delete(docKey);
      if (there === docKey || (there instanceof Set && there.size === 0)) this.#whole.delete(whole);
      const key = keyOf(values[0]);
      const bucket = this.#leading.get(key);
      bucket?.docs.delete(docKey);
      if (bucket?.docs.size !== 0) continue;
      this.#leading.delete(key);
      this.#ordered = undefined;
    }
  }

  /** Documents whose leading field holds the value. */
  equal(value: unknown): Iterable<string> {
    return this.#leading.get(keyOf(value))?.docs ?? [];
  }

  /** Documents whose fields hold the values, all of them. */
  exactly(values: readonly unknown[]): Iterable<string> {
    const found = this.#whole.get(values.map(keyOf).join('|'));
    return found === undefined ? [] : found instanceof Set ? found : [found];
  }

  /** Documents by the order of their leading value; with `within`, only the values that pass. */
  *inOrder(direction: 1 | -1, within: (value: unknown) => boolean = () => true): Iterable<string> {
    this.#ordered ??= [...this.#leading.values()].sort((a, b) => compare(a.value, b.value));
    const buckets = direction === 1 ? this.#ordered : this.#ordered.toReversed();
    for (const bucket of buckets) if (within(bucket.value)) yield* bucket.docs;
  }

  #addLeading(value: unknown, docKey: string): void {
    const key = keyOf(value);
    const bucket = this.#leading.get(key);
    if (bucket) {
      bucket.docs.add(docKey);
      return;
    }
    this.#leading.set(key, { value, docs: new Set([docKey]) });
    this.#ordered = undefined;
  }

  #entries(doc: Doc): Entry[] {
    if (this.#only && !this.#only(doc, {})) return [];
    const columns = this.#paths.map((path) => valuesAt(doc, path));
    if (this.spec.sparse && columns.every((values) => values.length === 1 && values[0] === undefined)) return [];
    const wide = columns.filter((values) => values.length > 1);
    if (wide.length > 0) this.multiKey = true;
    if (wide.length > 1 && parallel(doc, this.fields))
      throw new ServerError(171, `cannot index parallel arrays [${this.fields.at(-1)}] [${this.fields[0]}]`);
    const rows = columns.reduce<unknown[][]>((all, values) => all.flatMap((row) => values.map((value) => [...row, value ?? null])), [[]]);
    return rows.map((values) => ({ whole: values.map(keyOf).join('|'), values }));
  }
}

/** Distinct values at a path; the elements of an array each for themselves, an empty one as undefined is in the server. */
function valuesAt(doc: Doc, path: readonly string[]): unknown[] {
  const found = new Map<string, unknown>();
  const take = (value: unknown): void => void found.set(keyOf(value), value);
  let any = false;
  reach(doc, path, (leaf) => {
    any = true;
    if (!Array.isArray(leaf)) take(leaf);
    else if (leaf.length === 0) take(undefined);
    else leaf.forEach(take);
    return false;
  });
  if (!any) take(undefined);
  return [...found.values()];
}

function parallel(doc: Doc, fields: readonly string[]): boolean {
  return (
    fields
      .filter((field) => Array.isArray(doc[field.split('.')[0] ?? '']))
      .map((field) => field.split('.')[0])
      .filter((field, at, all) => all.indexOf(field) === at).length > 1
  );
}

export function duplicate(namespace: string, spec: Pick<IndexSpec, 'key' | 'name'>, values: readonly unknown[]): ServerError {
  const keyValue = Object.fromEntries(Object.keys(spec.key).map((field, at) => [field, values[at] ?? null]));
  const message = `E11000 duplicate key error collection: ${namespace} index: ${spec.name} dup key: ${docText(keyValue)}`;
  return new ServerError(11000, message, { extra: { keyPattern: spec.key, keyValue } });
}

/** Whether two specifications are one index: the same key in the same order, and the same options. */
export function sameSpec(a: IndexSpec, b: IndexSpec): boolean {
  const essence = ({ key, unique, sparse, partialFilterExpression, expireAfterSeconds }: IndexSpec): string =>
    keyOf([key, unique === true, sparse === true, partialFilterExpression ?? null, expireAfterSeconds ?? null]);
  return essence(a) === essence(b);
}
