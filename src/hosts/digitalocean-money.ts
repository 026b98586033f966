/** What is measured, and what it costs by the list of prices that the API has: a bill by app it has not. */
import type { Bill, HostApi, ServiceUsage } from '../core/host.ts';
import { billingPage, digitalocean } from '../vendors/digitalocean.ts';
import type { DoApp, DoComponent, DoComponentHealth, DoInstanceSize } from '../vendors/digitalocean-types.ts';
import { appOf } from './digitalocean-place.ts';
import { memoryOf } from './digitalocean-sizes.ts';
import { isArchived, mainOf } from './digitalocean-spec.ts';

export const money: Pick<HostApi, 'usage' | 'bill'> = {
  async usage({ client: of }, _place, id) {
    const client = of(digitalocean);
    const { main } = mainOf((await appOf(client, id)).spec) ?? {};
    const seen = (await client.health(id)).find(({ name }) => name === main?.name);
    return usageOf(seen, memoryOf(main?.instance_size_slug));
  },
  async bill({ client: of }, place) {
    const client = of(digitalocean);
    const [apps, sizes] = await Promise.all([client.apps(), client.instanceSizes()]);
    return billOf(
      apps.filter((one) => one.project_id === place.project),
      sizes,
    );
  },
};

/** Per cent are of what the instance may have. */
export function usageOf(seen: DoComponentHealth | undefined, limit: number | undefined): ServiceUsage {
  const { cpu_usage_percent: cpu, memory_usage_percent: memory } = seen ?? {};
  const known = limit === undefined || memory === undefined ? undefined : Math.round((memory * limit) / 100);
  return {
    ...(cpu === undefined ? {} : { cpuPercent: Math.round(cpu * 10) / 10 }),
    ...(known === undefined ? {} : { memoryMb: known }),
    ...(limit === undefined ? {} : { memoryLimitMb: limit }),
    missing:
      cpu === undefined || memory === undefined ? ['DigitalOcean has measured nothing of it: it does not run, or began just now'] : [],
  };
}

/** A component costs the same every month, as long as its app is not archived; jobs are paid for by the second and are not counted. */
export function billOf(apps: readonly DoApp[], sizes: readonly DoInstanceSize[]): Bill {
  const priced = apps.map((one) => ({ id: one.id, name: one.spec.name, cents: monthly(one, sizes) }));
  const known = priced.flatMap(({ id, cents }) => (cents === undefined ? [] : [[id, { projectedCents: cents }] as const]));
  const unknown = priced.filter(({ cents }) => cents === undefined).map(({ name }) => name);
  return {
    ...(apps.length > 0 && unknown.length === 0
      ? { projectedCents: known.reduce((sum, [, { projectedCents }]) => sum + projectedCents, 0) }
      : {}),
    services: Object.fromEntries(known),
    missing: [
      `month to date: DigitalOcean tells the balance of the whole account only, at ${billingPage}`,
      ...(unknown.length > 0 ? [`projected cost: no price is told for the instance size of ${unknown.join(', ')}`] : []),
      'what runs before a deployment (seconds of it) and traffic above what the sizes have are not in the projected cost',
    ],
  };
}

function monthly({ spec }: DoApp, sizes: readonly DoInstanceSize[]): number | undefined {
  if (isArchived(spec)) return 0;
  const all = [...(spec.services ?? []), ...(spec.workers ?? [])].map((one) => priceOf(one, sizes));
  return all.some((cents) => cents === undefined) ? undefined : all.reduce<number>((sum, cents) => sum + (cents ?? 0), 0);
}

function priceOf({ instance_size_slug: slug = 'apps-s-1vcpu-0.5gb', instance_count = 1 }: DoComponent, sizes: readonly DoInstanceSize[]) {
  const dollars = Number(sizes.find((one) => one.slug === slug)?.usd_per_month ?? Number.NaN);
  return Number.isNaN(dollars) ? undefined : Math.round(dollars * 100) * instance_count;
}
