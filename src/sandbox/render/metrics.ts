/** CPU and memory, a point a minute. https://api-docs.render.com/reference/get-cpu */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { Json, Service } from './model.ts';
import { instances } from './plans.ts';
import { bad } from './refusal.ts';
import { instanceOf } from './running.ts';

type Point = (books: Books, service: Service) => number | undefined;
const mb = 1024 * 1024;

const curves: Readonly<Record<string, { unit: string; value: Point }>> = {
  cpu: { unit: 'cpu', value: (books, one) => share(used(books, one)?.cpuPercent, 100) },
  'cpu-limit': { unit: 'cpu', value: (_books, { settings }) => instances[settings.plan]?.cpu },
  memory: { unit: 'bytes', value: (books, one) => share(used(books, one)?.memoryMb, 1 / mb) },
  'memory-limit': { unit: 'bytes', value: (_books, { settings }) => share(instances[settings.plan]?.memoryMb, 1 / mb) },
};

export const metricRoutes: readonly Route[] = Object.entries(curves).map(([name, { unit, value }]) => ({
  method: 'GET' as const,
  path: `/metrics/${name}`,
  run: (call: Call) => series(call, unit, value),
}));

function share(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value / by;
}

/** Of what runs: measured on this machine, or told by a person. */
function used(books: Books, service: Service): Service['measured'] {
  const live = books.live(service);
  return live && (service.measured ?? books.tools.hosting.metrics(`render/${live.id}`));
}

function series({ books, query }: Call, unit: string, value: Point): Json[] {
  const resources = query.getAll('resource');
  if (resources.length === 0) throw bad('resource is required');
  const minute = Math.floor(books.ms() / 60_000) * 60_000;
  return resources.flatMap((id) => {
    const service = books.service(id);
    const now = books.live(service) ? value(books, service) : undefined;
    if (now === undefined) return [];
    const values = [4, 3, 2, 1, 0].map((ago) => ({ timestamp: new Date(minute - ago * 60_000).toISOString(), value: now }));
    const labels = [
      { field: 'resource', value: id },
      { field: 'instance', value: instanceOf(service, 0) },
    ];
    return [{ labels, values, unit }];
  });
}
