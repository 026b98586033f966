/** Who asks: API tokens, what they may do, and which zones they reach. */
import { isSame } from '../same.ts';
import type { Route } from './api.ts';
import type { Books } from './books.ts';
import type { Permission, Token, ZoneState } from './model.ts';
import { Refusal } from './refusal.ts';

/** @throws Refusal for headers that hold no token at all */
export function bearerOf(header: string | undefined): string {
  if (header === undefined) throw new Refusal(400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers');
  const secret = /^Bearer ([A-Za-z0-9_-]{40,})$/.exec(header)?.[1];
  if (secret !== undefined) return secret;
  throw new Refusal(400, 6003, 'Invalid request headers', [{ code: 6111, message: 'Invalid format for Authorization header' }]);
}

/** The token, alive for this route. @throws Refusal */
export function tokenOf({ state }: Books, secret: string, { path, words }: Pick<Route, 'path' | 'words'>): Token {
  const token = state.tokens.find(({ $secret }) => isSame($secret, secret));
  if (path.endsWith('/tokens/verify')) {
    const kind = path.startsWith('/user') ? 'user' : 'account';
    if (token?.of === kind) return token;
    throw new Refusal(401, 1000, 'Invalid API Token');
  }
  if (token?.status === 'active') return token;
  throw words === 'zones' ? new Refusal(403, 9109, 'Invalid access token') : new Refusal(401, 10000, 'Authentication error');
}

/** Whoever may edit may read. */
export function may({ permissions }: Token, wanted: Permission): boolean {
  return permissions.includes(wanted) || permissions.includes(wanted.replace(':read', ':edit') as Permission);
}

/** True for zones of the person's own accounts that the token was made for. */
export function reaches(books: Books, { accounts, zones }: Token, zone: ZoneState): boolean {
  if (!books.account(zone.accountId)?.mine) return false;
  return (accounts === 'all' || accounts.includes(zone.accountId)) && (zones === 'all' || zones.includes(zone.name));
}
