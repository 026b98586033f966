/** Looks at the world's DNS for domains, when somebody asked for it, and goes on with what is due: a certificate. */
import { issueInTime, leadsTo } from '../hosting/domains.ts';
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
    const seen = await leadsTo(one.hostname, `${one.target}.${targetZone}`, [edgeAddress], resolver).catch(() => undefined);
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
  issueInTime(books, verified, certificate);
}
