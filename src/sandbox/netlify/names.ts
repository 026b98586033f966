/** What Netlify makes of names: its zones, and hosts at its edge: addresses of sites and deploys, custom domains, the login in front of them, pauses. */
import type { Names, WebHost, Zone } from '../names/names.ts';
import { branchHost, customNames, edge, isNewestOfBranch, permalink, siteHost, twinOf } from './addresses.ts';
import type { Books } from './books.ts';
import type { Deploy, Site } from './model.ts';
import { disabledPage, nothingPage, pausedPage, signInPage } from './pages.ts';

export function namesOf(books: Books): Names {
  const web = books.state.sites.flatMap((one) => hostsOf(books, one));
  const own = [...new Set(web.map(({ name }) => name).filter((name) => name.endsWith(`.${edge.hosts}`)))];
  return {
    zones: [
      zone(
        edge.hosts,
        own.map((name) => [name, edge.addresses]),
      ),
      zone(edge.balancer, [[edge.balancer, edge.balancerAddresses]]),
    ],
    delegations: [edge.hosts, edge.balancer].map((domain) => ({ domain, nameservers: edge.nameservers })),
    web,
  };
}

function zone(name: string, hosts: readonly (readonly [string, readonly string[]])[]): Zone {
  const records = hosts.flatMap(([host, values]) => values.map((value) => ({ type: 'A', name: host, value, ttl: 60 }) as const));
  return { name, nameservers: edge.nameservers, records };
}

function hostsOf(books: Books, site: Site): WebHost[] {
  const built = books.deploysOf(site).filter(({ state }) => state === 'ready');
  const published = built.find(({ id }) => id === site.published);
  const newest = built.filter((one) => one.context !== 'production' && isNewestOfBranch(books, one));
  return [
    host(siteHost(site), wildcard, behind(books, site, published, true)),
    ...built.map((one) => host(permalink(site, one), wildcard, behind(books, site, one, one.id === site.published))),
    ...newest.map((one) => host(branchHost(site, one.branch), wildcard, behind(books, site, one, false))),
    ...customNames(site).map((name) => custom(books, site, name, published)),
  ];
}

const wildcard = [`*.${edge.hosts}`];

/** Without a certificate Netlify answers for nobody. The twin of the primary leads to it. */
function custom(books: Books, site: Site, name: string, published: Deploy | undefined): WebHost {
  const covered = site.certificate.state === 'issued' && site.certificate.names.includes(name);
  const certificate = covered ? [name] : undefined;
  const leads = name !== site.primary && !site.aliases.includes(name) && site.primary === twinOf(name);
  if (leads) return host(name, certificate, { redirect: { to: site.primary ?? '', status: 301 } });
  return host(name, certificate, covered ? behind(books, site, published, true) : {});
}

function behind(books: Books, site: Site, one: Deploy | undefined, production: boolean): Partial<WebHost> {
  const account = books.accountOf(site);
  if (site.disabled) return { instead: disabledPage };
  if (books.isPaused(account)) return { instead: pausedPage };
  if (isGuarded(site, account.guards, production)) return { instead: signInPage };
  const [upstream] = one?.upstreams ?? [];
  return upstream === undefined ? { instead: nothingPage } : { upstream };
}

/** A password keeps everybody out, too; which of the two asks makes no difference here. */
function isGuarded(site: Site, team: Site['guardContext'] | null, production: boolean): boolean {
  const all = (site.guarded && site.guardContext === 'all') || team === 'all' || site.$password !== null;
  return all || (!production && (site.guarded || team !== null));
}

function host(name: string, certificate: readonly string[] | undefined, more: Partial<WebHost>): WebHost {
  return {
    name,
    ...(certificate ? { certificate: { names: certificate, days: 90 } } : {}),
    alwaysHttps: true,
    // Netlify says this for every host of its own accord: https://docs.netlify.com/manage/domains/secure-domains-with-https/https-ssl/
    hsts: 'max-age=31536000',
    addresses: [...edge.addresses, ...edge.balancerAddresses],
    server: 'Netlify',
    ...more,
  };
}
