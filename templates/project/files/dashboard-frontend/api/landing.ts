/**
 * Where somebody goes who arrives at `/auth/callback`. Only the API exchanges codes; this address stands in Discord's portal too, and people come to it from there:
 * after a login that was begun elsewhere, or after adding the bot to a server.
 */
import { ownPath } from './login-link.ts';

type Query = Readonly<Record<string, string | string[] | undefined>>;

const usual = '/servers';

/** @returns a path of this site, or the callback of the API */
export function landing(query: Query, apiUrl: string): string {
  const text = (name: string): string | undefined => (typeof query[name] === 'string' ? query[name] : undefined);
  const [code, state, error, server] = [text('code'), text('state'), text('error'), text('guild_id')];
  if (error !== undefined) return `/?login=${error === 'access_denied' ? 'cancelled' : 'failed'}`;
  if (code !== undefined && state !== undefined) return `${apiUrl}/api/auth/callback?${new URLSearchParams({ code, state })}`;
  if (server !== undefined && /^\d{17,20}$/.test(server)) return `/servers/${server}`;
  return ownPath(text('next'), usual);
}
