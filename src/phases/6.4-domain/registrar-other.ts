/**
 * Any registrar, by hand: k77 says exactly what to enter, and reads at the parent zone whether it was done.
 */
import type { Registrar } from './registrar.ts';
import { signerText } from './signer.ts';

export const otherRegistrar: Registrar = {
  id: 'other',
  title: 'your registrar',
  vendor: undefined,
  pages: {
    search: (domain) => `https://lookup.icann.org/en/lookup?name=${domain}`,
    manage: (domain) => `https://lookup.icann.org/en/lookup?name=${domain}`,
  },
  clicks: {
    buy: (domain) => [
      `Buy ${domain} for a year or two; look at the renewal price, not at the first year's`,
      'Namecheap, Porkbun, Cloudflare and GoDaddy sell most endings; compare with k77 cost prices',
      'Add privacy where it is not free of itself; no hosting, no mail, no certificate',
    ],
    nameservers: (domain, servers) => [
      `Open ${domain} at your registrar → Name servers → Custom`,
      ...servers.map((server, index) => `Name server ${index + 1}: ${server}`),
      'Remove all others, switch DNSSEC off there for now, save',
    ],
    signer: (domain, signer) => [
      `Open ${domain} at your registrar → DNSSEC → add a DS record`,
      `Key tag: ${signer.keyTag}`,
      `Algorithm: ${signer.algorithm} (ECDSA P-256 with SHA-256 is 13)`,
      `Digest type: ${signer.digestType} (SHA-256 is 2)`,
      `Digest: ${signer.digest}`,
      `Or, where one line is asked: ${domain}. IN DS ${signerText(signer)}`,
    ],
    protect: (domain) => [
      `Open ${domain} at your registrar`,
      'Switch auto-renew on, with a card that does not expire before the domain',
      'Switch privacy (WHOIS protection) on, and the transfer lock',
    ],
  },
};
