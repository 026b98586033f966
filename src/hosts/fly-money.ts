/** What it costs, by the price list; what it uses, by Fly's Prometheus. https://fly.io/docs/monitoring/metrics/ */
import type { Bill, HostApi } from '../core/host.ts';
import { billingPage, fly } from '../vendors/fly.ts';
import type { FlyMachine } from '../vendors/fly-types.ts';
import { priceOf } from './fly-facts.ts';
import { runs, serving } from './fly-memory.ts';
import { appName } from './fly-place.ts';
import { settingsOf } from './fly-settings.ts';

const megabyte = 1024 * 1024;
/** Where the price list of October 2026 is quoted for. */
const listed = ['iad', 'ewr', 'bos', 'ord', 'dfw', 'lax', 'sjc', 'sea'];

export const money: Pick<HostApi, 'usage' | 'bill'> = {
  async usage({ client: of }, { organization = '' }, id) {
    const client = of(fly);
    const ask = (query: string): Promise<number | undefined> => client.measured(organization, query);
    // Ticks of 10 ms in a minute, so that a sixtieth of them is per cent.
    const cpu = await ask(`sum(increase(fly_instance_cpu{app="${id}",mode!="idle"}[60s])) / 60`);
    const memory = await ask(`sum(fly_instance_memory_mem_total{app="${id}"} - fly_instance_memory_mem_available{app="${id}"})`);
    const machines = serving(await client.machines(id));
    const limit = settingsOf(machines).memoryMb;
    const untold = 'Fly.io measures nothing of it yet, or the token may not read what it measures';
    return {
      ...(cpu === undefined ? {} : { cpuPercent: cpu }),
      ...(memory === undefined ? {} : { memoryMb: memory / megabyte }),
      ...(limit === undefined ? {} : { memoryLimitMb: limit * Math.max(1, machines.length) }),
      missing: cpu === undefined || memory === undefined ? [`${untold}: https://fly.io/apps/${id}/metrics`] : [],
    };
  },

  async bill({ client: of }, place) {
    const client = of(fly);
    const names = ['bot', 'worker', 'api'].map((service) => appName(place, service));
    const there = (await client.apps(place.organization ?? '')).map(({ name }) => name).filter((name) => names.includes(name));
    return billOf(await Promise.all(there.map(async (name) => [name, serving(await client.machines(name))] as const)));
  },
};

/** @param apps by name */
export function billOf(apps: readonly (readonly [string, readonly FlyMachine[]])[]): Bill {
  const cents = apps.map(([name, machines]) => [name, machines.reduce((sum, one) => sum + monthly(one), 0)] as const);
  const dear = [...new Set(apps.flatMap(([, machines]) => machines.map(({ region }) => region)))].filter((one) => !listed.includes(one));
  return {
    ...(apps.length > 0 ? { projectedCents: cents.reduce((sum, [, one]) => sum + one, 0) } : {}),
    services: Object.fromEntries(cents.map(([name, one]) => [name, { projectedCents: one }])),
    missing: [
      `month to date: Fly.io’s API tells no costs; ${billingPage} does`,
      'traffic, disks ($0.15 a GB) and what stopped machines keep are not in the projected cost',
      ...(dear.length > 0 ? [`the projected cost is by the prices of the United States; ${dear.join(' and ')} may cost more`] : []),
    ],
  };
}

/** Stopped ones cost next to nothing. */
function monthly(machine: FlyMachine): number {
  const { guest } = machine.config;
  return runs(machine) && guest?.cpu_kind === 'shared' ? priceOf(guest.cpus, guest.memory_mb) : 0;
}
