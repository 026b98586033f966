/** Looks at the world's DNS for names that apps have, again and again, and goes on with what is due: a certificate. */
import { leadsTo, recordsOf } from '../hosting/domains.ts';
import type { Books } from './books.ts';
import type { Domain } from './model.ts';

/** Where App Platform answers. */
export const edgeAddresses = ['162.159.140.98', '172.66.0.96'];
export const zone = 'ondigitalocean.app';

export async function look(books: Books): Promise<void> {
  const resolver = books.tools.resolver();
  if (resolver === undefined) return;
  for (const one of books.state.domains.filter(isOpen)) {
    const seen = await leadsHere(books, one, resolver).catch(() => false);
    const signed = seen && (await isSigned(one, resolver).catch(() => false));
    // It may have been removed while it was looked for.
    if (!seen || !isOpen(one) || !books.state.domains.includes(one)) continue;
    if (signed) refuse(books, one);
    else order(books, one);
  }
}

/** Not seen to lead here yet, or refused for what may be put right. */
export function isOpen({ phase }: Domain): boolean {
  return phase === 'PENDING' || phase === 'ERROR';
}

function order(books: Books, one: Domain): void {
  Object.assign(one, { phase: 'CONFIGURING', trouble: '', due: books.ms() + books.tools.certificateMs } satisfies Partial<Domain>);
  books.changed();
  goOn(books, one);
}

/** That it takes no such domain is documented (details/limits); in which words and phase it says so is not. */
function refuse(books: Books, one: Domain): void {
  if (one.phase === 'ERROR') return;
  Object.assign(one, { phase: 'ERROR', trouble: 'App Platform does not support domains with DNSSEC enabled' } satisfies Partial<Domain>);
  books.changed();
}

/** It stays when the record goes away afterwards. */
export function goOn(books: Books, one: Domain): void {
  if (one.phase !== 'CONFIGURING' || books.ms() < one.due) return;
  one.phase = 'ACTIVE';
  books.changed();
}

async function leadsHere(books: Books, { name, app }: Domain, resolver: string): Promise<boolean> {
  const { spec, suffix } = books.app(app);
  return leadsTo(name, `${spec.name}-${suffix}.${zone}`, edgeAddresses, resolver);
}

/** Its parent announces a key for some zone that the name is in. */
async function isSigned({ name }: Domain, resolver: string): Promise<boolean> {
  const labels = name.split('.');
  for (let from = 0; from < labels.length - 1; from++) {
    const zoneName = labels.slice(from).join('.');
    const answers = await recordsOf(zoneName, 'DS', resolver);
    if (answers.some(({ type }) => type === 'DS')) return true;
  }
  return false;
}
