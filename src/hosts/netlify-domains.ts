/**
 * Custom domains: one is the primary, others are aliases; a domain and its `www` belong together, and the one that is not primary leads to the other by itself.
 * https://docs.netlify.com/manage/domains/configure-domains/configure-external-dns/
 */
import { OperatorError } from '../core/errors.ts';
import type { DemandedRecord, HostApi, HostedDomain } from '../core/host.ts';
import { netlify } from '../vendors/netlify.ts';
import { NetlifyRefusal } from '../vendors/netlify-http.ts';
import type { NetlifyCertificate, NetlifySite } from '../vendors/netlify-types.ts';
import { siteOf } from './netlify-site.ts';

/** For a domain itself, where a CNAME is flattened to addresses. */
const balancer = 'apex-loadbalancer.netlify.com';

export const domains: Required<Pick<HostApi, 'domain' | 'addDomain' | 'verifyDomain' | 'removeDomain'>> = {
  async domain({ client: of }, _place, id, name) {
    const client = of(netlify);
    const site = await siteOf(client, id);
    if (!namesOf(site).includes(name)) return undefined;
    return hostedDomain(name, site, await client.certificate(id));
  },

  async addDomain({ client: of }, _place, id, name, redirectTo) {
    const client = of(netlify);
    if (redirectTo !== undefined && twinOf(name) !== redirectTo) throw leadsNowhere(name, redirectTo);
    const site = await siteOf(client, id);
    const primary = redirectTo ?? name;
    const { custom_domain: before, domain_aliases: has } = site;
    // A primary of before goes on as an alias, unless it is the other one of the two.
    const aliases = [...new Set([...(has ?? []), ...(before ? [before] : [])])].filter((one) => one !== primary && one !== twinOf(primary));
    if (before === primary && aliases.length === (has ?? []).length) return;
    await client.updateSite(id, { custom_domain: primary, domain_aliases: aliases });
  },

  /** Netlify looks at DNS by itself, now and then; ordering the certificate makes it look at once. That it sees nothing yet is no failure: the caller asks again. */
  async verifyDomain({ client: of }, _place, id, name) {
    const client = of(netlify);
    const certificate = await client.certificate(id);
    if (certificate === undefined || !certificate.domains.includes(name)) await client.certify(id, certificate !== undefined).catch(notYet);
  },

  async removeDomain({ client: of }, _place, id, name) {
    const client = of(netlify);
    const { custom_domain: primary, domain_aliases: aliases } = await siteOf(client, id);
    if (primary === name) await client.updateSite(id, { custom_domain: null });
    else if (aliases?.includes(name)) await client.updateSite(id, { domain_aliases: aliases.filter((one) => one !== name) });
  },
};

function notYet(error: unknown): void {
  if (error instanceof NetlifyRefusal && error.status === 422) return;
  throw error;
}

/** `www.` in front, or not. */
function twinOf(name: string): string {
  return name.startsWith('www.') ? name.slice(4) : `www.${name}`;
}

/** Whether it is a domain itself: its names have no part in front. Two labels, or three where the last two are of a country (`co.uk`). */
function isApex(name: string): boolean {
  const labels = name.split('.');
  return labels.length === 2 || (labels.length === 3 && /^(co|com|org|net|gov|ac|edu)$/.test(labels[1] ?? '') && labels[2]?.length === 2);
}

/** Primary, aliases, and the twin of the primary: of a domain its `www`, of a `www` its domain. */
function namesOf({ custom_domain: primary, domain_aliases: aliases }: NetlifySite): string[] {
  const twin = primary && (isApex(primary) || primary.startsWith('www.')) ? [twinOf(primary)] : [];
  return [...new Set([...(primary ? [primary, ...twin] : []), ...(aliases ?? [])])];
}

export function hostedDomain(name: string, site: NetlifySite, certificate: NetlifyCertificate | undefined): HostedDomain {
  const { custom_domain: primary } = site;
  const covered = certificate?.domains.includes(name) === true;
  const issued = covered && !/pending|provision|wait/i.test(certificate?.state ?? '');
  const leads = name !== primary && primary === twinOf(name) && !(site.domain_aliases ?? []).includes(name);
  return {
    name,
    records: [recordOf(name, site)],
    verified: covered,
    certificate: issued ? 'valid' : covered ? 'issuing' : 'none',
    ...(leads ? { redirectTo: primary } : {}),
    ...(covered ? {} : { trouble: `DNS does not lead ${name} to Netlify yet, or its certificate is not ordered` }),
  };
}

/** Never proxied: Netlify renews its certificates over these names, and warns against a second network in front. */
function recordOf(name: string, { name: site }: NetlifySite): DemandedRecord {
  return { type: 'CNAME', name, content: isApex(name) ? balancer : `${site}.netlify.app`, proxied: false };
}

function leadsNowhere(name: string, to: string): OperatorError {
  return new OperatorError({
    what: `Netlify leads a domain to its www and back by itself, and no other name: not ${name} to ${to}`,
    fix: 'write the redirect into the code of the dashboard (next.config, redirects), or choose another host for it: k77 hosts',
    see: 'https://docs.netlify.com/manage/domains/manage-domains/redirect-domains/',
  });
}
