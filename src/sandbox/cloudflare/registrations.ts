/** Registering a domain: it costs money and cannot be undone. The domain's zone is made with it, active from the start. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { Account, Json, Registration } from './model.ts';
import { addZone } from './new-zone.ts';
import { page } from './pages.ts';
import { Refusal } from './refusal.ts';
import { offer, registered } from './registrar.ts';

const path = '/accounts/:account/registrar/registrations';

export const registrationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    permission: 'registrar:read',
    run: (call) => {
      const own = call.books.state.registrations.filter(({ accountId }) => accountId === call.account.id);
      const { result, info } = page(call, own, { usual: 20, most: 50 });
      return { result: result.map((one) => shown(call.books, one)), info };
    },
  },
  { method: 'POST', path, permission: 'registrar:edit', run: create },
  {
    method: 'GET',
    path: `${path}/:domain`,
    permission: 'registrar:read',
    run: (call) => ({ result: shown(call.books, registered(call)) }),
  },
  {
    method: 'PATCH',
    path: `${path}/:domain`,
    permission: 'registrar:edit',
    run: (call) => {
      const one = registered(call);
      if (typeof call.body.auto_renew === 'boolean') one.autoRenew = call.body.auto_renew;
      one.updated = call.books.now();
      call.books.changed();
      return { result: workflow(call, one) };
    },
  },
  {
    method: 'GET',
    path: `${path}/:domain/registration-status`,
    permission: 'registrar:read',
    run: (call) => ({ result: workflow(call, registered(call)) }),
  },
];

function create(call: Call) {
  const { books, account, body, headers } = call;
  const domain = typeof body.domain_name === 'string' ? body.domain_name.toLowerCase() : '';
  const years = body.years ?? 1;
  if (!Number.isInteger(years) || Number(years) < 1 || Number(years) > 10) throw new Refusal(400, 10004, 'years must be 1 to 10');
  if (!account.billing) throw new Refusal(402, 10010, 'The account has no default payment method');
  const { registrable, reason } = offer(books, domain);
  if (!registrable) throw new Refusal(409, 10007, `${domain} cannot be registered: ${reason}`);
  const later = headers.prefer === 'respond-async';
  const one = register(books, account, domain, { years: Number(years), state: later ? 'pending' : 'succeeded' });
  one.autoRenew = body.auto_renew === true;
  one.privacy = body.privacy_mode !== 'off';
  const answer = { result: workflow(call, one), status: later ? 202 : 201 };
  return later ? { ...answer, headers: { 'preference-applied': 'respond-async' } } : answer;
}

/** Puts a domain into an account, as a purchase does. */
export function register(
  books: Books,
  account: Account,
  domain: string,
  about: { years: number; state: Registration['state'] },
): Registration {
  const now = books.tools.clock.now();
  const expires = new Date(now);
  expires.setUTCFullYear(expires.getUTCFullYear() + about.years);
  const one: Registration = {
    id: books.id(),
    domain,
    accountId: account.id,
    created: now.toISOString(),
    updated: now.toISOString(),
    expires: expires.toISOString(),
    autoRenew: false,
    locked: true,
    privacy: true,
    state: about.state,
    contact: holder,
  };
  books.state.registrations.push(one);
  if (!books.zoneNamed(domain)) addZone(books, domain, account.id);
  books.changed();
  return one;
}

/** The registry answers those who did not want to wait. */
export function finishRegistrations(books: Books): void {
  for (const one of books.state.registrations.filter(({ state }) => state === 'pending')) {
    one.state = 'succeeded';
    one.updated = books.now();
    books.changed();
  }
}

const holder = {
  first_name: 'Kingdom',
  last_name: 'Owner',
  organization: 'Kingdom-77',
  address: '77 Castle Road',
  city: 'Camelot',
  state: 'CA',
  zip: '94107',
  country: 'US',
  phone: '+1.5555550177',
  email: 'owner@kingdom77.test',
};

function shown(books: Books, one: Registration): Json {
  const expired = Date.parse(one.expires) < books.ms();
  return {
    domain_name: one.domain,
    status: one.state === 'pending' ? 'registration_pending' : expired ? 'expired' : 'active',
    created_at: one.created,
    expires_at: one.state === 'pending' ? null : one.expires,
    auto_renew: one.autoRenew,
    privacy_mode: one.privacy ? 'redaction' : 'off',
    locked: one.locked,
  };
}

function workflow({ books, account }: Call, one: Registration): Json {
  const self = `/accounts/${account.id}/registrar/registrations/${one.domain}`;
  return {
    state: one.state === 'pending' ? 'in_progress' : 'succeeded',
    completed: one.state === 'succeeded',
    created_at: one.created,
    updated_at: one.updated,
    context: { domain_name: one.domain, ...(one.state === 'succeeded' ? { registration: shown(books, one) } : {}) },
    links: { self: `${self}/registration-status`, resource: self },
  };
}
