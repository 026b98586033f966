/** What ran, what it used, and what that costs. https://docs.railway.com/pricing/plans#resource-usage-pricing */
import type { Books } from './books.ts';
import type { Deployment, Instance, Project, Workspace } from './model.ts';
import { limitsOf } from './plans.ts';

const minutesInMonth = 43_200;
/** Dollars per GB-minute and core-minute. */
const prices = { MEMORY_USAGE_GB: 10 / minutesInMonth, CPU_USAGE: 20 / minutesInMonth } as const;
type Metered = keyof typeof prices;
const metered = Object.keys(prices) as Metered[];

interface Use {
  measurement: Metered;
  instance: Instance;
  soFar: number;
  atEnd: number;
}

/** The calendar month. */
export function periodOf(books: Books): { start: string; end: string } {
  const now = new Date(books.now());
  const first = (more: number): string => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + more, 1)).toISOString();
  return { start: first(0), end: first(1) };
}

/** What a service uses at this moment: measured on this machine, or told by a person; undefined where nobody measured anything. */
function usedBy(books: Books, instance: Instance): Record<Metered, number> | undefined {
  const current = books.current(instance);
  if (current?.status !== 'SUCCESS' || current.stopped) return undefined;
  const seen = instance.measured ?? books.tools.hosting.metrics(`railway/${current.id}`);
  return seen && { CPU_USAGE: seen.cpuPercent / 100, MEMORY_USAGE_GB: seen.memoryMb / 1024 };
}

export function usesOf(books: Books, project: Project): Use[] {
  const { start, end } = periodOf(books);
  const environments = project.environments.map(({ id }) => id);
  return books.state.instances
    .filter(({ environment }) => environments.includes(environment))
    .flatMap((instance) => {
      const used = usedBy(books, instance);
      const since = Math.max(Date.parse(start), Date.parse(books.current(instance)?.created ?? end));
      return metered.map((measurement) => {
        const soFar = used ? (used[measurement] * (books.ms() - since)) / 60_000 : 0;
        const toCome = used ? (used[measurement] * (Date.parse(end) - books.ms())) / 60_000 : 0;
        return { measurement, instance, soFar, atEnd: soFar + toCome };
      });
    });
}

/** Use of this month in a workspace. */
export function dollarsOf(books: Books, { id, spent }: Workspace): number {
  const own = books.state.projects.filter(({ workspace }) => workspace === id).flatMap((project) => usesOf(books, project));
  return own.reduce((sum, { measurement, soFar }) => sum + prices[measurement] * soFar, spent);
}

type Measurement = 'CPU_USAGE' | 'CPU_LIMIT' | 'MEMORY_USAGE_GB' | 'MEMORY_LIMIT_GB';

/** The last five minutes, a point a minute. */
export function seriesOf(books: Books, instance: Instance, measurements: readonly string[]): Record<string, unknown>[] {
  const used = usedBy(books, instance);
  const limits = limitsOf(books.workspaceOf(books.service(instance.service).project));
  const { memoryGB, vCPUs } = instance.settings;
  const known: Partial<Record<Measurement, number>> = used
    ? { ...used, CPU_LIMIT: vCPUs ?? limits.vCPUs, MEMORY_LIMIT_GB: memoryGB ?? limits.memoryGB }
    : {};
  const minute = Math.floor(books.ms() / 60_000) * 60;
  return measurements.flatMap((measurement) => {
    const value = known[measurement as Measurement];
    const values = value === undefined ? [] : [4, 3, 2, 1, 0].map((ago) => ({ ts: minute - ago * 60, value }));
    return [{ measurement, tags: tagsOf(instance), values }];
  });
}

function tagsOf({ service, environment }: Pick<Deployment | Instance, 'service' | 'environment'>): Record<string, string> {
  return { serviceId: service, environmentId: environment };
}

export function usageOf(books: Books, project: Project, measurements: readonly string[], byService: boolean): Record<string, unknown>[] {
  const uses = usesOf(books, project).filter(({ measurement }) => measurements.includes(measurement));
  if (byService)
    return uses.map(({ measurement, instance, soFar }) => ({
      measurement,
      value: soFar,
      tags: { ...tagsOf(instance), projectId: project.id },
    }));
  return summed(uses, 'soFar').map(([measurement, value]) => ({ measurement, value, tags: { projectId: project.id } }));
}

export function estimateOf(books: Books, project: Project, measurements: readonly string[]): Record<string, unknown>[] {
  const uses = usesOf(books, project).filter(({ measurement }) => measurements.includes(measurement));
  return summed(uses, 'atEnd').map(([measurement, estimatedValue]) => ({ measurement, estimatedValue, projectId: project.id }));
}

function summed(uses: readonly Use[], of: 'soFar' | 'atEnd'): [Metered, number][] {
  const kinds = [...new Set(uses.map(({ measurement }) => measurement))];
  return kinds.map((kind) => [kind, uses.filter(({ measurement }) => measurement === kind).reduce((sum, use) => sum + use[of], 0)]);
}
