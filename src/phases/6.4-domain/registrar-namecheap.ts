/**
 * Namecheap as a registrar: bought, for the account's own default address, and delegated through its API. No call switches auto-renew on, so that a person does it on
 * its pages; its API shows whether it is.
 */
import { OperatorError } from '../../core/errors.ts';
import { type NamecheapDomain, namecheap } from '../../vendors/namecheap.ts';
import type { Offer, Registrar, RegistrarApi, Registration } from './registrar.ts';
import { signerText } from './signer.ts';

/** Minutes for a registration. */
const patience = 10;

const api: RegistrarApi = {
  async registration(context, domain): Promise<Registration | undefined> {
    const found = await context.client(namecheap).domain(domain);
    return found && registered(found);
  },

  async offers(context, domains): Promise<Offer[]> {
    const offers = await context.client(namecheap).offers(domains);
    return domains.map((domain) => {
      const { available = false, premium = false, firstYear, renewal } = offers.get(domain) ?? {};
      if (!available) return { domain, available: false, why: 'it is registered already' };
      if (premium || !firstYear) return { domain, available: false, why: 'it is a premium name; look at the page for its price' };
      return { domain, available: true, firstYear, ...(renewal ? { renewal } : {}) };
    });
  },

  async buy(context, { domain }): Promise<void> {
    const client = context.client(namecheap);
    const owner = await client.owner();
    if (!owner)
      throw new OperatorError({
        what: 'Namecheap registers a domain for somebody with a postal address, and this account has none on file',
        fix: 'nothing was bought. Add a default address on the page below, then run the same command again',
        see: 'https://ap.www.namecheap.com/settings/profile/addressbook/',
      });
    await client.create(domain, owner);
    await context.wait(`Namecheap to register ${domain}`, async () => ((await client.domain(domain)) ? true : undefined), patience);
  },

  async setNameservers(context, domain, servers): Promise<void> {
    await context.client(namecheap).setNameServers(domain, servers);
  },
};

function registered({ domain, status, expires, autoRenew, privacy, locked }: NamecheapDomain): Registration {
  return { domain, expires, autoRenew, privacy, locked, status: status === 'Ok' ? 'active' : status };
}

export const namecheapRegistrar: Registrar = {
  id: 'namecheap',
  title: 'Namecheap',
  vendor: namecheap,
  pages: {
    search: (domain) => `https://www.namecheap.com/domains/registration/results/?domain=${domain}`,
    manage: (domain) => `https://ap.www.namecheap.com/domains/domaincontrolpanel/${domain}/domain`,
  },
  clicks: {
    buy: (domain) => [
      `Search for ${domain}`,
      'Look at the renewal price, not at the first year’s',
      'Domain Privacy: on (free); AUTO-RENEW: on',
      'Pay',
    ],
    nameservers: (domain, servers) => [
      `Domain List → ${domain} → Manage → Nameservers → Custom DNS`,
      ...servers.map((server, index) => `Nameserver ${index + 1}: ${server}`),
      'Click the green tick to save',
    ],
    signer: (domain, signer) => [
      `Domain List → ${domain} → Manage → Advanced DNS → DNSSEC: on`,
      `DS record: ${signerText(signer)} (key tag, algorithm, digest type, digest)`,
    ],
    protect: (domain) => [
      `Domain List → ${domain} → Manage`,
      'AUTO-RENEW: on',
      'Domain Privacy: on',
      'Sharing & Transfer → Domain Lock: on',
    ],
  },
  api,
};
