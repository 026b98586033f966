/** Whose token it is: the person, their accounts, and the two calls that verify a token. */
import type { Answer, Call, Route } from './api.ts';
import type { Account, Token } from './model.ts';
import { page } from './pages.ts';
import { unauthorized } from './refusal.ts';
import { may } from './tokens.ts';

export const identityRoutes: readonly Route[] = [
  { method: 'GET', path: '/user/tokens/verify', run: ({ token }: Call) => verified(token) },
  { method: 'GET', path: '/accounts/:account/tokens/verify', run: ({ token }) => verified(token) },
  {
    method: 'GET',
    path: '/user',
    words: 'zones',
    run: ({ books, token }: Call) => {
      const { id, email, created } = books.state.user;
      if (!may(token, 'user-details:read')) throw unauthorized();
      const nobody = { first_name: null, last_name: null, country: null, telephone: null, zipcode: null };
      return {
        result: {
          id,
          email,
          ...nobody,
          two_factor_authentication_enabled: true,
          suspended: false,
          created_on: created,
          modified_on: created,
        },
      };
    },
  },
  {
    method: 'GET',
    path: '/accounts',
    words: 'zones',
    run: (call: Call) => {
      const name = call.query.get('name');
      const { result, info } = page(
        call,
        seen(call).filter((one) => name === null || one.name === name),
        { usual: 20, most: 50 },
      );
      return { result: result.map(shown), info };
    },
  },
  {
    method: 'GET',
    path: '/accounts/:account',
    permission: 'account-settings:read',
    words: 'zones',
    run: ({ account }) => ({ result: shown(account) }),
  },
];

function verified({ id, status }: Token): Answer {
  const text = status === 'active' ? 'This API Token is valid and active' : `This API Token is ${status}`;
  return { result: { id, status }, messages: [{ code: 10000, message: text, type: null }] };
}

/** Without Account Settings the list is empty: a token for zones alone sees no account. */
function seen({ books, token }: Call): Account[] {
  if (!may(token, 'account-settings:read')) return [];
  return books.state.accounts.filter(({ id, mine }) => mine && (token.accounts === 'all' || token.accounts.includes(id)));
}

function shown({ id, name, created }: Account): Record<string, unknown> {
  const settings = { enforce_twofactor: false, api_access_enabled: null, abuse_contact_email: null };
  return { id, name, type: 'standard', settings, created_on: created };
}
