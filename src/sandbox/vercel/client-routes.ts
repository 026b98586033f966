/** What Vercel's own command line client asks for beside the specification: domains of the account, certificates, addresses. */
import { deploymentHosts } from './addresses.ts';
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { apexOf } from './edge.ts';
import { paged } from './fields.ts';
import type { Domain, Json, Target } from './model.ts';
import { Refusal } from './refusal.ts';

/** Certificates of Let's Encrypt. */
const validForMs = 90 * 24 * 3600 * 1000;

function domainsOf({ books, account }: Call): Domain[] {
  return books.state.domains.filter((one) => books.projectOf(one).account === account);
}

/** One entry for each domain as it was bought, whatever stands in front of it. */
function accountDomains(call: Call): Json[] {
  const { books, account } = call;
  const own = domainsOf(call);
  return [...new Set(own.map(({ apex }) => apex))].map((name) => {
    const first = own.find(({ apex }) => apex === name);
    return {
      id: `dom_${name.replaceAll('.', '')}`,
      name,
      verified: first?.verified ?? false,
      nameservers: [],
      intendedNameservers: ['ns1.vercel-dns.com', 'ns2.vercel-dns.com'],
      creator: { id: books.state.user.id, username: books.state.user.username, email: books.state.user.email },
      teamId: account === books.state.user.id ? null : account,
      userId: books.state.user.id,
      createdAt: first?.createdAt ?? 0,
      boughtAt: null,
      expiresAt: null,
      orderedAt: null,
      renew: false,
      serviceType: 'external',
      transferredAt: null,
    };
  });
}

function certificates(call: Call): Json[] {
  return domainsOf(call)
    .filter(({ certificate }) => certificate.state === 'valid')
    .map(({ name, certificate: { id, issuedAt } }) => ({
      id,
      uid: id,
      cns: [name],
      autoRenew: true,
      createdAt: issuedAt,
      expiresAt: issuedAt + validForMs,
      created: new Date(issuedAt).toISOString(),
      expiration: new Date(issuedAt + validForMs).toISOString(),
    }));
}

function aliases(books: Books, account: string): Json[] {
  const { state } = books;
  return state.deployments
    .filter((one) => books.projectOf(one).account === account)
    .flatMap((one) =>
      deploymentHosts(books, one).map((alias) => ({
        uid: `als_${alias.replaceAll('.', '')}`,
        alias,
        created: new Date(one.createdAt).toISOString(),
        createdAt: one.createdAt,
        creator: { uid: state.user.id, email: state.user.email, username: state.user.username },
        deployment: { id: one.id, url: one.url },
        deploymentId: one.id,
        projectId: one.project,
      })),
    );
}

function list(name: string, of: (call: Call) => Json[]): Route['run'] {
  return (call) => {
    const { page, pagination } = paged(of(call), call.query, ({ createdAt }) => Number(createdAt));
    return { [name]: page, pagination };
  };
}

export const clientRoutes: readonly Route[] = [
  { method: 'GET', path: '/v5/domains', run: list('domains', accountDomains) },
  {
    method: 'GET',
    path: '/v5/domains/:domain',
    run(call) {
      const found = accountDomains(call).find(({ name }) => name === apexOf(call.at.domain ?? ''));
      if (!found) throw new Refusal(404, 'not_found', 'The domain was not found.');
      return { domain: found };
    },
  },
  { method: 'GET', path: '/v4/certs', run: list('certs', certificates) },
  {
    method: 'GET',
    path: '/v8/certs/:certificate',
    run(call) {
      const found = certificates(call).find(({ id }) => id === call.at.certificate);
      if (!found) throw new Refusal(404, 'cert_not_found', 'The certificate was not found.');
      const { id, createdAt, expiresAt, autoRenew, cns } = found;
      return { id, createdAt, expiresAt, autoRenew, cns };
    },
  },
  { method: 'GET', path: '/v4/aliases', run: list('aliases', ({ books, account }) => aliases(books, account)) },
  {
    method: 'GET',
    path: '/v1/domains/:domain/project-domains',
    run: list('projectDomains', (call) =>
      domainsOf(call).flatMap(({ name, apex, project, createdAt }) =>
        apex === call.at.domain ? [{ name, apexName: apex, projectId: project, createdAt }] : [],
      ),
    ),
  },
  // Nobody bought it here, so that it has no price.
  {
    method: 'GET',
    path: '/v1/registrar/domains/:domain/price',
    run: () => ({ years: 1, purchasePrice: null, renewalPrice: null, transferPrice: null }),
  },
  { method: 'GET', path: '/v9/projects/:project/custom-environments', run: () => ({ accountLimit: { total: 1 }, environments: [] }) },
  { method: 'GET', path: '/projects/:project/custom-environments', run: () => ({ accountLimit: { total: 1 }, environments: [] }) },
  {
    method: 'GET',
    path: '/v3/env/pull/:project/:target',
    run({ books, account, at }) {
      const project = books.project(at.project ?? '', account);
      const own = books.state.variables.filter((one) => one.project === project.id && one.target.includes(at.target as Target));
      return { env: Object.fromEntries(own.map(({ key, type, $value }) => [key, type === 'sensitive' ? '' : $value])), buildEnv: {} };
    },
  },
  // As the client of the vendor still asks for them.
  { method: 'GET', path: '/v3/now/aliases', run: list('aliases', ({ books, account }) => aliases(books, account)) },
  {
    method: 'GET',
    path: '/v2/deployments/:deployment/aliases',
    run({ books, account, at }) {
      const one = books.deployment(at.deployment ?? '', account);
      const own = aliases(books, account).filter(({ deploymentId }) => deploymentId === one.id);
      return { aliases: own.map(({ uid, alias, created }) => ({ uid, alias, created, redirect: null })) };
    },
  },
];
