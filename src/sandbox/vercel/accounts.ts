/** The person behind a token, and their teams. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { paged } from './fields.ts';
import type { Json, Team } from './model.ts';
import { forbidden, Refusal } from './refusal.ts';

function user({ state }: Books): Json {
  const { id, username, name, email, createdAt, plan } = state.user;
  return {
    id,
    username,
    name,
    email,
    avatar: null,
    createdAt,
    softBlock: null,
    billing: { plan },
    resourceConfig: {},
    stagingPrefix: username,
    hasTrialAvailable: false,
    defaultTeamId: state.teams[0]?.id ?? null,
    // People who signed up since 2024 work in a team, which the client of the vendor then does by itself.
    ...(state.teams.length > 0 ? { version: 'northstar' } : {}),
  };
}

function team(books: Books, { id, slug, name, plan, createdAt }: Team): Json {
  return {
    id,
    slug,
    name,
    avatar: null,
    createdAt,
    updatedAt: createdAt,
    creatorId: books.state.user.id,
    description: null,
    stagingPrefix: slug,
    billing: { plan },
    membership: { uid: books.state.user.id, teamId: id, confirmed: true, role: 'OWNER', createdAt, created: createdAt },
  };
}

function teamAt({ books, at }: Call): Json {
  const found = books.state.teams.find(({ id, slug }) => id === at.team || slug === at.team);
  if (!found) throw at.team === books.state.user.id ? forbidden() : new Refusal(404, 'not_found', 'Team not found.');
  return team(books, found);
}

export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/v2/user', run: ({ books }) => ({ user: user(books) }) },
  {
    method: 'GET',
    path: '/v2/teams',
    run({ books, query }) {
      const { page, pagination } = paged(books.state.teams, query, ({ createdAt }) => createdAt);
      return { teams: page.map((one) => team(books, one)), pagination };
    },
  },
  { method: 'GET', path: '/v2/teams/:team', run: teamAt },
  // As the vendor's own client asks for it.
  { method: 'GET', path: '/teams/:team', run: teamAt },
];
