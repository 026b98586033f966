/**
 * Where the domain is registered, what it may cost, and the keys of registrars with an API.
 */
import type { Key } from '../../core/keys.ts';
import type { Question } from '../../core/phase.ts';

export const registrarQuestions: readonly Question[] = [
  {
    key: 'registrar',
    ask: 'Where is the domain registered, or where do you want to buy it?',
    why: 'Cloudflare sells at cost (about 11 dollars a year for .com) and k77 does the rest by itself. Anywhere else works too: you enter two name servers there.',
    where: 'https://www.cloudflare.com/products/registrar/',
    kind: 'choice',
    choices: [
      { value: 'cloudflare', name: 'Cloudflare' },
      { value: 'namecheap', name: 'Namecheap (its API is open to accounts with 20 domains or 50 dollars spent; unverified)' },
      { value: 'godaddy', name: 'GoDaddy (its API is open to accounts with 10 domains or a plan for it)' },
      { value: 'porkbun', name: 'Porkbun (unverified)' },
      { value: 'other', name: 'Another registrar: k77 says what to enter there' },
    ],
    default: () => 'cloudflare',
    sandbox: 'cloudflare',
    guide: ['6.4/1'],
    settings: [{ id: '6.4/1:registrar', says: 'Cloudflare, at cost; or any other' }],
  },
  {
    key: 'domainPrice',
    ask: 'Price in US dollars that you agree to pay for the first year, exactly as the registrar asks (0: buy nothing)',
    why: 'With 0 k77 tells you the price and the renewal price and stops. A domain that is yours already is adopted and costs nothing.',
    kind: 'text',
    when: (answers) => answers.registrar !== undefined && answers.registrar !== 'other',
    sandbox: '11.17',
    check: (answer) => /^\d{1,4}(\.\d{1,2})?$/.test(answer) || 'an amount like 10.44, or 0',
  },
  ...credentials('godaddy', 'https://developer.godaddy.com/keys', [
    ['GODADDY_API_KEY', 'GoDaddy API key (production)'],
    ['GODADDY_API_SECRET', 'Secret of that key'],
  ]),
  ...credentials('namecheap', 'https://ap.www.namecheap.com/settings/tools/apiaccess/', [
    ['NAMECHEAP_API_USER', 'Namecheap user name'],
    ['NAMECHEAP_API_KEY', 'Namecheap API key'],
  ]),
  {
    key: 'NAMECHEAP_CLIENT_IP',
    ask: 'Public IPv4 address of this machine, as it stands on Namecheap’s access list',
    where: 'https://ap.www.namecheap.com/settings/tools/apiaccess/',
    kind: 'text',
    when: (answers) => answers.registrar === 'namecheap',
    sandbox: '203.0.113.77',
    check: (answer) => /^(\d{1,3}\.){3}\d{1,3}$/.test(answer) || 'an IPv4 address, as https://www.cloudflare.com/cdn-cgi/trace shows it',
  },
  ...credentials('porkbun', 'https://porkbun.com/account/api', [
    ['PORKBUN_API_KEY', 'Porkbun API key (pk1_…)'],
    ['PORKBUN_SECRET_API_KEY', 'Porkbun secret API key (sk1_…)'],
  ]),
];

/** Asked only of those who chose this registrar. */
function credentials(registrar: string, where: string, asked: readonly (readonly [Key, string])[]): Question[] {
  return asked.map(([key, ask]) => ({
    key,
    ask,
    where,
    kind: 'secret',
    when: (answers) => answers.registrar === registrar,
    sandbox: `world:${registrar}.${key}`,
  }));
}
