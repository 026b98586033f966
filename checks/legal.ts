/**
 * Legal & Compliance, guide 6.8: the pages are live, with the operator's details, found from everywhere, and true. What people may demand stands in `legal-rights.ts`,
 * what Stripe and Discord demand in `legal-demands.ts`, a deletion from beginning to end in `legal-deletion.ts`.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import { legalAddress, mainPages } from '../src/phases/6.8-legal/addresses.ts';
import { countryName, linesIn, type OptionalPage, optionalPages, wordsIn } from '../src/phases/6.8-legal/answers.ts';
import { internet } from '../src/vendors/internet.ts';
import { served } from './dashboard-served.ts';
import { held } from './held.ts';
import { legalDeletion } from './legal-deletion.ts';
import { legalDemands } from './legal-demands.ts';
import { type LegalPage, legalPages, notServed } from './legal-pages.ts';
import { legalRights } from './legal-rights.ts';
import { legalTruth } from './legal-truth.ts';
import { judge, wrongFor } from './verdict.ts';

/** What stands in a text until somebody fills it in. */
const blanks = /\[(?:your|company|name|address|country|state|insert)[^\]]*\]|lorem ipsum|\bTODO\b|\bTBD\b|example\.com|undefined|\bNaN\b/i;

const pages = check({
  id: 'legal.pages',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'Terms, privacy, refund and cookie policy are live, and say who is behind them',
  guide: [
    ...(['6.8/1', '6.8/2', '6.8/3', '6.8/4', '6.8#001', '6.8#002', '6.8#003', '6.8#004', '6.8#023', '6.8#025'] as const),
    ...(['post#082', 'post#083', 'post#084', 'post#085'] as const),
  ],
  settings: held('6.8/1:operator', '6.8/1:version'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE', 'businessName', 'businessAddress', 'businessCountry'],
  tolerates: ['DASHBOARD_DEPLOYED', 'businessVatId', 'businessRegister'],
  async probe(context) {
    const { values } = context;
    const { main, page } = await legalPages(context);
    const today = context.clock.now().toISOString().slice(0, 10);
    const details = [
      values.businessName.trim(),
      ...linesIn(values.businessAddress),
      countryName(values.businessCountry) ?? '',
      values.businessRegister?.trim() ?? '',
      values.businessVatId?.trim() ?? '',
    ].filter((detail) => detail !== '');
    const named = (['terms', 'privacy'] as const).map(page).filter((one) => notServed(one) === undefined);
    return judge(context, {
      wrong: [
        ...main.map((one) =>
          wrongFor(one.id === 'terms' || one.id === 'privacy' ? [...boxesOf(one), '6.8#025'] : boxesOf(one), notServed(one)),
        ),
        ...main.map((one) => wrongFor(boxesOf(one), blank(one))),
        ...main.map((one) => wrongFor(boxesOf(one), undated(one, today))),
        ...named.map((one) => {
          const missing = details.filter((detail) => !one.text.includes(oneSpace(detail)));
          return wrongFor([...boxesOf(one), '6.8#025'], missing.length > 0 && `${one.url} does not say ${missing.join(', ')}`);
        }),
        ...named.map((one) =>
          wrongFor(
            ['6.8#025'],
            !new RegExp(`\\w+@${values.domain.replaceAll('.', '\\.')}`).test(one.text) && `${one.url} names no mailbox`,
          ),
        ),
      ],
      saw: `four pages, in force from ${page('terms').dates[0] ?? 'the day that they name'}, by ${values.businessName}`,
      want: `200 for everybody at ${mainPages.map((id) => `/legal/${id}`).join(', ')}; no blank; version and date; name, address and mailbox of the business`,
      from: `GET ${legalAddress(values.domain, 'terms')} and the three others, without a login`,
      fix: 'k77 deploy --only legal.details, then k77 deploy 6.5 6.6: the pages are built with the dashboard',
    });
  },
});

/** Boxes of one page; who stands behind them is said by the terms and the privacy policy (6.8#025). */
const boxesOfPage: Readonly<Record<string, readonly BoxId[]>> = {
  terms: ['6.8#001', '6.8#023', 'post#082'],
  privacy: ['6.8#002', 'post#083'],
  refund: ['6.8#003', 'post#084'],
  cookies: ['6.8#004', 'post#085'],
  'acceptable-use': ['6.8#031'],
  dmca: ['6.8#032'],
  community: ['6.8#033'],
  api: ['6.8#034'],
};

function boxesOf({ id }: LegalPage): readonly BoxId[] {
  return boxesOfPage[id] ?? [];
}

function blank({ url, text }: LegalPage): string | false {
  const [found] = blanks.exec(text) ?? [];
  return found !== undefined && `${url} still says ${found}`;
}

function undated(page: LegalPage, today: string): string | false {
  if (notServed(page) !== undefined) return false;
  const { url, text, dates } = page;
  const [since] = dates;
  if (!/\bversion\s+\d/i.test(text)) return `${url} has no version`;
  if (since === undefined) return !/\b20\d\d\b/.test(text) && `${url} does not say since when it holds`;
  return since > today && `${url} holds from ${since}, which is ahead`;
}

function oneSpace(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

const linked = check({
  id: 'legal.linked',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'Every page of the dashboard leads to all of them',
  guide: ['6.8/1', '6.8#005'],
  settings: held('6.8/1:footer'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED', 'legalPages', 'soldIn'],
  async probe(context) {
    const { domain, legalPages: chosen, soldIn } = context.values;
    const { pages: seen } = await served(context, domain);
    const readable = seen.filter(({ status, html }) => status === 200 && html !== '');
    const europe = wordsIn(soldIn).some((region) => region === 'eu' || region === 'uk');
    const wanted = [...mainPages, ...wordsIn(chosen), ...(europe ? ['withdraw'] : [])];
    const missing = wanted.flatMap((id) => {
      const without = readable.filter(
        ({ path, contents }) => path !== `/legal/${id}` && !contents.links.some((link) => leadsTo(link, domain, id)),
      );
      const [first] = without;
      return first
        ? [`/legal/${id} is linked from ${readable.length - without.length} of ${readable.length} pages, not from ${first.path}`]
        : [];
    });
    return judge(context, {
      wrong: [readable.length === 0 && `https://${domain} shows no page`, ...missing],
      saw: `${readable.length} pages, each with ${wanted.length} links: ${wanted.join(', ')}`,
      want: 'the legal pages at the foot of every page, and the page for withdrawing where people in Europe buy',
      from: `the pages of https://${domain}`,
      fix: 'dashboard-frontend/components/site-footer.tsx and site/legal-links.ts have the links: k77 scaffold brings them back; then k77 deploy 6.6',
    });
  },
});

function leadsTo(link: string, domain: string, id: string): boolean {
  const { hostname, pathname } = new URL(link);
  return hostname === domain && pathname.replace(/\/$/, '') === `/legal/${id}`;
}

const optional = check({
  id: 'legal.optional-pages',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'Optional documents are there where they were wanted, and only there',
  guide: ['6.8#031', '6.8#032', '6.8#033', '6.8#034'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE', 'BUSINESS_DETAILS'],
  tolerates: ['DASHBOARD_DEPLOYED', 'legalPages'],
  async probe(context) {
    const wanted = wordsIn(context.values.legalPages);
    const { page } = await legalPages(context);
    const ids = Object.keys(optionalPages) as OptionalPage[];
    return judge(context, {
      wrong: ids.flatMap((id) => {
        const one = page(id);
        if (wanted.includes(id)) return [wrongFor(boxesOf(one), notServed(one) ?? blank(one))];
        // Whoever wrote pages of their own has not asked k77 for them.
        return [
          wrongFor(boxesOf(one), one.status === 200 && one.clauses.length > 0 && `${one.url} is there, and legalPages does not name it`),
        ];
      }),
      saw: wanted.length > 0 ? `${wanted.join(', ')}; the others are not there` : 'none was wanted, none is there',
      want: 'each optional document exactly where it was answered: acceptable use, copyright, community, API',
      from: `GET https://${context.values.domain}/legal/…`,
      fix: 'k77 deploy --only legal.details, then k77 deploy 6.5 6.6; switched off again: legal.pages in site.config.json',
    });
  },
});

export const legal: readonly AnyCheck[] = [pages, linked, optional, ...legalTruth, ...legalRights, ...legalDemands, ...legalDeletion];
