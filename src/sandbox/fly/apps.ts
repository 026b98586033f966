/** Whose token it is, apps, their secrets and their addresses. */
import { createHash } from 'node:crypto';
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { maybeObject, maybeText, onlyFields, text } from './fields.ts';
import type { App, Json } from './model.ts';
import { absent, bad, Refusal } from './refusal.ts';

const app = '/apps/:app';

export const appRoutes: readonly Route[] = [
  { method: 'GET', path: '/tokens/current', run: tokens },
  { method: 'GET', path: '/apps', run: list },
  { method: 'POST', path: '/apps', status: 201, run: create },
  { method: 'GET', path: app, run: (call) => appView(call.books, appIn(call)) },
  { method: 'DELETE', path: app, status: 202, run: (call) => remove(call.books, appIn(call)) },
  { method: 'GET', path: `${app}/secrets`, run: (call) => ({ secrets: secretsView(appIn(call)) }) },
  { method: 'POST', path: `${app}/secrets`, run: setSecrets },
  { method: 'DELETE', path: `${app}/secrets/:name`, run: deleteSecret },
  { method: 'GET', path: `${app}/ip_assignments`, run: (call) => ({ ips: appIn(call).ips.map(addressView) }) },
  { method: 'POST', path: `${app}/ip_assignments`, run: addAddress },
];

export function appIn({ books, at }: Call): App {
  return books.app(at.app ?? '');
}

function tokens({ books }: Call): Json {
  const { id, slug } = books.state.organization;
  return { tokens: [{ org_slug: slug, organization: id, token_id: 'k77', user: '', apps: [] }] };
}

function list({ books, query }: Call): Json {
  const { apps, organization } = books.state;
  if (query.get('org_slug') !== organization.slug) throw absent('organization');
  return { apps: apps.map((one) => appView(books, one)), total_apps: apps.length };
}

function create({ books, body }: Call): undefined {
  onlyFields(body, ['name', 'org_slug', 'network', 'enable_subdomains']);
  const { state } = books;
  const [name, organization] = [text(body, 'name'), text(body, 'org_slug')];
  if (organization !== state.organization.slug) throw absent('organization');
  if (state.organization.suspended) throw new Refusal(403, 'organization is suspended: past due');
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    throw new Refusal(422, 'Validation failed: Name may only contain numbers, lowercase letters and dashes');
  if (state.taken.includes(name) || state.apps.some((one) => one.name === name))
    throw new Refusal(422, 'Validation failed: Name has already been taken', 'name_taken');
  const createdAt = books.now();
  const made: App = {
    id: books.letters(16),
    number: state.next++,
    name,
    secrets: {},
    secretsVersion: 0,
    ips: [],
    lines: [],
    trouble: undefined,
    createdAt,
  };
  state.apps.push(made);
  return undefined;
}

export function remove(books: Books, { name }: App): undefined {
  const { state } = books;
  const stays = (one: { app: string }): boolean => one.app !== name;
  state.apps = state.apps.filter((one) => one.name !== name);
  state.machines = state.machines.filter(stays);
  state.volumes = state.volumes.filter(stays);
  state.certificates = state.certificates.filter(stays);
  state.images = state.images.filter(stays);
  books.changed();
  return undefined;
}

/** Null takes one away. Nothing is restarted. */
function setSecrets(call: Call): Json {
  onlyFields(call.body, ['values']);
  const found = appIn(call);
  const values = maybeObject(call.body, 'values') ?? {};
  for (const [name, value] of Object.entries(values)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) throw bad(`invalid secret name ${name}`);
    if (value !== null && typeof value !== 'string') throw bad(`secret ${name} must be a string`);
  }
  for (const [name, value] of Object.entries(values)) changeSecret(call.books, found, name, value as string | null);
  return { secrets: secretsView(found), version: found.secretsVersion };
}

export function changeSecret(books: Books, found: App, name: string, value: string | null): void {
  const now = books.now();
  const { [name]: before, ...others } = found.secrets;
  found.secretsVersion += 1;
  if (value === null) found.secrets = others;
  else
    found.secrets = {
      ...others,
      [name]: { $value: value, digest: digestOf(found, value), createdAt: before?.createdAt ?? now, updatedAt: now },
    };
  books.changed();
}

/** The same for the same value in the same app. */
function digestOf({ id }: App, value: string): string {
  return createHash('sha256').update(`${id} ${value}`).digest('hex').slice(0, 16);
}

function deleteSecret(call: Call): Json {
  const [found, name] = [appIn(call), call.at.name ?? ''];
  if (found.secrets[name] === undefined) throw absent('secret');
  changeSecret(call.books, found, name, null);
  return { version: found.secretsVersion };
}

/** Values are told to nobody. */
function secretsView({ secrets }: App): Json[] {
  return Object.entries(secrets)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { digest, createdAt, updatedAt }]) => ({ name, digest, created_at: createdAt, updated_at: updatedAt }));
}

function addAddress(call: Call): Json {
  onlyFields(call.body, ['type', 'org_slug', 'region', 'network', 'service_name']);
  const found = appIn(call);
  const type = maybeText(call.body, 'type') ?? '';
  if (!['v4', 'v6', 'shared_v4', 'private_v6'].includes(type)) throw bad(`invalid ip type ${type}`);
  const shared = type === 'shared_v4';
  if (shared && found.ips.some((one) => one.shared)) throw new Refusal(422, 'app already has a shared ipv4 address');
  const letters = call.books.letters(8);
  const ip = type.endsWith('v4')
    ? shared
      ? '66.241.124.77'
      : `137.66.${found.number % 250}.77`
    : `2a09:8280:1::${letters.slice(0, 2)}:${letters.slice(2, 6)}:0`;
  const made = { ip, shared, createdAt: call.books.now() };
  found.ips.push(made);
  return addressView(made);
}

function addressView({ ip, shared, createdAt }: App['ips'][number]): Json {
  return { ip, region: 'global', shared, service_name: '', created_at: createdAt };
}

function appView(books: Books, one: App): Json {
  const { id, slug, number } = books.state.organization;
  const machines = books.machinesOf(one);
  return {
    id: one.id,
    internal_numeric_id: one.number,
    name: one.name,
    machine_count: machines.length,
    volume_count: books.state.volumes.filter(({ app: of }) => of === one.name).length,
    network: 'default',
    status: machines.some(({ unit }) => unit > 0) ? 'deployed' : 'pending',
    organization: { name: id, slug, internal_numeric_id: number },
  };
}
