/** The person behind a token, and their teams. */
import type { Route } from './api.ts';
import { type Books, iso } from './books.ts';
import type { Account, Json } from './model.ts';

function user({ state }: Books): Json {
  const { id, name, email, createdAt } = state.user;
  return {
    id,
    uid: id,
    full_name: name,
    avatar_url: '',
    email,
    site_count: state.sites.length,
    created_at: iso(createdAt),
    last_login: iso(createdAt),
    login_providers: ['github'],
    onboarding_progress: { slides: '' },
  };
}

function view({ state }: Books, { id, slug, name, plan, guards, createdAt }: Account): Json {
  const sites = state.sites.filter(({ account }) => account === id).length;
  return {
    id,
    name,
    slug,
    type: plan,
    type_name: plan,
    type_id: `credit-${plan.toLowerCase()}`,
    type_slug: `credit-${plan.toLowerCase()}`,
    capabilities: { sites: { included: 500, used: sites }, collaborators: { included: 1, used: 1 } },
    billing_name: state.user.name,
    billing_email: state.user.email,
    billing_details: '',
    billing_period: 'monthly',
    owner_ids: [state.user.id],
    roles_allowed: ['Owner', 'Developer'],
    site_sso_login: guards !== null,
    site_sso_login_context: guards ?? 'all',
    created_at: iso(createdAt),
    updated_at: iso(createdAt),
  };
}

export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/user', run: ({ books }) => user(books) },
  { method: 'GET', path: '/accounts', run: ({ books, mine }) => mine.map((one) => view(books, one)) },
  { method: 'GET', path: '/accounts/:account', run: ({ books, at, mine }) => view(books, books.account(at.account ?? '', mine)) },
];
