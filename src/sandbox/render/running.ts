/** Suspending, resuming, restarting, scaling. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { begin, cancelOrder, isUnderWay, keptFor, setStatus } from './deploying.ts';
import { whole } from './fields.ts';
import type { Json, Service } from './model.ts';
import { mostInstances } from './plans.ts';
import { bad, unpaid } from './refusal.ts';
import { refuseSuspended } from './services.ts';

export const runningRoutes: readonly Route[] = [
  { method: 'POST', path: '/services/:service/suspend', status: 202, run: (call) => suspend(call.books, serviceIn(call), 'user') },
  { method: 'POST', path: '/services/:service/resume', status: 202, run: (call) => resume(call.books, serviceIn(call)) },
  { method: 'POST', path: '/services/:service/restart', run: restart },
  { method: 'POST', path: '/services/:service/scale', status: 202, run: scale },
  { method: 'GET', path: '/services/:service/instances', run: instances },
  { method: 'DELETE', path: '/services/:service/autoscaling', status: 204, run: stopScaling },
];

function serviceIn({ books, at }: Call): Service {
  return books.service(at.service ?? '');
}

export function suspend(books: Books, service: Service, by: string): void {
  service.suspenders = [...new Set([...service.suspenders, by])];
  for (const one of books.deploysOf(service)) {
    if (isUnderWay(one)) cancelOrder(books, one);
    else if (one.status === 'live') setStatus(books, one, 'deactivated');
  }
}

/** What served last is deployed anew. */
export function resume(books: Books, service: Service): void {
  if (service.suspenders.includes('billing')) throw unpaid();
  if (service.suspenders.length === 0) throw bad(`service ${service.name} is not suspended`);
  service.suspenders = [];
  const [last] = keptFor(books, service);
  if (last) begin(books, service, { commit: last.commit, trigger: 'service_resumed' });
}

function restart(call: Call): void {
  const service = serviceIn(call);
  refuseSuspended(service);
  const live = call.books.live(service);
  if (!live) throw bad(`service ${service.name} has no live deploy to restart`);
  live.attempt += 1;
}

function scale(call: Call): void {
  const service = serviceIn(call);
  const wanted = whole(call.body, 'numInstances', 1, mostInstances);
  if (wanted === undefined) throw bad('numInstances is required');
  if (service.disk && wanted > 1) throw bad('a service with an attached disk cannot be scaled beyond one instance');
  if (service.settings.plan === 'free' && wanted > 1) throw bad('plan free has one instance: choose a paid instance type');
  // As documented: without an effect while Render scales by itself.
  if (!service.autoscaling) service.instances = wanted;
}

function instances(call: Call): Json[] {
  const service = serviceIn(call);
  const live = call.books.live(service);
  if (!live) return [];
  return Array.from({ length: service.instances }, (_, index) => ({
    id: instanceOf(service, index),
    createdAt: live.finishedAt ?? live.createdAt,
  }));
}

/** The same as long as it lives. */
export function instanceOf({ id }: Pick<Service, 'id'>, index: number): string {
  return `${id}-${String(index + 1).padStart(5, 'i')}`;
}

function stopScaling(call: Call): void {
  serviceIn(call).autoscaling = undefined;
}
