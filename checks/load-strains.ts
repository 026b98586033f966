/** What can run out under load, as it is at a moment: CPU and memory at the hosts, and how fast database and Redis answer. */
import type { CheckContext } from '../src/core/check.ts';
import type { ServiceUsage } from '../src/core/host.ts';
import type { Service, Values } from '../src/core/keys.ts';
import { at } from '../src/phases/6.5-bot/hosted-service.ts';
import { titles } from '../src/phases/6.5-bot/services.ts';
import type { Strain } from '../src/probes/load/bottleneck.ts';
import type { Borne } from '../src/probes/load/load.ts';
import { latencyOf } from '../src/probes/statistics.ts';
import { mongodb } from '../src/vendors/mongodb.ts';
import { redisCache } from '../src/vendors/redis.ts';

export interface Moment {
  usage: Readonly<Record<'api' | 'dashboard', ServiceUsage>>;
  /** Milliseconds of a round trip, the best of several; undefined: nobody answered. */
  databaseMs: number | undefined;
  redisMs: number | undefined;
  /** Milliseconds by which k77 itself is late: what is measured here then is this machine. */
  lateMs: number;
}

export type Watching = Pick<CheckContext, 'client' | 'clock' | 'random' | 'signal' | 'wait'> & { values: Partial<Values> };

/** @param minutes how far back the hosts are asked for */
export async function momentOf(context: Watching, minutes: number): Promise<Moment> {
  const [lateMs, api, dashboard, databaseMs, redisMs] = await Promise.all([
    lateness(context),
    usageOf(context, 'api', minutes),
    usageOf(context, 'dashboard', minutes),
    roundTrip(context, () => context.client(mongodb).ping()),
    roundTrip(context, () => context.client(redisCache).send('PING')),
  ]);
  return { usage: { api, dashboard }, databaseMs, redisMs, lateMs };
}

/** A host that does not answer now keeps nothing else from being seen. */
async function usageOf(context: Watching, service: Extract<Service, 'api' | 'dashboard'>, minutes: number): Promise<ServiceUsage> {
  const { host, place, id } = at(service, context.values);
  // What was answered before the load says nothing about now: a wait asks anew.
  const fresh = context.wait(`what ${host.title} measures`, () => host.api.usage(context, place, id, minutes), minutes);
  return fresh.catch(() => ({ missing: [`${host.title} did not say what the ${titles[service]} uses`] }));
}

const trips = 5;

async function roundTrip({ clock }: Watching, ask: () => Promise<unknown>): Promise<number | undefined> {
  try {
    const taken: number[] = [];
    for (let nth = 0; nth < trips; nth++) {
      const before = clock.tick();
      await ask();
      taken.push(clock.tick() - before);
    }
    // What is overloaded is slow at its best, too.
    return Math.round(Math.min(...taken) * 100) / 100;
  } catch {
    return undefined;
  }
}

const napMs = 20;

async function lateness({ clock, signal }: Watching): Promise<number> {
  const taken: number[] = [];
  for (let nth = 0; nth < trips; nth++) {
    const before = clock.tick();
    await clock.sleep(napMs, signal);
    taken.push(Math.max(0, clock.tick() - before - napMs));
  }
  return latencyOf(taken).medianMs;
}

/** Per cent of a core or of the memory from which on a service has nothing left; the guide's latencies; and what of the crowd was turned away. */
const full = { cpuPercent: 90, memoryPart: 0.9, memoryMb: 400, databaseMs: 50, redisMs: 10, lateMs: 50, turnedAwayPercent: 1 };

export function strainsOf(before: Moment, during: Moment, borne: readonly Borne[]): Strain[] {
  const asked = borne.reduce((sum, one) => sum + one.asked, 0);
  const part = (count: (one: Borne) => number): number =>
    asked === 0 ? 0 : Math.round((borne.reduce((sum, one) => sum + count(one), 0) / asked) * 1000) / 10;
  const services = (['api', 'dashboard'] as const).flatMap((service): Strain[] => {
    const [was, is] = [before.usage[service], during.usage[service]];
    const memory = is.memoryLimitMb === undefined ? full.memoryMb : is.memoryLimitMb * full.memoryPart;
    return [
      { name: `CPU of the ${titles[service]}`, unit: '%', before: was.cpuPercent, during: is.cpuPercent, limit: full.cpuPercent },
      { name: `memory of the ${titles[service]}`, unit: 'MB', before: was.memoryMb, during: is.memoryMb, limit: Math.round(memory) },
    ];
  });
  const away = (name: string, was: number | undefined, is: number | undefined, more: number): Strain => ({
    name,
    unit: 'ms',
    before: was,
    // What k77 is late itself is not theirs.
    during: is === undefined ? undefined : Math.max(0, is - during.lateMs),
    limit: Math.round(((was ?? 0) + more) * 10) / 10,
  });
  return [
    ...services,
    away('database', before.databaseMs, during.databaseMs, full.databaseMs),
    away('Redis', before.redisMs, during.redisMs, full.redisMs),
    { name: 'k77 itself, on this machine', unit: 'ms', before: before.lateMs, during: during.lateMs, limit: full.lateMs },
    { name: 'rate limit (429 or 403)', unit: '%', during: part(({ refused }) => refused), limit: full.turnedAwayPercent },
    { name: 'network (no answer)', unit: '%', during: part(({ unanswered }) => unanswered), limit: full.turnedAwayPercent },
  ];
}
