/** Custom domains: seen when Render is told to look, then a certificate. https://render.com/docs/custom-domains */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { paged, passes, text } from './fields.ts';
import type { Domain, Json, Service } from './model.ts';
import { limits } from './plans.ts';
import { absent, bad, conflict } from './refusal.ts';

const base = '/services/:service/custom-domains';

export const domainRoutes: readonly Route[] = [
  { method: 'GET', path: base, run: list },
  { method: 'POST', path: base, status: 201, run: create },
  { method: 'GET', path: `${base}/:domain`, run: (call) => domainView(call.books, domainIn(call)) },
  { method: 'DELETE', path: `${base}/:domain`, status: 204, run: (call) => remove(call.books, domainIn(call)) },
  {
    method: 'POST',
    path: `${base}/:domain/verify`,
    status: 202,
    run: (call) => {
      domainIn(call).asked = true;
    },
  },
];

function serviceIn({ books, at }: Call): Service {
  return books.service(at.service ?? '');
}

function domainsOf({ state }: Books, { id }: Service): Domain[] {
  return state.domains.filter(({ service }) => service === id);
}

function domainIn(call: Call): Domain {
  const wanted = (call.at.domain ?? '').toLowerCase();
  const found = domainsOf(call.books, serviceIn(call)).find(({ id, name }) => id === call.at.domain || name === wanted);
  if (!found) throw absent(`custom domain ${wanted}`);
  return found;
}

function list(call: Call): Json[] {
  const { books, query } = call;
  const found = domainsOf(books, serviceIn(call)).filter(
    (one) =>
      passes(query, 'name', one.name) &&
      passes(query, 'domainType', one.apex ? 'apex' : 'subdomain') &&
      passes(query, 'verificationStatus', one.verified ? 'verified' : 'unverified'),
  );
  return paged(found, query, 'customDomain', (one) => domainView(books, one));
}

/** An apex brings its www along, and a www its apex: visitors of the one that was not asked for are sent to the other. */
function create(call: Call): Json[] {
  const { books, body } = call;
  const service = serviceIn(call);
  const name = text(body, 'name').toLowerCase();
  if (service.type !== 'web_service') throw bad(`custom domains are not supported for a ${service.type}`);
  if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(name)) throw bad(`${name} is not a valid domain name`);
  const { state } = books;
  const names = [name, ...siblings(name)];
  for (const one of names) if (state.domains.some((other) => other.name === one)) throw conflict(`custom domain ${one} already exists`);
  const { id, plan } = books.owner(service.owner);
  const used = state.domains.filter((one) => books.service(one.service).owner === id && one.redirectFor === '').length;
  if (used >= limits[plan].domains) throw bad(`limit of ${limits[plan].domains} custom domains reached: upgrade the plan of the workspace`);
  const made = names.map((one) => newDomain(books, service, one, one === name ? '' : name));
  state.domains.push(...made);
  return made.map((one) => domainView(books, one));
}

function siblings(name: string): string[] {
  if (isApex(name)) return [`www.${name}`];
  return name.startsWith('www.') && isApex(name.slice(4)) ? [name.slice(4)] : [];
}

/** Two labels: enough for the domains of this world. */
function isApex(name: string): boolean {
  return name.split('.').length === 2;
}

function newDomain(books: Books, { id: service }: Service, name: string, redirectFor: string): Domain {
  return {
    id: books.id('cdm'),
    service,
    name,
    apex: isApex(name),
    publicSuffix: name.split('.').at(-1) ?? '',
    redirectFor,
    createdAt: books.now(),
    verified: false,
    // Render looks once by itself.
    asked: true,
    certificate: { state: 'none', due: 0 },
  };
}

function remove({ state }: Books, one: Domain): void {
  state.domains = state.domains.filter((other) => other !== one && !(other.redirectFor === one.name && other.service === one.service));
}

function domainView(books: Books, one: Domain): Json {
  const { id, name } = books.service(one.service);
  return {
    id: one.id,
    name: one.name,
    domainType: one.apex ? 'apex' : 'subdomain',
    publicSuffix: one.publicSuffix,
    redirectForName: one.redirectFor,
    verificationStatus: one.verified ? 'verified' : 'unverified',
    createdAt: one.createdAt,
    server: { id, name },
  };
}
