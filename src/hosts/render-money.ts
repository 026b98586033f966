/** What is measured, and what it costs by the price list: Render's API has no bill. */
import type { Bill, HostApi, ServiceUsage } from '../core/host.ts';
import { billingPage, render } from '../vendors/render.ts';
import type { RenderSeries, RenderService } from '../vendors/render-types.ts';
import { diskPrice, instancePrices } from './render-facts.ts';

const usual = 10;

export const money: Pick<HostApi, 'usage' | 'bill'> = {
  async usage({ client: of, clock }, _place, id, minutes = usual) {
    const client = of(render);
    const now = clock.now();
    const start = structuredClone(now);
    start.setTime(start.getTime() - minutes * 60_000);
    const ask = (what: 'cpu' | 'cpu-limit' | 'memory' | 'memory-limit'): Promise<RenderSeries[]> =>
      client.metric(what, id, start.toISOString(), now.toISOString());
    const [cpu, cpuLimit, memory, memoryLimit] = await Promise.all([ask('cpu'), ask('cpu-limit'), ask('memory'), ask('memory-limit')]);
    return usageOf({ cpu, cpuLimit, memory, memoryLimit });
  },
  bill: async ({ client: of }, place) => billOf(await of(render).servicesOf(place.environment ?? '')),
};

interface Curves {
  cpu: readonly RenderSeries[];
  cpuLimit: readonly RenderSeries[];
  memory: readonly RenderSeries[];
  memoryLimit: readonly RenderSeries[];
}

/** A Node.js service works on one core, so that per cent are of one core, or of the limit where that is less. Of several instances, the busiest. */
export function usageOf({ cpu, cpuLimit, memory, memoryLimit }: Curves): ServiceUsage {
  const [cores, limit] = [busiest(cpu.map(average)), busiest(cpuLimit.map(last))];
  const [used, most] = [busiest(memory.map(megabytes(average))), busiest(memoryLimit.map(megabytes(last)))];
  return {
    ...(cores === undefined ? {} : { cpuPercent: Math.round((cores / Math.min(1, limit || 1)) * 1000) / 10 }),
    ...(used === undefined ? {} : { memoryMb: Math.round(used) }),
    ...(most === undefined ? {} : { memoryLimitMb: Math.round(most) }),
    missing:
      cores === undefined || used === undefined
        ? [`Render has measured nothing of this service in the last ${usual} min: it does not run, or began just now`]
        : [],
  };
}

function average({ values }: RenderSeries): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, { value }) => sum + value, 0) / values.length;
}

function last({ values }: RenderSeries): number | undefined {
  return values.at(-1)?.value;
}

/** The description names no unit; each answer does. */
const units: Readonly<Record<string, number>> = { bytes: 1 / 1024 ** 2, kb: 1 / 1024, mb: 1, gb: 1024, kib: 1 / 1024, mib: 1, gib: 1024 };

function megabytes(of: (one: RenderSeries) => number | undefined): (one: RenderSeries) => number | undefined {
  return (one) => {
    const [value, factor] = [of(one), units[one.unit.toLowerCase()] ?? units.bytes];
    return value === undefined || factor === undefined ? undefined : value * factor;
  };
}

function busiest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** A service costs the same every month, as long as it is not suspended. */
export function billOf(services: readonly RenderService[]): Bill {
  const known = services.flatMap((one) => {
    const cents = monthly(one);
    return cents === undefined ? [] : [[one.id, { projectedCents: cents }] as const];
  });
  const unknown = services.filter((one) => monthly(one) === undefined).map(({ name }) => name);
  return {
    ...(services.length > 0 && unknown.length === 0
      ? { projectedCents: known.reduce((sum, [, { projectedCents }]) => sum + projectedCents, 0) }
      : {}),
    services: Object.fromEntries(known),
    missing: [
      `month to date: Render's API tells no bill; ${billingPage} does`,
      ...(unknown.length > 0 ? [`projected cost: no price is known for the instance type of ${unknown.join(', ')}`] : []),
      'the fee of the workspace (Pro: $25) and traffic above what the plan has are not in the projected cost: the API tells neither',
    ],
  };
}

function monthly({ serviceDetails, suspended }: RenderService): number | undefined {
  const { plan = '', numInstances = 1, disk } = serviceDetails;
  const price = instancePrices[plan];
  const kept = disk ? disk.sizeGB * diskPrice : 0;
  if (suspended === 'suspended') return kept;
  return price === undefined ? undefined : price * numInstances + kept;
}
