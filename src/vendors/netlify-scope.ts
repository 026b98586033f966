/** Whose sites are worked on: found among the teams that the token opens, never guessed. */
import { exits, OperatorError } from '../core/errors.ts';
import type { Door } from '../core/vendor.ts';
import { NetlifyHttp } from './netlify-http.ts';
import type { NetlifyAccount, NetlifyScope, NetlifyUser } from './netlify-types.ts';

/** What every call needs: the token, and the team that it is about. */
export class NetlifyScoped {
  protected readonly http: NetlifyHttp;
  readonly #wanted: string | undefined;
  #scope: Promise<NetlifyScope> | undefined;

  /** @param team id or slug; undefined: the only one */
  constructor(door: Door, token: string, team: string | undefined) {
    this.http = new NetlifyHttp(door, token);
    this.#wanted = team || undefined;
  }

  user(): Promise<NetlifyUser> {
    return this.http.json<NetlifyUser>('GET', '/user');
  }

  accounts(): Promise<NetlifyAccount[]> {
    return this.http.json<NetlifyAccount[]>('GET', '/accounts');
  }

  /** Found once. @throws OperatorError when the token does not open the team, or opens several and none was named */
  scope(): Promise<NetlifyScope> {
    this.#scope ??= this.accounts()
      .then((accounts) => scopeOf(accounts, this.#wanted))
      .catch((error: unknown) => {
        this.#scope = undefined;
        throw error;
      });
    return this.#scope;
  }
}

/**
 * @param wanted id or slug of a team; undefined: the only one
 * @throws OperatorError when the token does not open the team, or opens several and none was named
 */
export function scopeOf(accounts: readonly NetlifyAccount[], wanted: string | undefined): NetlifyScope {
  const [only] = accounts;
  const found =
    wanted === undefined ? (accounts.length === 1 ? only : undefined) : accounts.find(({ id, slug }) => id === wanted || slug === wanted);
  if (found) {
    const { id, slug, name, type_name: plan, site_sso_login: guarded, site_sso_login_context: guards } = found;
    return { id, slug, name, plan, guards: guarded === true ? (guards ?? 'all') : undefined };
  }
  const known = accounts.map(({ slug }) => slug).join(', ') || 'none';
  throw new OperatorError({
    what:
      wanted === undefined
        ? `the Netlify token opens ${accounts.length} teams: ${known}`
        : `the Netlify token does not open the team ${wanted}; it opens ${known}`,
    fix: 'answer NETLIFY_TEAM with the one that shall pay for the dashboard; a team behind SAML opens to tokens that were made while logged in to it',
    see: 'https://app.netlify.com/user/applications#personal-access-tokens',
    exit: exits.preflight,
  });
}
