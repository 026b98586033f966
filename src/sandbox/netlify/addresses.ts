/** Where Netlify's edge is, and which addresses lead to which deploy. https://docs.netlify.com/deploy/deploy-overview/#definitions */
import type { Books } from './books.ts';
import type { Deploy, Site } from './model.ts';

export const edge = {
  hosts: 'netlify.app',
  /** For domains themselves. https://docs.netlify.com/manage/domains/configure-domains/configure-external-dns/ */
  balancer: 'apex-loadbalancer.netlify.com',
  balancerAddresses: ['75.2.60.5', '99.83.190.102'],
  addresses: ['3.33.186.135', '15.197.167.90'],
  nameservers: ['dns1.p01.nsone.net', 'dns2.p01.nsone.net'],
} as const;

export function siteHost({ name }: Pick<Site, 'name'>): string {
  return `${name}.${edge.hosts}`;
}

/** Of one deploy, for ever. */
export function permalink(site: Site, { id }: Pick<Deploy, 'id'>): string {
  return `${id}--${siteHost(site)}`;
}

export function branchHost(site: Site, branch: string): string {
  const label = branch
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${label.slice(0, Math.max(1, 61 - site.name.length))}--${siteHost(site)}`;
}

/** What the branch's address leads to: the newest that was built. */
export function isNewestOfBranch(books: Books, one: Deploy): boolean {
  const built = books.deploysOf({ id: one.site }).filter(({ branch, state }) => branch === one.branch && state === 'ready');
  return built[0]?.id === one.id;
}

/** The other of a domain and its `www`. */
export function twinOf(name: string): string {
  return name.startsWith('www.') ? name.slice(4) : `www.${name}`;
}

/** Primary, its twin where it has one, and aliases. */
export function customNames({ primary, aliases }: Site): string[] {
  const twin = primary !== null && (primary.startsWith('www.') || primary.split('.').length === 2) ? [twinOf(primary)] : [];
  return [...new Set([...(primary === null ? [] : [primary, ...twin]), ...aliases])];
}
