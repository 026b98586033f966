/**
 * Load: what a deployment of so many Discord servers uses in a month, in whole units. Between measured points it is a straight line; all of it is an
 * assumption until it is declared or measured, and it never falls when servers are added.
 */

/** Name → unit and meaning. Names are those of a usage file and of what vendors measure. */
export const units = {
  servers: 'Discord servers',
  users: 'users that the bot can reach',
  botMemoryMb: 'MB of memory, bot',
  botCpuMilli: 'thousandths of a CPU, bot',
  workerMemoryMb: 'MB of memory, worker',
  workerCpuMilli: 'thousandths of a CPU, worker',
  apiMemoryMb: 'MB of memory, API',
  apiCpuMilli: 'thousandths of a CPU, API',
  dashboardMemoryMb: 'MB of memory, dashboard where it is hosted as a service',
  dashboardCpuMilli: 'thousandths of a CPU, dashboard where it is hosted as a service',
  egressGb: 'GB sent by the services per month',
  volumeGb: 'GB of volumes',
  buildMinutes: 'build minutes per month',
  customDomains: 'custom domains at the host',
  seats: 'people who develop',
  dashboardGb: 'GB sent by the dashboard per month',
  dashboardRequestsK: 'thousand requests to the dashboard per month',
  dashboardInvocationsK: 'thousand function calls of the dashboard per month',
  dashboardCpuHours: 'CPU hours of the dashboard per month',
  dashboardMemoryGbHours: 'GB hours of memory of the dashboard per month',
  deploys: 'production deployments of the dashboard per month',
  databaseMb: 'MB in the database',
  databaseOps: 'database operations per second at the peak of an hour',
  backupGb: 'GB of database backups',
  cacheCommandsK: 'thousand Redis commands per month',
  cacheMb: 'MB in Redis',
  cacheBandwidthGb: 'GB sent by Redis per month',
  cacheDatabases: 'Redis databases (cache and job queue)',
  errors: 'errors sent to Sentry per month',
  monitors: 'uptime monitors',
  checksPerHour: 'checks per hour and monitor',
  memoryMb: 'MB of memory, all services',
  cpuMilli: 'thousandths of a CPU, all services',
  services: 'services at the host',
} as const;
export type Unit = keyof typeof units;
export type Load = Readonly<Record<Unit, number>>;

/** What follows from the others and cannot be declared by itself. */
export const derived: readonly Unit[] = ['memoryMb', 'cpuMilli', 'services'];
export const services = ['bot', 'worker', 'api'] as const;
export type ServiceName = (typeof services)[number] | 'dashboard';

export function isUnit(name: string): name is Unit {
  return Object.hasOwn(units, name);
}

export const presets = {
  small: { servers: 100, subscribers: 10 },
  medium: { servers: 3000, subscribers: 50 },
  large: { servers: 10_000, subscribers: 200 },
} as const;
export type PresetName = keyof typeof presets;

/** Servers at which the columns below were assumed: an empty bot, and the guide's three. */
const points = [0, presets.small.servers, presets.medium.servers, presets.large.servers] as const;
type Row = readonly [number, number, number, number];

const curve: Readonly<Record<Exclude<Unit, 'servers' | 'users' | 'memoryMb' | 'cpuMilli' | 'services'>, Row>> = {
  botMemoryMb: [120, 220, 500, 2700],
  botCpuMilli: [20, 45, 250, 900],
  workerMemoryMb: [70, 80, 250, 300],
  workerCpuMilli: [5, 10, 100, 100],
  apiMemoryMb: [120, 150, 500, 1000],
  apiCpuMilli: [10, 25, 150, 300],
  dashboardMemoryMb: [250, 300, 400, 700],
  dashboardCpuMilli: [20, 30, 100, 300],
  egressGb: [1, 5, 32, 200],
  volumeGb: [0, 0, 0, 0],
  buildMinutes: [60, 100, 200, 300],
  customDomains: [1, 1, 1, 1],
  seats: [1, 1, 1, 1],
  dashboardGb: [1, 3, 60, 200],
  dashboardRequestsK: [5, 50, 1000, 4000],
  dashboardInvocationsK: [2, 20, 500, 2000],
  dashboardCpuHours: [0, 1, 6, 20],
  dashboardMemoryGbHours: [1, 5, 60, 200],
  deploys: [10, 10, 15, 20],
  databaseMb: [10, 60, 1500, 6000],
  databaseOps: [2, 15, 150, 450],
  backupGb: [0, 1, 5, 20],
  cacheCommandsK: [30, 250, 5000, 12_000],
  cacheMb: [2, 10, 150, 600],
  cacheBandwidthGb: [0, 1, 10, 40],
  cacheDatabases: [2, 2, 2, 2],
  errors: [100, 500, 8000, 30_000],
  monitors: [4, 4, 5, 8],
  checksPerHour: [12, 12, 12, 60],
};

/** Where a step and no slope is meant: nobody checks "a little more often". */
const steps: readonly Unit[] = ['checksPerHour', 'monitors', 'seats', 'cacheDatabases', 'customDomains'];
/** Assumed members of a Discord server, for limits that count users. */
const usersPerServer = 50;

/** The load of so many servers; every number whole and rounded up. */
export function loadOf(servers: number): Load {
  const known = Object.entries(curve).map(([unit, row]) => [
    unit,
    steps.includes(unit as Unit) ? stepOf(row, servers) : lineOf(row, servers),
  ]);
  return complete({ ...Object.fromEntries(known), servers, users: servers * usersPerServer } as Load);
}

/** What follows from the rest: sums over the services of a host, and the dashboard's traffic where it is one of them. */
export function complete(load: Load, hosted: readonly ServiceName[] = services): Load {
  return {
    ...load,
    egressGb: load.egressGb + (hosted.includes('dashboard') ? load.dashboardGb : 0),
    services: hosted.length,
    memoryMb: hosted.reduce((sum, name) => sum + load[`${name}MemoryMb`], 0),
    cpuMilli: hosted.reduce((sum, name) => sum + load[`${name}CpuMilli`], 0),
  };
}

function lineOf(row: Row, servers: number): number {
  const after = points.findIndex((point) => servers <= point);
  // Above the last point the last line goes on.
  const right = after === -1 ? points.length - 1 : Math.max(1, after);
  const [from = 0, to = 0] = [points[right - 1], points[right]];
  const [low = 0, high = 0] = [row[right - 1], row[right]];
  return low + Math.ceil(((high - low) * (servers - from)) / (to - from));
}

function stepOf(row: Row, servers: number): number {
  const at = points.findLastIndex((point) => servers >= point);
  return row[at] ?? row[0];
}
