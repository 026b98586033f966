/** Looks at the world's DNS for custom domains, when somebody asked for it, and goes on with what is due: a certificate. */
import { issueInTime, leadsTo } from '../hosting/domains.ts';
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

export function goOn(books: Books, { verified, certificate }: Domain): void {
  issueInTime(books, verified, certificate);
}

async function leadsHere(books: Books, { name, service }: Domain, resolver: string): Promise<boolean> {
  return leadsTo(name, `${books.service(service).slug}.${zone}`, [edgeAddress], resolver);
}
