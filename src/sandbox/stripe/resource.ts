/**
 * Endpoints as data. A resource declares what it takes; the engine here serves create, retrieve, update, list and delete from that.
 */
import { atLeast, common, moments, type Shape, text, type Values } from './params.ts';
import { badParam, Refusal, refuse } from './refusal.ts';
import { type List, listOf } from './render.ts';
import type { Space, Thing } from './space.ts';

export interface Call<P = Record<string, unknown>> {
  space: Space;
  params: P;
  /** What stands at `{names}` of the path. */
  ids: Readonly<Record<string, string>>;
}

export type Permission = `${string}_${'read' | 'write'}`;

export interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/products/{id}` */
  path: string;
  /** What a restricted key must be allowed. */
  needs: Permission;
  shape: Shape;
  /** Refused with a live key. */
  testOnly?: true;
  run(call: Call): unknown;
}

/** Checks a declaration against its own types and forgets them. */
export function endpoint<S extends Shape>(about: {
  method: Endpoint['method'];
  path: string;
  needs: Permission;
  params: S;
  testOnly?: true;
  run(call: Call<Values<S>>): unknown;
}): Endpoint {
  const { method, path, needs, params, testOnly, run } = about;
  return { method, path, needs, shape: { ...params, ...common }, run: run as Endpoint['run'], ...(testOnly ? { testOnly } : {}) };
}

export interface Resource<T extends Thing, C extends Shape, U extends Shape, F extends Shape> {
  object: string;
  path: string;
  permission: string;
  testOnly?: true;
  create?: { params: C; build(call: Call<Values<C>>): T };
  update?: { params: U; change(thing: T, call: Call<Values<U>>): void };
  /** Filters of the list; one without a `keep` rule compares the property of that name. */
  filters: F;
  keep?(thing: T, filters: Values<F>, space: Space): boolean;
  remove?(thing: T, call: Call): void;
  events?: { created?: string; updated?: string; deleted?: string };
  /** Fields that only the answer to the creation shows. */
  once?(thing: T): Record<string, unknown>;
}

const pages = { limit: atLeast(1), starting_after: text, ending_before: text } satisfies Shape;
type Paged = Values<typeof pages>;

export function resource<T extends Thing, C extends Shape, U extends Shape, F extends Shape>(about: Resource<T, C, U, F>): Endpoint[] {
  const { object, path, permission, create, update, remove, events = {} } = about;
  const one = `${path}/{id}`;
  const [read, write]: Permission[] = [`${permission}_read`, `${permission}_write`];
  if (!read || !write) return [];
  const limits = about.testOnly ? { testOnly: about.testOnly } : {};
  const out: Endpoint[] = [
    endpoint({
      method: 'GET',
      path,
      needs: read,
      params: { ...about.filters, ...pages },
      ...limits,
      run: (call) => listed(about, call as Call),
    }),
    endpoint({ method: 'GET', path: one, needs: read, params: {}, ...limits, run: ({ space, ids }) => named<T>(space, object, ids.id) }),
  ];
  if (create) {
    const run = (call: Call<Values<C>>) => {
      const built = create.build(call);
      const thing = call.space.find(built.id) === built ? built : call.space.add(built);
      if (events.created) call.space.emit(events.created, thing);
      return about.once ? { ...thing, ...about.once(thing) } : thing;
    };
    out.push(endpoint({ method: 'POST', path, needs: write, params: create.params, ...limits, run }));
  }
  if (update) {
    const run = (call: Call<Values<U>>) =>
      call.space.change(living<T>(call.space, object, call.ids.id), events.updated, (thing) => update.change(thing, call));
    out.push(endpoint({ method: 'POST', path: one, needs: write, params: update.params, ...limits, run }));
  }
  if (remove) {
    const run = (call: Call) => {
      const thing = living<T>(call.space, object, call.ids.id);
      remove(thing, call);
      if (call.space.find(thing.id) === thing) call.space.remove(thing);
      if (events.deleted) call.space.emit(events.deleted, thing);
      return { id: thing.id, object, deleted: true };
    };
    out.push(endpoint({ method: 'DELETE', path: one, needs: write, params: {}, ...limits, run }));
  }
  return out;
}

const titles: Readonly<Record<string, string>> = {
  payment_method: 'PaymentMethod',
  'billing_portal.configuration': 'configuration',
  'checkout.session': 'checkout.session',
  'test_helpers.test_clock': 'testclock',
};

export function noSuch(object: string, id: string, status: 400 | 404, param: string): Refusal {
  const refusal = new Refusal(status, `No such ${titles[object] ?? object}: '${id}'`, { code: 'resource_missing', param });
  refusal.missing = id;
  return refusal;
}

/** The thing that the path names. @throws Refusal 404 */
export function named<T extends Thing>(space: Space, object: string, id: string | undefined, param = 'id'): T {
  const thing = space.find<T>(id, object);
  if (!thing) throw noSuch(object, id ?? '', 404, param);
  return thing;
}

/** As `named`, but something deleted is not there any more. */
function living<T extends Thing>(space: Space, object: string, id: string | undefined): T {
  const thing = named<T>(space, object, id);
  if (thing.deleted) throw noSuch(object, thing.id, 404, 'id');
  return thing;
}

/** The thing that a parameter names. @throws Refusal 400 */
export function referred<T extends Thing>(space: Space, object: string, id: string, param: string): T {
  const thing = space.find<T>(id, object);
  if (!thing || thing.deleted) throw noSuch(object, id, 400, param);
  return thing;
}

function listed<T extends Thing, C extends Shape, U extends Shape, F extends Shape>(
  about: Resource<T, C, U, F>,
  { space, params }: Call,
): List {
  const filters = params as Values<F>;
  const keep = (thing: T) =>
    !thing.deleted && matches(thing, about.filters, params, about.keep !== undefined) && (about.keep?.(thing, filters, space) ?? true);
  return page(space.all<T>(about.object).filter(keep).reverse(), params as Paged, about.path, about.object);
}

/** `created` is compared everywhere; the rest only where the resource has no rule of its own. */
function matches(thing: Thing, filters: Shape, params: Record<string, unknown>, ownRule: boolean): boolean {
  return Object.keys(filters).every((name) => {
    const wanted = params[name];
    if (wanted === undefined) return true;
    if (filters[name] === moments) return within(thing[name] as number, wanted as Moments);
    return ownRule || thing[name] === wanted;
  });
}
type Moments = ReturnType<typeof moments.read>;

export function within(at: number, { gt, gte, lt, lte }: Moments): boolean {
  return (
    (gt === undefined || at > gt) && (gte === undefined || at >= gte) && (lt === undefined || at < lt) && (lte === undefined || at <= lte)
  );
}

/** One page of a list that is already in order, newest first. */
export function page(things: readonly Thing[], { limit = 10, starting_after, ending_before }: Paged, path: string, object: string): List {
  if (limit > 100)
    throw badParam(`Invalid limit: must be less than or equal to 100 (it currently is '${limit}').`, 'limit', 'parameter_invalid_integer');
  if (starting_after !== undefined && ending_before !== undefined)
    throw badParam('You cannot parameterize both starting_after and ending_before.', 'starting_after');
  const at = (id: string, param: string) => {
    const index = things.findIndex((thing) => thing.id === id);
    if (index < 0) throw noSuch(object, id, 400, param);
    return index;
  };
  const end = ending_before === undefined ? undefined : at(ending_before, 'ending_before');
  const from =
    starting_after === undefined ? Math.max(0, (end ?? 0) - (end === undefined ? 0 : limit)) : at(starting_after, 'starting_after') + 1;
  const to = end ?? from + limit;
  return { ...listOf(things.slice(from, to), path), has_more: end === undefined ? to < things.length : from > 0 };
}

/** Parameters that simply become properties of the same name; metadata is merged. */
export function assign(thing: Thing, params: Readonly<Record<string, unknown>>, ...except: readonly string[]): void {
  for (const [name, value] of Object.entries(params)) {
    if (except.includes(name) || name === 'expand' || value === undefined) continue;
    thing[name] =
      name === 'metadata' ? mergeMetadata(thing.metadata as Record<string, string>, value as Record<string, string> | null) : value;
  }
}

/** An empty value deletes a name. @throws Refusal above fifty names */
export function mergeMetadata(
  old: Readonly<Record<string, string>> | null | undefined,
  change: Readonly<Record<string, string>> | null,
): Record<string, string> {
  const merged = change === null ? {} : { ...old, ...change };
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
  if (Object.keys(kept).length > 50) throw refuse('You can only have 50 metadata keys on an object', { param: 'metadata' });
  return kept;
}
