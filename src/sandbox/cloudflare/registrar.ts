/** Cloudflare Registrar: which domains can be had and for how much, and the older calls on those that it holds. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { Json, Registration } from './model.ts';
import { Refusal } from './refusal.ts';

export const registrarRoutes: readonly Route[] = [
  { method: 'POST', path: '/accounts/:account/registrar/domain-check', permission: 'registrar:read', run: check },
  {
    method: 'GET',
    path: '/accounts/:account/registrar/domains',
    permission: 'registrar:read',
    run: ({ books, account }) => {
      const all = books.state.registrations.filter((one) => one.accountId === account.id && one.state === 'succeeded');
      const info = { page: 1, per_page: Math.max(all.length, 20), count: all.length, total_count: all.length };
      return { result: all.map(shownDomain), info };
    },
  },
  {
    method: 'GET',
    path: '/accounts/:account/registrar/domains/:domain',
    permission: 'registrar:read',
    run: (call) => ({ result: shownWhole(registered(call)) }),
  },
  { method: 'PUT', path: '/accounts/:account/registrar/domains/:domain', permission: 'registrar:edit', run: change },
];

/** At cost, dollars a year, of November 2026; those of `.test` stand for `.com`. */
const prices: Readonly<Record<string, string>> = {
  com: '11.17',
  test: '11.17',
  net: '11.84',
  org: '8.50',
  dev: '12.20',
  app: '14.20',
  io: '50.00',
  gg: '68.00',
  bot: '68.00',
};
/** https://developers.cloudflare.com/registrar/ : sold in the dashboard alone. */
const byHandOnly = ['giving', 'mom', 'inc', 'lol', 'sh', 'link', 'cc', 'new'];

function check({ books, body }: Call) {
  const { domains } = body;
  if (!Array.isArray(domains) || domains.length === 0 || domains.length > 20)
    throw new Refusal(400, 10006, 'domains must hold 1 to 20 names');
  return { result: { domains: domains.filter(isName).map((name) => offer(books, name.toLowerCase())) } };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i.test(value);
}

export interface Offer {
  name: string;
  registrable: boolean;
  tier?: 'standard' | 'premium';
  reason?: string;
  pricing?: { currency: string; registration_cost: string; renewal_cost: string };
}

/** What Cloudflare would sell a domain for, or why not. */
export function offer(books: Books, name: string): Offer {
  const extension = name.slice(name.indexOf('.') + 1);
  const no = (reason: string): Offer => ({ name, registrable: false, reason });
  if (byHandOnly.includes(extension)) return no('extension_not_supported_via_api');
  const price = prices[extension];
  if (price === undefined) return no('extension_not_supported');
  if (isTaken(books, name)) return no('domain_unavailable');
  if (name.indexOf('.') <= 3) return { ...no('domain_premium'), tier: 'premium' };
  return { name, registrable: true, tier: 'standard', pricing: { currency: 'USD', registration_cost: price, renewal_cost: price } };
}

function isTaken(books: Books, name: string): boolean {
  const { taken, registrations } = books.state;
  return taken.includes(name) || registrations.some(({ domain }) => domain === name) || books.parentOf(name) !== undefined;
}

/** @throws Refusal when it is not held by the account */
export function registered({ books, account, at }: Pick<Call, 'books' | 'account' | 'at'>): Registration {
  const one = books.state.registrations.find(({ domain, accountId }) => domain === at.domain?.toLowerCase() && accountId === account.id);
  if (one) return one;
  throw new Refusal(404, 10005, `The domain ${at.domain} was not found`);
}

function change(call: Call) {
  const one = registered(call);
  const { auto_renew: autoRenew, locked, privacy } = call.body;
  for (const [name, value] of Object.entries({ auto_renew: autoRenew, locked, privacy }))
    if (value !== undefined && typeof value !== 'boolean') throw new Refusal(400, 10004, `${name} must be a boolean`);
  if (typeof autoRenew === 'boolean') one.autoRenew = autoRenew;
  if (typeof locked === 'boolean') one.locked = locked;
  if (typeof privacy === 'boolean') one.privacy = privacy;
  one.updated = call.books.now();
  call.books.changed();
  return { result: shownWhole(one) };
}

/** What the list leaves out. */
function shownWhole(one: Registration): Json {
  return { ...shownDomain(one), name: one.domain, auto_renew: one.autoRenew, privacy: one.privacy };
}

function shownDomain(one: Registration): Json {
  return {
    id: one.id,
    available: false,
    can_register: false,
    supported_tld: true,
    current_registrar: 'Cloudflare',
    registry_statuses: one.locked ? 'clienttransferprohibited' : 'ok',
    locked: one.locked,
    created_at: one.created,
    updated_at: one.updated,
    expires_at: one.expires,
    registrant_contact: one.contact,
    transfer_in: {
      accept_foa: 'ok',
      approve_transfer: 'ok',
      can_cancel_transfer: false,
      disable_privacy: 'ok',
      enter_auth_code: 'ok',
      unlock_domain: 'ok',
    },
  };
}
