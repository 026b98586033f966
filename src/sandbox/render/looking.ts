/** Looks at the world's DNS for custom domains, when somebody asked for it, and goes on with what is due: a certificate. */
import { askDns } from '../../ports/dns.ts';
import { edgeNetwork } from '../../ports/network.ts';
import type { Books } from './books.ts';
import type { Domain } from './model.ts';

/** Where Render's edge answers. */
export const edgeAddress = '216.24.57.1';
export const zone = 'onrender.com';

export async function look(books: Books): Promise<void> {
  const resolver = books.tools.resolver();
  if (resolver === undefined) return;
  for (const one of books.state.domains.filter(({ asked, verified }) => asked && !verified)) {
    const seen = await leadsHere(books, one, resolver).catch(() => undefined);
    // It may have been removed while it was looked for.
    if (seen === undefined || !books.state.domains.includes(one)) continue;
    one.asked = false;
    one.verified = seen;
    books.changed();
    goOn(books, one);
  }
}

/** A certificate is ordered once it is verified, and comes a moment later. It stays when the record goes away afterwards. */
export function goOn(books: Books, { verified, certificate }: Domain): void {
  if (verified && certificate.state === 'none') {
    certificate.state = 'issuing';
    certificate.due = books.ms() + books.tools.certificateMs;
    books.changed();
  }
  if (certificate.state === 'issuing' && books.ms() >= certificate.due) {
    certificate.state = 'valid';
    books.changed();
  }
}

/** By its alias, or by the address, to which an alias of the apex is flattened. */
async function leadsHere(books: Books, { name, service }: Domain, resolver: string): Promise<boolean> {
  const target = `${books.service(service).slug}.${zone}`;
  const network = edgeNetwork({ routes: {}, dns: resolver, ca: undefined });
  const { answers } = await askDns({ name, type: 'A', server: resolver, network, timeoutMs: 2000 });
  const alias = answers.find((one) => one.type === 'CNAME' && plain(one.name) === name);
  if (alias) return plain(String(alias.data)) === target;
  return answers.some((one) => one.type === 'A' && one.data === edgeAddress);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
