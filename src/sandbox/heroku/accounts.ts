/** The person, teams and invoices. */
import type { Call, Route } from './api.ts';
import type { Json, Team } from './model.ts';
import { absent } from './refusal.ts';

export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/account', run: account },
  { method: 'GET', path: '/account/rate-limits', run: () => ({ remaining: 4499 }) },
  { method: 'GET', path: '/teams', by: ['id'], run: ({ books }) => books.state.teams.map(teamView) },
  {
    method: 'GET',
    path: '/teams/:team',
    run: ({ books, at }) => {
      const found = books.state.teams.find(({ id, name }) => id === at.team || name === at.team);
      if (!found) throw absent('team');
      return teamView(found);
    },
  },
];

function account({ books }: Call): Json {
  const { id, email, verified, delinquent, defaultTeam, createdAt } = books.state.account;
  const team = books.state.teams.find((one) => one.id === defaultTeam);
  return {
    id,
    email,
    name: 'Owner',
    verified,
    allow_tracking: false,
    beta: false,
    federated: false,
    two_factor_authentication: true,
    created_at: createdAt,
    updated_at: createdAt,
    last_login: createdAt,
    suspended_at: null,
    delinquent_at: delinquent ? createdAt : null,
    default_team: team ? { id: team.id, name: team.name } : null,
  };
}

function teamView({ id, name, createdAt }: Team): Json {
  return {
    id,
    name,
    created_at: createdAt,
    updated_at: createdAt,
    credit_card_collections: true,
    default: false,
    provisioned_licenses: false,
    role: 'admin',
    type: 'team',
    membership_limit: 25,
    enterprise_account: null,
  };
}
