/** Persistent disks: one for a service, which then runs once. https://render.com/docs/disks */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { maybeText, paged, passes, text, whole } from './fields.ts';
import type { Disk, Json, Service } from './model.ts';
import { absent, bad } from './refusal.ts';

const most = 1000;

export const diskRoutes: readonly Route[] = [
  { method: 'GET', path: '/disks', run: list },
  { method: 'POST', path: '/disks', status: 201, run: create },
  { method: 'GET', path: '/disks/:disk', run: (call) => viewOf(serviceWith(call)) },
  { method: 'PATCH', path: '/disks/:disk', run: update },
  {
    method: 'DELETE',
    path: '/disks/:disk',
    status: 204,
    run: (call) => {
      const service: Service = serviceWith(call);
      service.disk = undefined;
    },
  },
];

function list({ books, query }: Call): Json[] {
  const found = books.state.services.filter(
    ({ disk, id, owner }) =>
      disk &&
      passes(query, 'ownerId', owner) &&
      passes(query, 'serviceId', id) &&
      passes(query, 'name', disk.name) &&
      passes(query, 'diskId', disk.id),
  );
  return paged(found, query, 'disk', viewOf);
}

function create({ books, body }: Call): Json {
  const service = books.service(text(body, 'serviceId'));
  if (service.disk) throw bad(`service ${service.name} has a disk already`);
  service.disk = newDisk(books, service, body);
  return viewOf(service);
}

export function newDisk(books: Books, { settings, instances, autoscaling }: Service, body: Json): Disk {
  if (settings.plan === 'free') throw bad('a disk needs a paid instance type');
  if (instances > 1 || autoscaling) throw bad('a disk cannot be attached to a service that runs more than one instance');
  const mountPath = text(body, 'mountPath');
  if (!mountPath.startsWith('/')) throw bad('mountPath must be an absolute path');
  const now = books.now();
  return {
    id: books.id('dsk'),
    name: text(body, 'name'),
    sizeGB: whole(body, 'sizeGB', 1, most) ?? 10,
    mountPath,
    createdAt: now,
    updatedAt: now,
  };
}

/** The service that has it. */
function serviceWith({ books, at }: Call): Service & { disk: Disk } {
  const found = books.state.services.find(({ disk }) => disk?.id === at.disk);
  if (!found?.disk) throw absent(`disk ${at.disk ?? ''}`);
  return found as Service & { disk: Disk };
}

function update(call: Call): Json {
  const { books, body } = call;
  const service = serviceWith(call);
  const sizeGB = whole(body, 'sizeGB', 1, most) ?? service.disk.sizeGB;
  if (sizeGB < service.disk.sizeGB) throw bad('a disk can only be made larger');
  const { name, mountPath } = service.disk;
  Object.assign(service.disk, {
    name: maybeText(body, 'name') ?? name,
    mountPath: maybeText(body, 'mountPath') ?? mountPath,
    sizeGB,
    updatedAt: books.now(),
  });
  return viewOf(service);
}

function viewOf({ id: serviceId, disk }: Service): Json {
  return { ...disk, serviceId };
}
