/**
 * GoDaddy as a registrar: name servers, renewal and lock through its API; bought there too, with the account's own contacts, where GoDaddy lets this account.
 */
import { OperatorError } from '../../core/errors.ts';
import { publicAddress } from '../../probes/public-address.ts';
import { type GodaddyDomain, godaddy } from '../../vendors/godaddy.ts';
import { internet } from '../../vendors/internet.ts';
import type { Offer, Registrar, RegistrarApi, Registration } from './registrar.ts';
import { signerText } from './signer.ts';

/** Minutes for a registration. */
const patience = 10;

const api: RegistrarApi = {
  async registration(context, domain): Promise<Registration | undefined> {
    const found = await context.client(godaddy).domain(domain);
    return found && registered(found);
  },

  async offers(context, domains): Promise<Offer[]> {
    const offers: Offer[] = [];
    for (const domain of domains) {
      const { available, definitive, price } = await context.client(godaddy).offer(domain);
      if (!available) offers.push({ domain, available: false, why: 'it is registered already' });
      else if (!definitive || price === undefined)
        offers.push({ domain, available: false, why: 'GoDaddy cannot tell for certain; try again' });
      else offers.push({ domain, available: true, firstYear: (price / 1_000_000).toFixed(2) });
    }
    return offers;
  },

  async buy(context, { domain }): Promise<void> {
    const client = context.client(godaddy);
    const agreementKeys = await client.agreements(domain.slice(domain.indexOf('.') + 1));
    const { clock, signal } = context;
    const agreedBy = await publicAddress({ clock, signal, network: context.client(internet).network });
    if (agreedBy === undefined)
      throw new OperatorError({
        what: 'GoDaddy wants to know the public address of this machine with the purchase, and k77 cannot find it out',
        fix: `nothing was bought. Buy ${domain} by hand on the page below, then run the same command again`,
        see: godaddyRegistrar.pages.search(domain),
      });
    await client.purchase(domain, { agreementKeys, agreedAt: clock.now().toISOString(), agreedBy });
    await context.wait(
      `GoDaddy to register ${domain}`,
      async () => ((await client.domain(domain))?.status === 'ACTIVE' ? true : undefined),
      patience,
    );
  },

  async protect(context, domain): Promise<void> {
    const client = context.client(godaddy);
    await client.update(domain, { renewAuto: true, locked: true });
    if ((await client.domain(domain))?.privacy) return;
    throw new OperatorError({
      what: `${domain} has no privacy at GoDaddy, which gives it in no call that costs nothing`,
      fix: 'switch it on: your domain → Domain Privacy → Full Domain Privacy, then run the same command again',
      see: godaddyRegistrar.pages.manage(domain),
    });
  },

  async setNameservers(context, domain, servers): Promise<void> {
    await context.client(godaddy).update(domain, { nameServers: servers });
  },
};

function registered({ domain, status, expires, renewAuto, privacy, locked }: GodaddyDomain): Registration {
  return { domain, expires, autoRenew: renewAuto, privacy, locked, status: status === 'ACTIVE' ? 'active' : status };
}

export const godaddyRegistrar: Registrar = {
  id: 'godaddy',
  title: 'GoDaddy',
  vendor: godaddy,
  pages: {
    search: (domain) => `https://www.godaddy.com/domainsearch/find?domainToCheck=${domain}`,
    manage: (domain) => `https://dcc.godaddy.com/control/portfolio/${domain}/settings`,
  },
  clicks: {
    buy: (domain) => [
      `Search for ${domain}`,
      'Look at the renewal price, not at the first year’s',
      'Full Domain Privacy: on; everything else: no',
      'Pay',
    ],
    nameservers: (_domain, servers) => [
      'DNS → Nameservers → Change Nameservers → I’ll use my own',
      ...servers.map((server, index) => `Nameserver ${index + 1}: ${server}`),
      'Save; confirm by the code that GoDaddy sends',
    ],
    signer: (_domain, signer) => ['DNS → DNSSEC → Add', `DS record: ${signerText(signer)} (key tag, algorithm, digest type, digest)`],
    protect: () => ['Settings → Auto-renew: on', 'Domain Privacy: on', 'Transfer lock: on'],
  },
  api,
};
