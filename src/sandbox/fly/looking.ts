/** Looks at the world's DNS for host names, when somebody asked for it, and goes on with what is due: a certificate. */
import { askDns } from '../../ports/dns.ts';
import { edgeNetwork } from '../../ports/network.ts';
import type { Books } from './books.ts';
import type { Certificate } from './model.ts';

/** Where Fly's edge answers; shared by all. */
export const edgeAddress = '66.241.124.77';
export const zone = 'fly.dev';

export async function look(books: Books): Promise<void> {
  const resolver = books.tools.resolver();
  if (resolver === undefined) return;
  for (const one of waitingFor(books)) {
    const seen = await leadsHere(one, resolver).catch(() => undefined);
    // It may have been removed while it was looked for.
    if (seen === undefined || !books.state.certificates.includes(one)) continue;
    one.asked = false;
    one.verified = seen;
    books.changed();
    goOn(books, one);
  }
}

export function waitingFor(books: Books): Certificate[] {
  return books.state.certificates.filter(({ asked, verified }) => asked && !verified);
}

export function goOn(books: Books, { verified, issue }: Certificate): void {
  if (verified && issue.state === 'none') {
    Object.assign(issue, { state: 'issuing', due: books.ms() + books.tools.certificateMs });
    books.changed();
  }
  if (issue.state === 'issuing' && books.ms() >= issue.due) {
    issue.state = 'valid';
    books.changed();
  }
}

/** By its alias, or by the address, to which an alias of the apex is flattened. */
async function leadsHere({ hostname, app }: Certificate, resolver: string): Promise<boolean> {
  const network = edgeNetwork({ routes: {}, dns: resolver, ca: undefined });
  const { answers } = await askDns({ name: hostname, type: 'A', server: resolver, network, timeoutMs: 2000 });
  const alias = answers.find((one) => one.type === 'CNAME' && plain(one.name) === hostname);
  if (alias) return plain(String(alias.data)) === `${app}.${zone}`;
  return answers.some((one) => one.type === 'A' && one.data === edgeAddress);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
