/** Whose projects are worked on: found among what the token opens, never guessed. */
import { exits, OperatorError } from '../core/errors.ts';
import type { Door } from '../core/vendor.ts';
import { VercelHttp } from './vercel-http.ts';
import type { VercelScope, VercelTeam, VercelUser } from './vercel-types.ts';

/** What every call needs: the token, and the team that it is about. */
export class VercelScoped {
  protected readonly http: VercelHttp;
  readonly #wanted: string | undefined;
  #scope: Promise<VercelScope> | undefined;

  /** @param team id or slug; undefined: the only team, or the person where there is none */
  constructor(door: Door, token: string, team: string | undefined) {
    this.http = new VercelHttp(door, token);
    this.#wanted = team || undefined;
  }

  async user(): Promise<VercelUser> {
    return (await this.http.json<{ user: VercelUser }>('GET', '/v2/user')).user;
  }

  teams(): Promise<VercelTeam[]> {
    return this.http.all<VercelTeam>('/v2/teams', 'teams');
  }

  /** Found once. @throws OperatorError when the token does not open the team, or opens several and none was named */
  scope(): Promise<VercelScope> {
    this.#scope ??= Promise.all([this.user(), this.teams()])
      .then(([user, teams]) => scopeOf(user, teams, this.#wanted))
      .catch((error: unknown) => {
        this.#scope = undefined;
        throw error;
      });
    return this.#scope;
  }

  protected async at(): Promise<{ teamId?: string }> {
    const { team } = await this.scope();
    return team === undefined ? {} : { teamId: team };
  }
}

/**
 * @param wanted id or slug of a team; undefined: the only one, or the person where there is none
 * @throws OperatorError when the token does not open the team, or opens several and none was named
 */
export function scopeOf(user: VercelUser, teams: readonly VercelTeam[], wanted: string | undefined): VercelScope {
  const [only] = teams;
  const team =
    wanted === undefined ? (teams.length === 1 ? only : undefined) : teams.find(({ id, slug }) => id === wanted || slug === wanted);
  if (team)
    return { id: team.id, team: team.id, slug: team.slug, name: team.name ?? team.slug, plan: team.billing?.plan ?? user.billing?.plan };
  if (wanted === undefined && teams.length === 0)
    return { id: user.id, team: undefined, slug: user.username, name: user.name ?? user.username, plan: user.billing?.plan };
  const known = teams.map(({ slug }) => slug).join(', ') || 'none';
  throw new OperatorError({
    what:
      wanted === undefined
        ? `the Vercel token opens ${teams.length} teams: ${known}`
        : `the Vercel token does not open the team ${wanted}; it opens ${known}`,
    fix: 'answer VERCEL_TEAM with the one that shall pay for the dashboard, or make a token for it alone at https://vercel.com/account/settings/tokens',
    see: 'https://vercel.com/account/settings/tokens',
    exit: exits.preflight,
  });
}
