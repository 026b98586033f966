/** Looks at the world's DNS for custom domains, and goes on with what is due: a certificate for all names that lead here. */
import { recordsOf } from '../hosting/domains.ts';
import { customNames, edge, siteHost } from './addresses.ts';
import type { Books } from './books.ts';
import type { Site } from './model.ts';

export async function look(books: Books): Promise<void> {
  const resolver = books.tools.resolver();
  if (resolver === undefined) return;
  for (const site of [...books.state.sites]) {
    const names = customNames(site);
    const seen = await Promise.all(names.map((name) => leadsHere(name, site, resolver).catch(() => undefined)));
    // It may have been removed, or been given other names, while it was looked for.
    if (!books.state.sites.includes(site)) continue;
    const leads = names
      .filter((name, index) => seen[index] ?? site.leads.includes(name))
      .filter((name) => customNames(site).includes(name));
    if (leads.join() !== site.leads.join()) {
      site.leads = leads;
      books.changed();
    }
    goOn(books, site);
  }
}

/** A name that leads here and has no certificate gets one a moment later. It stays when the record goes away afterwards. */
export function goOn(books: Books, site: Site): void {
  const { certificate, leads } = site;
  const wanted = customNames(site);
  if (certificate.names.some((name) => !wanted.includes(name))) {
    certificate.names = certificate.names.filter((name) => wanted.includes(name));
    if (certificate.names.length === 0) certificate.state = 'none';
    books.changed();
  }
  if (certificate.state !== 'issuing' && leads.some((name) => !certificate.names.includes(name))) order(books, site);
  if (certificate.state === 'issuing' && books.ms() >= certificate.due) {
    certificate.state = 'issued';
    certificate.issuedAt = books.ms();
    books.changed();
  }
}

export function order(books: Books, { certificate, leads }: Site): void {
  certificate.names = [...new Set([...certificate.names, ...leads])];
  certificate.state = 'issuing';
  certificate.due = books.ms() + books.tools.certificateMs;
  books.changed();
}

async function leadsHere(name: string, site: Site, resolver: string): Promise<boolean> {
  const answers = await recordsOf(name, 'A', resolver);
  const ours: readonly string[] = [...edge.balancerAddresses, ...edge.addresses];
  return answers.some(
    ({ type, data }) =>
      (type === 'CNAME' && [siteHost(site), edge.balancer].includes(String(data).toLowerCase().replace(/\.$/, ''))) ||
      (type === 'A' && ours.includes(String(data))),
  );
}
