/**
 * A space: one account in one mode (test or live), with everything that was created there. Stripe keeps the two apart, and so do we.
 * Things are plain JSON; names that begin with `$` are ours alone and never leave the emulator.
 */
import { stable } from '../../core/change.ts';
import type { Clock, Random } from '../../core/ports.ts';
import { Refusal } from './refusal.ts';

export interface Thing {
  id: string;
  object: string;
  [more: string]: unknown;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  event: string;
  endpoint: string;
  attempts: number;
  /** Wall milliseconds of the next try. */
  due: number;
}

export interface SpaceData {
  account: string;
  livemode: boolean;
  things: Record<string, Thing[]>;
  deliveries: Delivery[];
}

export interface Cause {
  id: string | null;
  idempotency_key: string | null;
}
/** What Stripe says of events that no request caused. */
export const itself: Cause = { id: null, idempotency_key: null };

export interface Tools {
  clock: Clock;
  random: Random;
  apiVersion: string;
}

export class Space {
  readonly data: SpaceData;
  readonly tools: Tools;
  /** The request that is being served: events name it. */
  cause: Cause = itself;
  /** Grows with every change, so that others see when to save. */
  version = 0;
  readonly #index = new Map<string, Thing>();

  constructor(data: SpaceData, tools: Tools) {
    this.data = data;
    this.tools = tools;
    for (const things of Object.values(data.things)) for (const thing of things) this.#index.set(thing.id, thing);
  }

  get livemode(): boolean {
    return this.data.livemode;
  }

  all<T extends Thing>(object: string): T[] {
    return (this.data.things[object] ?? []) as T[];
  }

  find<T extends Thing>(id: string | null | undefined, object?: string): T | undefined {
    const thing = id ? this.#index.get(id) : undefined;
    return thing && (object === undefined || thing.object === object) ? (thing as T) : undefined;
  }

  /** A thing that has to be there because another refers to it. */
  must<T extends Thing>(id: string, object: string): T {
    const thing = this.find<T>(id, object);
    if (!thing) throw new Refusal(500, `${object} ${id} is gone`, { type: 'api_error' });
    return thing;
  }

  add<T extends Thing>(thing: T): T {
    const table = this.data.things[thing.object] ?? [];
    this.data.things[thing.object] = table;
    table.push(thing);
    this.#index.set(thing.id, thing);
    this.version++;
    return thing;
  }

  remove(thing: Thing): void {
    this.data.things[thing.object] = this.all(thing.object).filter((other) => other !== thing);
    this.#index.delete(thing.id);
    this.version++;
  }

  /** Changes a thing and, when that made a difference, says so with an event that tells what was before. */
  change<T extends Thing>(thing: T, event: string | undefined, edit: (thing: T) => void): T {
    const whole = structuredClone(thing);
    const before = visible(thing) as Thing;
    try {
      edit(thing);
    } catch (error) {
      // A refused change leaves nothing half done.
      for (const name of Object.keys(thing)) if (!(name in whole)) Reflect.deleteProperty(thing, name);
      Object.assign(thing, whole);
      throw error;
    }
    this.version++;
    const previous = whatWas(before, visible(thing) as Thing);
    if (event && Object.keys(previous).length > 0) this.emit(event, thing, previous);
    return thing;
  }

  emit(type: string, thing: Thing, previous?: Record<string, unknown>): void {
    const event: Thing = {
      id: this.id('evt_'),
      object: 'event',
      api_version: this.tools.apiVersion,
      created: this.wall(),
      data: { object: visible(thing), ...(previous ? { previous_attributes: previous } : {}) },
      livemode: this.livemode,
      pending_webhooks: 0,
      request: { ...this.cause },
      type,
    };
    const due = this.tools.clock.now().getTime();
    for (const endpoint of this.all('webhook_endpoint')) {
      if (endpoint.status !== 'enabled' || !listensTo(endpoint.enabled_events as string[], type)) continue;
      this.data.deliveries.push({ event: event.id, endpoint: endpoint.id, attempts: 0, due });
      event.pending_webhooks = (event.pending_webhooks as number) + 1;
    }
    this.add(event);
  }

  /** A new id as Stripe makes them: most carry the end of the account's id. */
  id(prefix: string): string {
    if (short.has(prefix)) return prefix + this.letters(14);
    return `${prefix}1${this.letters(5)}${this.data.account.slice(-10)}${this.letters(8)}`;
  }

  letters(count: number): string {
    return letters(this.tools.random, count);
  }

  /** Unix seconds of the world outside. */
  wall(): number {
    return Math.floor(this.tools.clock.now().getTime() / 1000);
  }

  /** Unix seconds as a customer's test clock shows them. */
  now(clock: unknown): number {
    const frozen = typeof clock === 'string' ? this.find(clock)?.frozen_time : undefined;
    return typeof frozen === 'number' ? frozen : this.wall();
  }
}

const short = new Set(['prod_', 'cus_', 'si_', 'taxreg_']);

export function letters(random: Random, count: number): string {
  let out = '';
  while (out.length < count) out += random.token(count + 8).replaceAll(/[-_]/g, '');
  return out.slice(0, count);
}

function listensTo(events: readonly string[], type: string): boolean {
  return events.includes('*') || events.includes(type);
}

/** A deep copy without our own fields. */
export function visible(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(visible);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (name.startsWith('$') ? [] : [[name, visible(inner)]])));
}

function whatWas(before: Thing, after: Thing): Record<string, unknown> {
  const names = Object.keys(after).filter((name) => stable(before[name] ?? null) !== stable(after[name] ?? null));
  return Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
}
