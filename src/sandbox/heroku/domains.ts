/** Domains of an app, and their certificates. https://devcenter.heroku.com/articles/automated-certificate-management */
import { webAddress } from './address.ts';
import type { Call, Route } from './api.ts';
import { appIn } from './app-in.ts';
import { appView } from './apps.ts';
import type { Books } from './books.ts';
import { onlyFields, text } from './fields.ts';
import { targetZone } from './looking.ts';
import type { App, Domain, Json } from './model.ts';
import { absent, bad } from './refusal.ts';

const base = '/apps/:app/domains';

export const domainRoutes: readonly Route[] = [
  { method: 'GET', path: base, by: ['id', 'hostname'], run: list },
  { method: 'POST', path: base, status: 201, run: create },
  { method: 'GET', path: `${base}/:domain`, run: (call) => domainView(appIn(call), domainIn(call)) },
  { method: 'DELETE', path: `${base}/:domain`, run: remove },
  { method: 'POST', path: '/apps/:app/acm', run: (call) => certificates(call, true) },
  { method: 'PATCH', path: '/apps/:app/acm', run: refresh },
  { method: 'DELETE', path: '/apps/:app/acm', run: (call) => certificates(call, false) },
];

function domainsOf({ state }: Books, { id }: App): Domain[] {
  return state.domains.filter(({ app }) => app === id);
}

function domainIn(call: Call): Domain {
  const wanted = (call.at.domain ?? '').toLowerCase();
  const found = domainsOf(call.books, appIn(call)).find(({ id, hostname }) => id === call.at.domain || hostname === wanted);
  if (!found) throw absent('domain');
  return found;
}

function list(call: Call): Json[] {
  const app = appIn(call);
  return [ownView(app), ...domainsOf(call.books, app).map((one) => domainView(app, one))];
}

function create(call: Call): Json {
  const { books, body } = call;
  onlyFields(body, ['hostname', 'sni_endpoint']);
  const app = appIn(call);
  const hostname = text(body, 'hostname').toLowerCase();
  // Since 2021 it has to be said, and null lets ACM see to it.
  if (!('sni_endpoint' in body)) throw bad('Require params: sni_endpoint.');
  if (!/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(hostname)) throw bad(`${hostname} is not a valid domain name.`);
  const there = books.state.domains.find((one) => one.hostname === hostname);
  if (there)
    throw bad(
      there.app === app.id ? `Domain ${hostname} is already added to this app.` : `Domain ${hostname} is currently in use by another app.`,
    );
  const now = books.now();
  const made: Domain = {
    id: books.id(),
    app: app.id,
    hostname,
    target: `quiet-river-${books.letters(24)}`,
    verified: false,
    asked: true,
    certificate: { state: 'none', due: 0 },
    createdAt: now,
    updatedAt: now,
  };
  books.state.domains.push(made);
  return domainView(app, made);
}

function remove(call: Call): Json {
  const one = domainIn(call);
  const { state } = call.books;
  state.domains = state.domains.filter((other) => other !== one);
  return domainView(appIn(call), one);
}

function certificates(call: Call, on: boolean): Json {
  const app = appIn(call);
  app.acm = on;
  for (const one of domainsOf(call.books, app)) one.asked = on;
  return appView(call.books, app);
}

function refresh(call: Call): Json {
  const app = appIn(call);
  if (!app.acm) throw bad('Automated Certificate Management is not enabled for this app.');
  for (const one of domainsOf(call.books, app)) one.asked = true;
  return appView(call.books, app);
}

function domainView({ id: app, name, acm }: App, one: Domain): Json {
  const { id, hostname, target, verified, certificate, createdAt, updatedAt } = one;
  const status = { none: verified ? 'verified' : 'failing', issuing: 'verified', valid: 'cert issued' }[certificate.state];
  return {
    id,
    hostname,
    kind: 'custom',
    cname: `${target}.${targetZone}`,
    acm_status: acm ? status : null,
    acm_status_reason: acm && !verified ? `${hostname} does not lead to ${target}.${targetZone}` : null,
    app: { id: app, name },
    sni_endpoint: null,
    status: 'succeeded',
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

function ownView(app: App): Json {
  const { id, name, createdAt, updatedAt } = app;
  return {
    id,
    hostname: webAddress(app),
    kind: 'heroku',
    cname: null,
    acm_status: null,
    acm_status_reason: null,
    app: { id, name },
    sni_endpoint: null,
    status: 'succeeded',
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
