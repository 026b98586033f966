/**
 * Porkbun as a registrar: bought, delegated, renewed and signed through its API. Privacy and lock are on from the start there.
 */
import { OperatorError } from '../../core/errors.ts';
import { type PorkbunDomain, porkbun } from '../../vendors/porkbun.ts';
import type { Offer, Registrar, RegistrarApi, Registration } from './registrar.ts';
import { signerText } from './signer.ts';

/** Minutes for a registration. */
const patience = 10;

const api: RegistrarApi = {
  async registration(context, domain): Promise<Registration | undefined> {
    const found = await context.client(porkbun).domain(domain);
    return found && registered(found);
  },

  async offers(context, domains): Promise<Offer[]> {
    const offers: Offer[] = [];
    for (const domain of domains) {
      const { avail, premium, price, additional } = await context.client(porkbun).offer(domain);
      if (avail !== 'yes') offers.push({ domain, available: false, why: 'it is registered already' });
      else if (premium === 'yes') offers.push({ domain, available: false, why: 'it is a premium name, which Porkbun sells in no API' });
      else
        offers.push({ domain, available: true, firstYear: price, ...(additional?.renewal ? { renewal: additional.renewal.price } : {}) });
    }
    return offers;
  },

  async buy(context, { domain, firstYear = '0' }): Promise<void> {
    const client = context.client(porkbun);
    await client.create(domain, Math.round(Number(firstYear) * 100));
    await context.wait(`Porkbun to register ${domain}`, async () => ((await client.domain(domain)) ? true : undefined), patience);
  },

  async protect(context, domain): Promise<void> {
    const client = context.client(porkbun);
    const before = await client.domain(domain);
    if (String(before?.autoRenew) !== '1') await client.setAutoRenew(domain);
    if (before?.whoisPrivacy === '1') return;
    throw new OperatorError({
      what: `${domain} has its privacy switched off at Porkbun, and no call switches it on`,
      fix: 'Details → WHOIS Privacy: on, then run the same command again',
      see: porkbunRegistrar.pages.manage(domain),
    });
  },

  async setNameservers(context, domain, servers): Promise<void> {
    await context.client(porkbun).setNameServers(domain, servers);
  },

  async setSigner(context, domain, signer): Promise<void> {
    await context.client(porkbun).addSigner(domain, signer);
  },
};

function registered({ domain, status, expireDate, autoRenew, whoisPrivacy, securityLock }: PorkbunDomain): Registration {
  return {
    domain,
    expires: `${expireDate.replace(' ', 'T')}Z`,
    autoRenew: String(autoRenew) === '1',
    privacy: whoisPrivacy === '1',
    locked: securityLock === '1',
    status: status === 'ACTIVE' ? 'active' : status,
  };
}

export const porkbunRegistrar: Registrar = {
  id: 'porkbun',
  title: 'Porkbun',
  vendor: porkbun,
  pages: {
    search: (domain) => `https://porkbun.com/checkout/search?q=${domain}`,
    manage: () => 'https://porkbun.com/account/domainsSpeedy',
  },
  clicks: {
    buy: (domain) => [`Search for ${domain}`, 'Choose 1 year; auto-renew and privacy are on from the start', 'Pay'],
    nameservers: (domain, servers) => [
      `${domain} → Details → Authoritative nameservers → edit`,
      ...servers.map((server, index) => `Line ${index + 1}: ${server}`),
      'Remove all others, submit',
    ],
    signer: (domain, signer) => [
      `${domain} → Details → DNSSEC → add`,
      `DS record: ${signerText(signer)} (key tag, algorithm, digest type, digest)`,
    ],
    protect: (domain) => [`${domain} → Details`, 'Auto Renew: on', 'WHOIS Privacy: on', 'Security Lock: on'],
  },
  api,
};
