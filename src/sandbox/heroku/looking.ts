/** Looks at the world's DNS for domains, when somebody asked for it, and goes on with what is due: a certificate. */
import { askDns } from '../../ports/dns.ts';
import { edgeNetwork } from '../../ports/network.ts';
import type { Books } from './books.ts';
import type { Domain } from './model.ts';

/** Where Heroku's router answers. */
export const edgeAddress = '54.73.53.81';
export const zone = 'herokuapp.com';
/** Where domains are led. */
export const targetZone = 'herokudns.com';

export async function look(books: Books): Promise<void> {
  const resolver = books.tools.resolver();
  if (resolver === undefined) return;
  for (const one of waitingFor(books)) {
    const seen = await leadsHere(one, resolver).catch(() => undefined);
    // It may have been removed while it was looked for.
    if (seen === undefined || !books.state.domains.includes(one)) continue;
    one.asked = false;
    one.verified = seen;
    books.changed();
    goOn(books, one);
  }
}

/** With ACM on, and not seen yet. */
export function waitingFor(books: Books): Domain[] {
  return books.state.domains.filter(({ app, asked, verified }) => asked && !verified && books.app(app).acm);
}

export function goOn(books: Books, { verified, certificate }: Domain): void {
  if (verified && certificate.state === 'none') {
    Object.assign(certificate, { state: 'issuing', due: books.ms() + books.tools.certificateMs });
    books.changed();
  }
  if (certificate.state === 'issuing' && books.ms() >= certificate.due) {
    certificate.state = 'valid';
    books.changed();
  }
}

/** By its alias, or by the address, to which an alias of the apex is flattened. */
async function leadsHere({ hostname, target }: Domain, resolver: string): Promise<boolean> {
  const network = edgeNetwork({ routes: {}, dns: resolver, ca: undefined });
  const { answers } = await askDns({ name: hostname, type: 'A', server: resolver, network, timeoutMs: 2000 });
  const alias = answers.find((one) => one.type === 'CNAME' && plain(one.name) === hostname);
  if (alias) return plain(String(alias.data)) === `${target}.${targetZone}`;
  return answers.some((one) => one.type === 'A' && one.data === edgeAddress);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
