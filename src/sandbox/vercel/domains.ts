/** Custom domains: added to a project, proved where somebody else has them, and followed by a certificate once DNS leads there. */

import type { Call, Route } from './api.ts';
import { type Books, digest } from './books.ts';
import { apexOf, edge, targetOf } from './edge.ts';
import { only, paged, text } from './fields.ts';
import { goOn } from './looking.ts';
import type { Domain, Json, Project } from './model.ts';
import { bad, notFound, Refusal } from './refusal.ts';

const codes = [301, 302, 307, 308] as const;
/** https://vercel.com/docs/limits: custom domains of a project. */
const mostOnHobby = 50;

function view(one: Domain): Json {
  const { name, apex, project, redirect, redirectStatusCode, createdAt, updatedAt, verified } = one;
  return {
    name,
    apexName: apex,
    projectId: project,
    redirect,
    redirectStatusCode,
    gitBranch: null,
    createdAt,
    updatedAt,
    verified,
    ...(verified
      ? {}
      : { verification: [{ type: 'TXT', domain: `_vercel.${apex}`, value: one.proof, reason: 'pending_domain_verification' }] }),
  };
}

function add({ books, account, at, body }: Call): Json {
  only(body, ['name', 'gitBranch', 'customEnvironmentId', 'redirect', 'redirectStatusCode']);
  const project = books.project(at.project ?? '', account);
  const name = text(body, 'name').toLowerCase();
  if (!/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(name)) throw bad(`The domain "${name}" is not valid.`, 'invalid_domain');
  refuseTaken(books, project, name);
  const own = books.state.domains.filter((one) => one.project === project.id);
  if (books.planOf(account) === 'hobby' && own.length >= mostOnHobby)
    throw new Refusal(402, 'payment_required', `You cannot add more than ${mostOnHobby} domains to a project on the Hobby plan.`);
  const made: Domain = {
    name,
    apex: apexOf(name),
    project: project.id,
    ...redirectIn(books, project, name, body),
    createdAt: Math.max(books.ms(), ...own.map(({ createdAt }) => createdAt + 1)),
    updatedAt: books.ms(),
    verified: !books.state.claimed.some((one) => apexOf(one) === apexOf(name)),
    proof: `vc-domain-verify=${name},${digest(`${project.id} ${name}`).slice(0, 20)}`,
    seen: { leadsHere: false, texts: [] },
    certificate: { id: books.id('cert'), state: 'none', due: 0, issuedAt: 0 },
  };
  books.state.domains.push(made);
  return view(made);
}

function refuseTaken(books: Books, project: Project, name: string): void {
  const there = books.state.domains.find((one) => one.name === name);
  if (!there) return;
  if (there.project === project.id)
    throw new Refusal(400, 'domain_already_exists', `Cannot add ${name} since it's already in use by your account.`);
  throw new Refusal(409, 'domain_already_in_use', `Cannot add ${name} since it's already assigned to another project.`);
}

function redirectIn(books: Books, project: Project, name: string, body: Json): Pick<Domain, 'redirect' | 'redirectStatusCode'> {
  const { redirect, redirectStatusCode: code } = body;
  if (redirect === undefined || redirect === null) return { redirect: null, redirectStatusCode: null };
  const to = String(redirect);
  if (!books.state.domains.some((one) => one.project === project.id && one.name === to) || to === name)
    throw bad(`The domain "${to}" cannot be redirected to: it has to be another domain of the project.`, 'invalid_redirect');
  if (code !== undefined && code !== null && !codes.includes(code as 308))
    throw bad('Invalid request: `redirectStatusCode` should be equal to one of the allowed values.');
  return { redirect: to, redirectStatusCode: (code as Domain['redirectStatusCode']) ?? 307 };
}

function find({ books, account, at }: Call): Domain {
  const project = books.project(at.project ?? '', account);
  const found = books.state.domains.find((one) => one.project === project.id && one.name === at.domain);
  if (!found) throw notFound(`The domain "${at.domain}" is not assigned to "${project.name}".`);
  return found;
}

function update(call: Call): Json {
  const { books, account, at, body } = call;
  only(body, ['gitBranch', 'redirect', 'redirectStatusCode']);
  const one = find(call);
  Object.assign(one, redirectIn(books, books.project(at.project ?? '', account), one.name, body), { updatedAt: books.ms() });
  return view(one);
}

function verify(call: Call): Json {
  const one = find(call);
  if (!one.verified && !one.seen.texts.includes(one.proof))
    throw one.seen.texts.length === 0
      ? bad(`Domain _vercel.${one.apex} is missing required TXT Record "${one.proof}"`, 'missing_txt_record')
      : bad(`Domain _vercel.${one.apex} has no TXT Record with the value "${one.proof}"`, 'pending_domain_verification');
  one.verified = true;
  goOn(call.books, one);
  return view(one);
}

function config({ books, at, query, account }: Call): Json {
  const name = (at.domain ?? '').toLowerCase();
  const one = books.state.domains.find((other) => other.name === name);
  const wanted = query.get('projectIdOrName');
  const project = one ? books.projectOf(one) : wanted ? books.project(wanted, account) : undefined;
  const leadsHere = one?.seen.leadsHere || null;
  return {
    configuredBy: leadsHere,
    acceptedChallenges: leadsHere === null ? [] : ['http-01'],
    recommendedIPv4: [
      { rank: 1, value: [edge.address] },
      { rank: 2, value: [edge.formerAddress] },
    ],
    recommendedCNAME: [
      { rank: 1, value: `${project ? targetOf(project) : edge.formerTarget}.` },
      { rank: 2, value: `${edge.formerTarget}.` },
    ],
    misconfigured: leadsHere === null,
  };
}

export const domainRoutes: readonly Route[] = [
  { method: 'POST', path: '/v10/projects/:project/domains', run: add },
  {
    method: 'GET',
    path: '/v9/projects/:project/domains',
    run({ books, account, at, query }) {
      const project = books.project(at.project ?? '', account);
      const own = books.state.domains.filter((one) => one.project === project.id);
      const { page, pagination } = paged(own, query, ({ createdAt }) => createdAt);
      return { domains: page.map(view), pagination };
    },
  },
  { method: 'GET', path: '/v9/projects/:project/domains/:domain', run: (call) => view(find(call)) },
  { method: 'PATCH', path: '/v9/projects/:project/domains/:domain', run: update },
  {
    method: 'DELETE',
    path: '/v9/projects/:project/domains/:domain',
    run(call) {
      const one = find(call);
      const { state } = call.books;
      const follows = ({ redirect, project }: Domain): boolean => project === one.project && redirect === one.name;
      state.domains = state.domains.filter((other) => other !== one && !(call.body.removeRedirects === true && follows(other)));
      return {};
    },
  },
  { method: 'POST', path: '/v9/projects/:project/domains/:domain/verify', run: verify },
  { method: 'GET', path: '/v6/domains/:domain/config', run: config },
];
