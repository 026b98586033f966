/** What Vercel makes of names: its zones, and hosts at its edge: generated addresses, custom domains, redirects, protection, pauses. */
import type { Names, WebHost, Zone } from '../names/names.ts';
import { branchHost, customDomains, isNewestOfBranch, productionHosts } from './addresses.ts';
import type { Books } from './books.ts';
import { edge, targetOf } from './edge.ts';
import { measuringPaths } from './measures.ts';
import type { Deployment, Domain, Project } from './model.ts';
import { pausedPage, signInPage } from './pages.ts';

/** https://vercel.com/docs/deployment-protection/methods-to-bypass-deployment-protection/protection-bypass-automation: header or query parameter. */
const bypassName = 'x-vercel-protection-bypass';

export function namesOf(books: Books): Names {
  const { projects } = books.state;
  const web = [...projects.flatMap((one) => hostsOf(books, one)), ...targetHosts(projects)];
  return {
    zones: [
      zone(
        edge.hosts,
        web.flatMap(({ name }) => (name.endsWith(`.${edge.hosts}`) ? [[name, edge.address]] : [])),
      ),
      zone(
        edge.targets,
        projects.map((one) => [targetOf(one), edge.address]),
      ),
      zone('vercel-dns.com', [[edge.formerTarget, edge.formerAddress]]),
    ],
    delegations: [edge.hosts, edge.targets, 'vercel-dns.com'].map((domain) => ({ domain, nameservers: edge.nameservers })),
    web,
  };
}

function zone(name: string, addresses: readonly (readonly string[])[]): Zone {
  const records = [...new Map(addresses.map(([host = '', value = '']) => [host, value]))];
  return { name, nameservers: edge.nameservers, records: records.map(([host, value]) => ({ type: 'A', name: host, value, ttl: 60 })) };
}

/** The names that aliases lead to; a browser that opens one of them finds nothing. */
function targetHosts(projects: readonly Project[]): WebHost[] {
  return [...projects.map(targetOf), edge.formerTarget].map((name) => host(name, [name], {}));
}

function hostsOf(books: Books, project: Project): WebHost[] {
  const built = books.deploymentsOf(project).filter(({ state }) => state === 'READY');
  const current = built.find(({ id }) => id === project.current);
  return [
    ...built.map((one) => generated(project, one.url, one, one.production ? 'production address' : 'preview')),
    ...built
      .filter((one) => isNewestOfBranch(books, one))
      .map((one) => generated(project, branchHost(books, project, one.branch), one, one.production ? 'production address' : 'preview')),
    ...productionHosts(books, project).map((name) => generated(project, name, current, 'production')),
    ...books.state.domains
      .filter((one) => one.project === project.id)
      .map((one) => custom(project, one, customDomains(books, project), current)),
  ];
}

type Kind = 'preview' | 'production address' | 'production';

/** Which addresses strangers are kept from. https://vercel.com/docs/deployment-protection */
function isGuarded({ protection }: Project, kind: Kind): boolean {
  if (protection === null) return false;
  if (protection === 'all' || protection === 'all_except_custom_domains') return true;
  return kind === 'preview' || (protection === 'prod_deployment_urls_and_all_previews' && kind === 'production address');
}

function generated(project: Project, name: string, one: Deployment | undefined, kind: Kind): WebHost {
  return host(name, [`*.${edge.hosts}`], { ...behind(project, one), ...(isGuarded(project, kind) ? guard(project) : {}) });
}

/** Without a proof of ownership, and without a certificate, Vercel answers for nobody. */
function custom(project: Project, one: Domain, proved: readonly Domain[], current: Deployment | undefined): WebHost {
  const certificate = proved.includes(one) && one.certificate.state === 'valid' ? [one.name] : undefined;
  if (one.redirect !== null) return host(one.name, certificate, { redirect: { to: one.redirect, status: one.redirectStatusCode ?? 307 } });
  return host(one.name, certificate, {
    ...(certificate ? behind(project, current) : {}),
    ...(project.protection === 'all' ? guard(project) : {}),
  });
}

function behind(project: Project, one: Deployment | undefined): Partial<WebHost> {
  if (project.paused) return { instead: pausedPage };
  const [upstream] = one?.upstreams ?? [];
  return { ...(upstream === undefined ? {} : { upstream }), within: measuringPaths(one) };
}

function guard({ bypass }: Project): Partial<WebHost> {
  return { guard: { answer: signInPage, bypass: { name: bypassName, values: bypass.map(({ $secret }) => $secret) } } };
}

function host(name: string, certificate: readonly string[] | undefined, more: Partial<WebHost>): WebHost {
  return {
    name,
    ...(certificate ? { certificate: { names: certificate, days: 90 } } : {}),
    alwaysHttps: true,
    // Vercel says this for every host of its own accord: https://vercel.com/docs/security/encryption#support-for-hsts
    hsts: 'max-age=63072000',
    addresses: [edge.address, edge.formerAddress],
    server: 'Vercel',
    ...more,
  };
}
