/** Certificates of Let's Encrypt for custom domains. */
import type { Call, Route } from './api.ts';
import { iso } from './books.ts';
import { order } from './looking.ts';
import type { Json, Site } from './model.ts';
import { notFound, unprocessable } from './refusal.ts';

const validForMs = 90 * 24 * 3600 * 1000;

function view({ certificate: { state, issuedAt, due, names } }: Site): Json {
  return {
    state: state === 'issuing' ? 'provisioning' : state,
    domains: names,
    created_at: iso(due),
    updated_at: iso(issuedAt || due),
    expires_at: iso((issuedAt || due) + validForMs),
  };
}

function provision(renew: boolean): (call: Call) => Json {
  return ({ books, at, mine }) => {
    const site = books.site(at.site ?? '', mine);
    if (site.primary === null) throw unprocessable('No custom domain configured');
    if (site.certificate.state === 'issued' && !renew)
      throw unprocessable('certificate parameter is required when updating an existing certificate');
    if (site.leads.length === 0) throw unprocessable('bad dns for custom domain');
    order(books, site);
    return view(site);
  };
}

export const certificateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/sites/:site/ssl',
    run({ books, at, mine }) {
      const site = books.site(at.site ?? '', mine);
      if (site.certificate.state === 'none') throw notFound();
      return view(site);
    },
  },
  { method: 'POST', path: '/sites/:site/ssl', run: provision(false) },
  { method: 'POST', path: '/sites/:site/ssl/renew', run: provision(true) },
];
