/** Custom domains: two records that the world's DNS has to show, then a certificate. https://docs.railway.com/guides/public-networking#custom-domains */
import { recordsOf, textOf } from '../hosting/domains.ts';
import type { Books } from './books.ts';
import type { CustomDomain } from './model.ts';

/** As the API tells it. The record that proves ownership is not among `dnsRecords`. */
export function statusOf(one: CustomDomain): Record<string, unknown> {
  const { domain, target, token, seen, certificate, trouble } = one;
  const { zone, label } = partsOf(domain);
  return {
    verified: seen.proof,
    verificationDnsHost: label === '' ? '_railway-verify' : `_railway-verify.${label}`,
    verificationToken: token,
    certificateStatus: `CERTIFICATE_STATUS_TYPE_${certificate}`,
    certificateErrorMessage: trouble ?? null,
    cdnProvider: seen.elsewhere ? 'DETECTED_CDN_PROVIDER_CLOUDFLARE' : null,
    dnsRecords: [
      {
        currentValue: seen.alias,
        fqdn: domain,
        hostlabel: label,
        purpose: 'DNS_RECORD_PURPOSE_TRAFFIC_ROUTE',
        recordType: 'DNS_RECORD_TYPE_CNAME',
        requiredValue: target,
        status: leadsHere(one) ? 'DNS_RECORD_STATUS_PROPAGATED' : 'DNS_RECORD_STATUS_REQUIRES_UPDATE',
        zone,
      },
    ],
  };
}

/** Zone and what stands before it: the last two labels are the zone, which is enough for this world. */
export function partsOf(domain: string): { zone: string; label: string } {
  const labels = domain.split('.');
  return { zone: labels.slice(-2).join('.'), label: labels.slice(0, -2).join('.') };
}

/** Its alias, or a proxy that asks here for it. */
function leadsHere({ seen, target }: CustomDomain): boolean {
  return seen.alias === target || seen.elsewhere;
}

/** Looks at the world's DNS, and goes on with what is due. */
export async function look(books: Books): Promise<void> {
  const resolver = books.tools.resolver();
  if (resolver === undefined) return;
  for (const one of [...books.state.domains]) {
    const seen = await seenOf(one, resolver).catch(() => undefined);
    // It may have been removed while it was looked for.
    if (!seen || !books.state.domains.includes(one)) continue;
    if (JSON.stringify(seen) !== JSON.stringify(one.seen)) {
      one.seen = seen;
      books.changed();
    }
    goOn(books, one);
  }
}

/** Both records stand: a certificate is ordered, and comes a moment later. It stays when a record goes away afterwards. */
export function goOn(books: Books, one: CustomDomain): void {
  if (one.trouble !== undefined) return;
  if (one.certificate === 'VALIDATING_OWNERSHIP' && one.seen.proof && leadsHere(one)) {
    one.certificate = 'ISSUING';
    one.due = books.ms() + books.tools.certificateMs;
    books.changed();
  }
  if (one.certificate === 'ISSUING' && books.ms() >= one.due) {
    one.certificate = 'VALID';
    books.changed();
  }
}

async function seenOf({ domain, target, token }: CustomDomain, resolver: string): Promise<CustomDomain['seen']> {
  const [proofs, routes] = await Promise.all([recordsOf(`_railway-verify.${domain}`, 'TXT', resolver), recordsOf(domain, 'A', resolver)]);
  const alias = routes.flatMap((one) => (one.type === 'CNAME' && one.name === domain ? [one.data] : []))[0] ?? '';
  const addresses = routes.flatMap((one) => (one.type === 'A' ? [one.data] : []));
  const proof = proofs.some((one) => one.type === 'TXT' && textOf(one.data) === token);
  // An apex alias is flattened to addresses of this edge; other addresses are those of a proxy in front of it.
  const flattened = alias === '' && addresses.includes(edgeAddress);
  return { alias: flattened ? target : alias, proof, elsewhere: alias === '' && !flattened && addresses.length > 0 };
}

/** Where Railway's edge answers. */
export const edgeAddress = '66.33.22.1';
