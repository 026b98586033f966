/** Looks at the world's DNS for host names, when somebody asked for it, and goes on with what is due: a certificate. */
import { issueInTime, leadsTo } from '../hosting/domains.ts';
import type { Books } from './books.ts';
import type { Certificate } from './model.ts';

/** Where Fly's edge answers; shared by all. */
export const edgeAddress = '66.241.124.77';
export const zone = 'fly.dev';

export async function look(books: Books): Promise<void> {
  const resolver = books.tools.resolver();
  if (resolver === undefined) return;
  for (const one of waitingFor(books)) {
    const seen = await leadsTo(one.hostname, `${one.app}.${zone}`, [edgeAddress], resolver).catch(() => undefined);
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
  issueInTime(books, verified, issue);
}
