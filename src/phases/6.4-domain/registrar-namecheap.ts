/**
 * Namecheap as a registrar: name servers, privacy and lock through its API. Its call for buying wants the owner's address four times over, and none switches
 * auto-renew on: those two are done on its pages.
 */
import { OperatorError } from '../../core/errors.ts';
import { type NamecheapDomain, namecheap } from '../../vendors/namecheap.ts';
import type { Offer, Registrar, RegistrarApi, Registration } from './registrar.ts';
import { signerText } from './signer.ts';

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

  async buy(_context, { domain, firstYear }): Promise<void> {
    throw new OperatorError({
      what: `${domain} costs ${firstYear} USD at Namecheap; its API sells only to those who send a postal address with every call, which k77 does not keep`,
      fix: 'nothing was bought. Buy it on the page below, then run the same command again: k77 goes on with it',
      see: namecheapRegistrar.pages.search(domain),
    });
  },

  async protect(context, domain): Promise<void> {
    const client = context.client(namecheap);
    const before = await client.domain(domain);
    if (before && !before.locked) await client.lock(domain);
    const open = [...(before?.autoRenew ? [] : ['AUTO-RENEW: on']), ...(before?.privacy ? [] : ['Privacy Protection: on'])];
    if (open.length === 0) return;
    throw new OperatorError({
      what: `Namecheap has no call that switches on what ${domain} lacks`,
      fix: `on the page below: ${open.join(', ')}; then run the same command again`,
      see: namecheapRegistrar.pages.manage(domain),
    });
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
