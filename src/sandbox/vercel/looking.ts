/** Looks at the world's DNS for custom domains, and goes on with what is due: a certificate. */
import { recordsOf, textOf } from '../hosting/domains.ts';
import type { Books } from './books.ts';
import { edge } from './edge.ts';
import type { Domain } from './model.ts';

export async function look(books: Books): Promise<void> {
  const resolver = books.tools.resolver();
  if (resolver === undefined) return;
  for (const one of [...books.state.domains]) {
    const seen = await seenOf(one, resolver).catch(() => undefined);
    // It may have been removed while it was looked for.
    if (!seen || !books.state.domains.includes(one)) continue;
    if (JSON.stringify(seen) !== JSON.stringify(one.seen)) {
      one.seen = seen;
      books.changed();
    }
    goOn(books, one);
  }
}

/** The name leads here and is proved: a certificate is ordered, and comes a moment later. It stays when the record goes away afterwards. */
export function goOn(books: Books, one: Domain): void {
  const { certificate } = one;
  if (certificate.state === 'none' && one.verified && one.seen.leadsHere) {
    certificate.state = 'issuing';
    certificate.due = books.ms() + books.tools.certificateMs;
    books.changed();
  }
  if (certificate.state === 'issuing' && books.ms() >= certificate.due) {
    certificate.state = 'valid';
    certificate.issuedAt = books.ms();
    books.changed();
  }
}

async function seenOf({ name, apex }: Domain, resolver: string): Promise<Domain['seen']> {
  const [routes, proofs] = await Promise.all([recordsOf(name, 'A', resolver), recordsOf(`_vercel.${apex}`, 'TXT', resolver)]);
  const alias = routes.some((one) => one.type === 'CNAME' && isTarget(String(one.data)));
  const address = routes.some((one) => one.type === 'A' && [edge.address, edge.formerAddress].includes(one.data as '76.76.21.21'));
  return {
    leadsHere: alias ? 'CNAME' : address ? 'A' : false,
    texts: proofs.flatMap((one) => (one.type === 'TXT' ? [textOf(one.data)] : [])),
  };
}

function isTarget(name: string): boolean {
  const plain = name.toLowerCase().replace(/\.$/, '');
  return plain === edge.formerTarget || plain.endsWith(`.${edge.targets}`);
}
