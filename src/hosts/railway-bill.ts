/** What use costs at Railway. Pure. Prices: https://docs.railway.com/pricing/plans#resource-usage-pricing, as of 2026-08-07. */
import type { Bill, ServiceUsage } from '../core/host.ts';
import type { RailwayMetrics, RailwayUse } from '../vendors/railway-types.ts';

const minutesInMonth = 43_200;
/** US dollars: per GB-minute, core-minute, or GB of traffic. */
const prices: Readonly<Record<string, number>> = {
  MEMORY_USAGE_GB: 10 / minutesInMonth,
  CPU_USAGE: 20 / minutesInMonth,
  NETWORK_TX_GB: 0.05,
  DISK_USAGE_GB: 0.15 / minutesInMonth,
  BACKUP_USAGE_GB: 0.15 / minutesInMonth,
};

function cents(uses: readonly RailwayUse[]): number {
  return Math.round(uses.reduce((sum, { measurement, amount }) => sum + (prices[measurement] ?? 0) * amount, 0) * 100);
}

/** Use alone: the fee of the plan is part of it and is due when less is used. */
export function billOf({ soFar, atEnd }: { soFar: readonly RailwayUse[]; atEnd: readonly RailwayUse[] }): Bill {
  const [now, end] = [cents(soFar), cents(atEnd)];
  const services = [...new Set(soFar.flatMap(({ service }) => service ?? []))].map((id) => {
    const own = cents(soFar.filter(({ service }) => service === id));
    // Railway projects a project as a whole; a service has the part of it that it had so far.
    return [id, { monthToDateCents: own, ...(now > 0 ? { projectedCents: Math.round((end * own) / now) } : {}) }] as const;
  });
  const known = soFar.length > 0 || atEnd.length > 0;
  return {
    ...(known ? { monthToDateCents: now, projectedCents: Math.max(now, end), services: Object.fromEntries(services) } : {}),
    missing: known ? [] : ['Railway has measured no use of this project yet: it counts from its first deployment on'],
  };
}

/** A Node.js service works on one core, so that per cent are of one core, or of the limit where that is less. */
export function usageOf({ cpu, cpuLimit, memory, memoryLimit }: RailwayMetrics): ServiceUsage {
  const mb = (gb: number): number => Math.round(gb * 1024);
  return {
    ...(cpu === undefined ? {} : { cpuPercent: Math.round((cpu / Math.min(1, cpuLimit || 1)) * 1000) / 10 }),
    ...(memory === undefined ? {} : { memoryMb: mb(memory) }),
    ...(memoryLimit === undefined ? {} : { memoryLimitMb: mb(memoryLimit) }),
    missing:
      cpu === undefined || memory === undefined
        ? ['Railway has measured nothing of this service in the last minutes: it does not run, or began just now']
        : [],
  };
}
