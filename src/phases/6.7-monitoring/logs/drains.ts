/**
 * Whole logs, for whoever keeps them elsewhere: hosts whose API can do so send every line to LOG_DRAIN_URL. The guide has no such step; without an answer nothing happens.
 */
import type { DrainScheme } from '../../../core/host.ts';
import type { Key, Service, Values } from '../../../core/keys.ts';
import type { Secret } from '../../../core/secret.ts';
import { type AnyTask, type Context, type NotWanted, notWanted } from '../../../core/task.ts';
import { hostNamed, hostVendors } from '../../../hosts/hosts.ts';
import { at, keysAt } from '../../6.5-bot/hosted-service.ts';
import { nameKeys } from '../../6.5-bot/names.ts';
import { keysOf, titles } from '../../6.5-bot/services.ts';

type Drained = Readonly<Partial<Record<Service, Secret>>>;

const services = ['bot', 'worker', 'api', 'dashboard'] as const satisfies readonly Service[];
const early = ['bot', 'api', 'dashboard'] as const;

export const drainNeeds: readonly Key[] = [...new Set(early.flatMap(keysAt))];
export const drainTolerates: readonly Key[] = [...keysAt('worker'), ...services.map((service) => nameKeys[service]), 'LOG_DRAIN_URL'];
export const drainVendors = hostVendors(...services);

/** Its service is there, and its host can send its log to such an address. */
export function drainable(values: Partial<Values>): Service[] {
  const scheme = schemeOf(values.LOG_DRAIN_URL);
  return services.filter((service) => {
    const { host, service: id } = keysOf[service];
    const answer = values[host];
    return scheme !== undefined && typeof answer === 'string' && values[id] !== undefined && hostNamed(answer).drains?.includes(scheme);
  });
}

/** Services whose hosts cannot, in words; empty: all can. */
export function undrained(values: Partial<Values>): string {
  const able = drainable(values);
  const others = services.filter((service) => values[keysOf[service].service] !== undefined && !able.includes(service));
  return others.map((service) => `${titles[service]} (${hostNamed(String(values[keysOf[service].host])).title})`).join(', ');
}

export function schemeOf(address: Secret | undefined): DrainScheme | undefined {
  const [, scheme] = /^(https|syslog\+tls):\/\//.exec(address?.reveal() ?? '') ?? [];
  return scheme as DrainScheme | undefined;
}

export const drains: AnyTask = {
  id: 'logs.drains',
  guide: ['6.7/10'],
  title: 'Send whole logs to an address of yours, where wanted',
  uses: drainVendors,
  needs: drainNeeds,
  tolerates: drainTolerates,
  want(values: Partial<Values>): Drained | NotWanted {
    const { LOG_DRAIN_URL: to } = values;
    if (to === undefined || to.reveal() === '')
      return notWanted('no LOG_DRAIN_URL is given: whole logs stay with the hosts, which keep them for days');
    const able = drainable(values);
    if (able.length === 0) return notWanted(`no host in use sends logs to such an address through its API: ${undrained(values)}`);
    return Object.fromEntries(able.map((service) => [service, to]));
  },
  async read(context: Context, want: Drained): Promise<Drained | undefined> {
    const seen = await Promise.all(
      Object.entries(want).map(async ([service, to]) => ((await isDrained(context, service, to)) ? [[service, to]] : [])),
    );
    return seen.flat().length === 0 ? undefined : Object.fromEntries(seen.flat());
  },
  async apply(context: Context, want: Drained, have: Drained | undefined): Promise<Drained> {
    for (const [service, to] of Object.entries(want)) {
      if (have?.[service as Service] !== undefined) continue;
      const { host, place, id } = at(service as Service, context.values);
      await host.api.addDrain?.(context, place, id, to);
    }
    const others = undrained(context.values);
    if (others !== '') context.note(`not sent, because the API of the host cannot: ${others}`);
    return want;
  },
  async undo(context: Context, have: Drained) {
    for (const [service, to] of Object.entries(have)) {
      const { host, place, id } = at(service as Service, context.values);
      await host.api.removeDrain?.(context, place, id, to);
    }
  },
  gives: {},
};

async function isDrained(context: Context, service: string, to: Secret): Promise<boolean> {
  const { host, place, id } = at(service as Service, context.values);
  const there = (await host.api.drains?.(context, place, id)) ?? [];
  return there.some((one) => one.reveal() === to.reveal());
}
