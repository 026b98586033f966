/**
 * The legal pages as customers are served them, each fetched once for each deployment: what they say, and clause by clause what they claim.
 */
import type { CheckContext } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import type { Values } from '../src/core/keys.ts';
import { legalAddress, mainPages } from '../src/phases/6.8-legal/addresses.ts';
import { optionalPages, wordsIn } from '../src/phases/6.8-legal/answers.ts';
import { ask, headerValue, headerValues, isHtml } from '../src/probes/http/ask.ts';
import { readWords, type ServedClause } from '../src/probes/http/clauses.ts';
import { internet } from '../src/vendors/internet.ts';
import { webOptions } from './domain-seen.ts';
import { type WrongFor, wrongFor } from './verdict.ts';

export interface LegalPage {
  /** `terms`, `acceptable-use` */
  id: string;
  url: string;
  /** Absent: nobody answered; `failure` says why. */
  status?: number;
  failure?: string;
  /** Set before anybody chose anything. */
  cookies: readonly string[];
  text: string;
  clauses: readonly ServedClause[];
  dates: readonly string[];
}

export interface LegalPages {
  /** The four that everybody needs, then those that can be switched on. */
  all: readonly LegalPage[];
  main: readonly LegalPage[];
  page(id: string): LegalPage;
  /** Made of clauses that say what they claim, as the template's are. */
  marked: boolean;
  claims: readonly string[];
  /** Does a clause stand there? On pages without clauses: do these words? */
  stands(clause: string, words: RegExp): boolean;
}

type Looking = Pick<CheckContext, 'client' | 'clock' | 'signal'> & { values: Partial<Values> & Values<'domain'> };

export function legalPages(context: Looking): Promise<LegalPages> {
  const { domain, DASHBOARD_DEPLOYED } = context.values;
  return context.client(internet).once(`legal ${domain} ${DASHBOARD_DEPLOYED}`, async () => {
    const all = await Promise.all([...mainPages, ...Object.keys(optionalPages)].map((id) => pageOf(context, id)));
    return pagesOf(all);
  });
}

function pagesOf(all: readonly LegalPage[]): LegalPages {
  const main = all.filter(({ id }) => (mainPages as readonly string[]).includes(id));
  const clauses = all.filter(({ status }) => status === 200).flatMap((page) => page.clauses);
  const marked = clauses.some(({ claims }) => claims.length > 0);
  const page = (id: string): LegalPage => all.find((one) => one.id === id) as LegalPage;
  return {
    all,
    main,
    page,
    marked,
    claims: [...new Set(clauses.flatMap(({ claims }) => claims))],
    stands: (clause, words) =>
      marked ? clauses.some(({ id, text }) => id === clause && text !== '') : words.test(page(clause.split('.')[0] ?? '')?.text ?? ''),
  };
}

async function pageOf(context: Looking, id: string): Promise<LegalPage> {
  const url = legalAddress(context.values.domain, id);
  const nothing = { id, url, cookies: [], text: '', clauses: [], dates: [] };
  const answer = await ask(url, webOptions(context), { acceptEncoding: 'gzip, br', maxBytes: 4 * 1024 * 1024 });
  if (answer.state === 'failed') return { ...nothing, failure: answer.failure };
  const cookies = headerValues(answer.headers, 'set-cookie').map((cookie) => cookie.split('=')[0] ?? '');
  const words = isHtml(headerValue(answer.headers, 'content-type')) ? readWords(answer.body) : { text: '', clauses: [], dates: [] };
  return { id, url, status: answer.status, cookies, ...words };
}

/** What stands there instead of a page; undefined: the page does. */
export function notServed({ url, status, failure, text }: LegalPage): string | undefined {
  if (status === undefined) return `${url}: ${failure}`;
  if (status !== 200) return `${url} answers ${status}`;
  return text === '' ? `${url} is empty` : undefined;
}

/** Why nothing can be said of clauses; undefined: something can. */
export function unreadable({ main }: LegalPages): string | undefined {
  return main.map(notServed).find((problem) => problem !== undefined);
}

export const sells = (values: Partial<Values>, region: 'eu' | 'uk' | 'us'): boolean => wordsIn(values.soldIn).includes(region);

/** A clause, what it tells, words that tell it on other pages than ours, and the boxes that ask for it. */
export type Clause = readonly [clause: string, what: string, words: RegExp, boxes: readonly BoxId[]];

/** The clauses of a list that stand nowhere, in words. */
export function lacking(pages: LegalPages, wanted: readonly Clause[]): WrongFor[] {
  const absent = wanted.filter(([clause, , words]) => !pages.stands(clause, words));
  return absent.map(([clause, what, , boxes]) => wrongFor(boxes, `${what} (${clause}) stands nowhere`));
}
