/** Services: made from a repository, listed, changed, deleted. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { begin, newestCommit } from './deploying.ts';
import { newDisk } from './disks.ts';
import { inner, maybeText, oneOf, paged, passes, text, whole } from './fields.ts';
import type { Json, Service, ServiceType } from './model.ts';
import { limits, mostInstances, regions } from './plans.ts';
import { bad, conflict, Refusal, unfetchable, unpaid } from './refusal.ts';
import { changeDetails, newSettings } from './service-settings.ts';
import { serviceView } from './service-view.ts';
import { variablesIn } from './variables.ts';

const types = ['web_service', 'private_service', 'background_worker'] as const;

export const serviceRoutes: readonly Route[] = [
  { method: 'GET', path: '/services', run: list },
  { method: 'POST', path: '/services', status: 201, run: create },
  { method: 'GET', path: '/services/:service', run: ({ books, at }) => serviceView(books, books.service(at.service ?? '')) },
  { method: 'PATCH', path: '/services/:service', run: update },
  { method: 'DELETE', path: '/services/:service', status: 204, run: ({ books, at }) => remove(books, books.service(at.service ?? '')) },
];

function list({ books, query }: Call): Json[] {
  const found = books.state.services.filter(
    (one) =>
      passes(query, 'name', one.name) &&
      passes(query, 'type', one.type) &&
      passes(query, 'ownerId', one.owner) &&
      passes(query, 'environmentId', one.environment) &&
      passes(query, 'region', one.region) &&
      passes(query, 'suspended', one.suspenders.length > 0 ? 'suspended' : 'not_suspended'),
  );
  return paged(found, query, 'service', (one) => serviceView(books, one));
}

function create({ books, body }: Call): Json {
  const type = typeIn(body);
  const name = text(body, 'name');
  const owner = books.owner(text(body, 'ownerId'));
  const environment = maybeText(body, 'environmentId');
  const details = inner(body, 'serviceDetails');
  const settings = newSettings(type, details, maybeText(body, 'rootDir') ?? '');
  const region = oneOf(details, 'region', regions) ?? 'oregon';
  const repo = text(body, 'repo');
  refuseUnreadable(books, repo);
  if (environment !== undefined) books.environment(environment);
  if (books.state.services.some((one) => one.owner === owner.id && one.name === name)) throw conflict(`name ${name} is already in use`);
  if (settings.plan !== 'free' && !owner.pays) throw unpaid();
  const most = limits[owner.plan].services;
  if (books.state.services.filter((one) => one.owner === owner.id).length >= most)
    throw bad(`limit of ${most} services reached: upgrade the plan of the workspace`);
  const now = books.now();
  const made: Service = {
    id: books.id('srv'),
    type,
    name,
    slug: slugFor(books, name),
    owner: owner.id,
    environment,
    repo,
    branch: maybeText(body, 'branch') ?? 'main',
    autoDeploy: (oneOf(body, 'autoDeploy', ['yes', 'no']) ?? 'yes') === 'yes',
    region,
    settings,
    instances: whole(details, 'numInstances', 1, mostInstances) ?? 1,
    autoscaling: undefined,
    disk: undefined,
    variables: variablesIn((body.envVars as readonly Json[] | undefined) ?? [], books),
    suspenders: [],
    $hook: books.id('hook').slice(5),
    createdAt: now,
    updatedAt: now,
    measured: undefined,
  };
  if (details.disk !== undefined) made.disk = newDisk(books, made, inner(details, 'disk'));
  books.state.services.push(made);
  // Render deploys it at once, whatever autoDeploy says: that is about pushes.
  const first = begin(books, made, { commit: newestCommit(books, made), trigger: 'other', waitMs: books.tools.firstDeployMs });
  return { service: serviceView(books, made), deployId: first.id };
}

function typeIn(body: Json): ServiceType {
  const type = text(body, 'type');
  if (!types.includes(type as ServiceType)) throw bad(`type must be one of ${types.join(', ')} (an emulator has no others)`);
  return type as ServiceType;
}

/** Public ones are read by everybody; those of this world are private. */
export function refuseUnreadable({ state, tools }: Books, url: string): void {
  const repository = repositoryIn(url);
  if (repository === undefined || !state.opened.includes(repository) || !tools.hosting.repositories().includes(repository))
    throw unfetchable(url);
}

/** `owner/name` */
export function repositoryIn(url: string): string | undefined {
  return /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url)?.[1];
}

/** First label of the name at onrender.com: unique among everybody. */
function slugFor({ state, tools }: Books, name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return state.services.some(({ slug }) => slug === plain) ? `${plain}-${tools.random.uuid().slice(0, 4)}` : plain;
}

/** Takes effect with the next deploy; begins none. */
function update({ books, at, body }: Call): Json {
  const service = books.service(at.service ?? '');
  const repo = maybeText(body, 'repo');
  if (repo !== undefined) refuseUnreadable(books, repo);
  const name = maybeText(body, 'name');
  if (name !== undefined && books.state.services.some((one) => one !== service && one.owner === service.owner && one.name === name))
    throw conflict(`name ${name} is already in use`);
  const settings = changeDetails(service, inner(body, 'serviceDetails'));
  if (settings.plan !== 'free' && !books.owner(service.owner).pays) throw unpaid();
  const autoDeploy = oneOf(body, 'autoDeploy', ['yes', 'no']);
  Object.assign(service, {
    repo: repo ?? service.repo,
    name: name ?? service.name,
    branch: maybeText(body, 'branch') ?? service.branch,
    autoDeploy: autoDeploy === undefined ? service.autoDeploy : autoDeploy === 'yes',
    settings: { ...settings, rootDir: maybeText(body, 'rootDir') ?? settings.rootDir },
    updatedAt: books.now(),
  });
  return serviceView(books, service);
}

export function remove({ state }: Books, { id }: Service): void {
  state.services = state.services.filter((one) => one.id !== id);
  state.deploys = state.deploys.filter(({ service }) => service !== id);
  state.domains = state.domains.filter(({ service }) => service !== id);
}

export function refuseSuspended({ suspenders, name }: Service): void {
  if (suspenders.length > 0) throw new Refusal(400, `service ${name} is suspended`);
}
