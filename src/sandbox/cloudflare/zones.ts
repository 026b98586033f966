/** Zones: they begin as pending, and become active once the parent zone names the name servers that Cloudflare assigned. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { ZoneState } from './model.ts';
import { createZone } from './new-zone.ts';
import { page } from './pages.ts';
import { invalid, Refusal } from './refusal.ts';
import { reaches } from './tokens.ts';

const hourMs = 3_600_000;

export const zoneRoutes: readonly Route[] = [
  { method: 'GET', path: '/zones', permission: 'zone:read', words: 'zones', run: list },
  { method: 'POST', path: '/zones', words: 'zones', run: (call: Call) => ({ result: shown(call.books, createZone(call)) }) },
  {
    method: 'GET',
    path: '/zones/:zone',
    permission: 'zone:read',
    words: 'zones',
    run: ({ books, zone }: Call) => ({ result: shown(books, zone) }),
  },
  { method: 'PATCH', path: '/zones/:zone', permission: 'zone:edit', words: 'zones', run: change },
  { method: 'PUT', path: '/zones/:zone/activation_check', permission: 'zone:edit', words: 'zones', run: check },
  { method: 'POST', path: '/zones/:zone/purge_cache', permission: 'cache-purge:edit', run: purge },
];

function list(call: Call) {
  const { books, token, query } = call;
  const wanted = (field: string, value: string): boolean => {
    const given = query.get(field);
    return given === null || given.toLowerCase() === value.toLowerCase();
  };
  const all = books.state.zones.filter(
    (zone) =>
      reaches(books, token, zone) &&
      wanted('name', zone.name) &&
      wanted('status', zone.status) &&
      wanted('account.id', zone.accountId) &&
      wanted('account.name', books.account(zone.accountId)?.name ?? ''),
  );
  const { result, info } = page(call, all.toSorted(byField(query)), { usual: 20, most: 50 });
  return { result: result.map((zone) => shown(books, zone)), info };
}

function byField(query: URLSearchParams): (a: ZoneState, b: ZoneState) => number {
  const sign = query.get('direction') === 'desc' ? -1 : 1;
  const field = query.get('order') === 'status' ? 'status' : 'name';
  return (a, b) => sign * a[field].localeCompare(b[field]);
}

function change({ books, zone, body }: Call) {
  if (body.type !== undefined && body.type !== 'full') throw new Refusal(400, 1054, 'The plan of this zone allows the type full only');
  if (body.vanity_name_servers !== undefined) throw new Refusal(400, 1102, 'The plan of this zone does not include vanity name servers');
  if (body.paused !== undefined && typeof body.paused !== 'boolean') throw invalid('paused must be a boolean');
  if (typeof body.paused === 'boolean') zone.paused = body.paused;
  zone.modified = books.now();
  return { result: shown(books, zone) };
}

/** For pending zones, once an hour on the free plan. */
function check({ books, zone }: Call) {
  const wait = zone.checked + hourMs - books.ms();
  if (zone.checked > 0 && wait > 0 && zone.status !== 'active')
    throw new Refusal(429, 1224, 'You may only perform this action once per hour; please wait and try again');
  zone.checked = books.ms();
  books.changed();
  return { result: { id: zone.id } };
}

function purge({ zone, body, books }: Call) {
  const { purge_everything: everything, files } = body;
  const some = Array.isArray(files) && files.length > 0 && files.length <= 30;
  if (everything !== true && !some)
    throw new Refusal(400, 1012, 'Request must contain one of "purge_everything", "files", "tags", "hosts" or "prefixes"');
  zone.purges++;
  books.changed();
  return { result: { id: zone.id } };
}

const meta = {
  step: 2,
  custom_certificate_quota: 0,
  page_rule_quota: 3,
  phishing_detected: false,
  cdn_only: false,
  dns_only: false,
  foundation_dns: false,
};
const plan = {
  id: '0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
  name: 'Free Website',
  price: 0,
  currency: 'USD',
  frequency: '',
  is_subscribed: false,
  can_subscribe: false,
  legacy_id: 'free',
  legacy_discount: false,
  externally_managed: false,
};

export function shown({ state }: Books, zone: ZoneState): Record<string, unknown> {
  const { id, name } = state.accounts.find((one) => one.id === zone.accountId) ?? { id: '', name: '' };
  return {
    id: zone.id,
    name: zone.name,
    status: zone.status,
    paused: zone.paused,
    type: 'full',
    development_mode: 0,
    name_servers: zone.nameservers,
    original_name_servers: zone.originalNameservers,
    original_registrar: null,
    original_dnshost: null,
    modified_on: zone.modified,
    created_on: zone.created,
    activated_on: zone.activated,
    meta,
    owner: { id, type: 'organization', name },
    account: { id, name },
    tenant: { id: null, name: null },
    tenant_unit: { id: null },
    permissions: ['#dns_records:edit', '#dns_records:read', '#zone:edit', '#zone:read', '#zone_settings:edit', '#zone_settings:read'],
    plan,
  };
}
