/** Links of the footer to what the law wants to be found easily: only documents that are on, functions that exist here. */
import { facts, legalDocuments } from './legal-facts.ts';
import type { SiteLink } from './links.ts';

export const documentLinks: readonly SiteLink[] = [
  ...legalDocuments.map(({ id, title }) => ({ label: title, href: `/legal/${id}` })),
  // Directive (EU) 2023/2673, art. 11a of 2011/83/EU: a withdrawal function, easy to find, with these or similar words.
  ...(facts.europe ? [{ label: 'Withdraw from contract', href: '/legal/withdraw' }] : []),
  // California: a link by this name where anything could count as sharing.
  ...(facts.soldIn.us && facts.choices ? [{ label: 'Do Not Sell or Share', href: '/legal/cookies#settings' }] : []),
];
