/**
 * Legal & Compliance · what visitors and users may know and demand: the GDPR, California, and a choice before anything measures them.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import { contactIn } from '../src/phases/6.8-legal/answers.ts';
import { internet } from '../src/vendors/internet.ts';
import { served } from './dashboard-served.ts';
import { held } from './held.ts';
import { type Clause, lacking, legalPages, sells, unreadable } from './legal-pages.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

const collected = ['6.8#006', 'post#092'] as const;
const rights = ['6.8#007', 'post#093'] as const;
const officers = ['6.8#011', 'post#095'] as const;

const everywhere: readonly Clause[] = [
  ['privacy.controller', 'who is responsible', /responsible|controller|contact/i, officers],
  ['privacy.stored', 'what is stored, and for how long', /collect|store/i, collected],
  ['privacy.messages', 'what the bot reads', /message/i, collected],
  ['privacy.processors', 'who receives data', /service providers|recipients|third part/i, collected],
  ['privacy.retention', 'when data are deleted', /retention|kept|retain/i, ['6.8#009']],
  ['privacy.rights', 'how to get a copy, and how to have data deleted', /delet|erasure/i, rights],
];
const europe: readonly Clause[] = [
  ['privacy.rights-europe', 'the rights of articles 15 to 21', /restriction[\s\S]*object|object[\s\S]*restriction/i, rights],
  ['privacy.bases', 'the legal basis', /legal bas[ie]s|legitimate interest/i, ['6.8#008']],
  ['privacy.transfers', 'transfers to other countries', /standard contractual clauses|adequa/i, ['6.8#010']],
  ['privacy.answer-europe', 'within how many days requests are answered', /30 days|one month/i, rights],
  ['privacy.breach', 'what happens after a breach', /72 hours/i, rights],
];

const gdpr = check({
  id: 'legal.gdpr',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'The privacy policy tells what the GDPR asks for',
  guide: [
    ...(['6.8#006', '6.8#007', '6.8#008', '6.8#009', '6.8#010', '6.8#011'] as const),
    ...(['post#092', 'post#093', 'post#095'] as const),
  ],
  settings: held('6.8/2:regions', '6.8/2:officer', '6.8/2:retention', '6.8/2:answers', '6.8/2:breach'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE', 'soldIn'],
  tolerates: ['DASHBOARD_DEPLOYED', 'dataOfficer', 'euRepresentative', 'ukRepresentative'],
  async probe(context) {
    const { values } = context;
    const pages = await legalPages(context);
    const absent = unreadable(pages);
    if (absent !== undefined) return unknown(`${absent}: legal.pages says what to do`);
    const inEurope = sells(values, 'eu') || sells(values, 'uk');
    const text = pages.page('privacy').text;
    const people = [
      ['data protection officer', values.dataOfficer],
      ['representative in the European Union', values.euRepresentative],
      ['representative in the United Kingdom', values.ukRepresentative],
    ] as const;
    const named = people.flatMap(([role, answer]) => {
      const name = contactIn(answer)?.name;
      return name === undefined ? [] : [{ role, name }];
    });
    const officer = named.find(({ role }) => role === 'data protection officer');
    return judge(context, {
      wrong: [
        ...lacking(pages, [...everywhere, ...(inEurope ? europe : [])]),
        ...(sells(values, 'eu')
          ? lacking(pages, [
              ['privacy.authority-eu', 'where to complain in the EU', /supervisory authority|data protection authority/i, rights],
            ])
          : []),
        ...(sells(values, 'uk')
          ? lacking(pages, [['privacy.authority-uk', 'where to complain in the UK', /information commissioner|\bICO\b/i, rights]])
          : []),
        ...named.map(({ role, name }) => wrongFor(officers, !text.includes(name) && `${name}, your ${role}, is not named`)),
        wrongFor(
          officers,
          pages.marked &&
            officer === undefined &&
            pages.stands('privacy.officer', /$^/) &&
            'a data protection officer is named, and none was answered',
        ),
      ],
      saw: `${inEurope ? 'collection, grounds, periods, recipients, transfers, rights, complaints' : 'collection, periods, recipients and rights; Europe is not sold to'}; ${officer ? `officer: ${officer.name}` : 'no data protection officer, as answered'}`,
      want: 'GDPR art. 13: what, why, on what grounds, for how long, to whom, where, which rights, whom to complain to; an officer where one was appointed',
      from: `GET ${pages.page('privacy').url}, clause by clause`,
      fix: 'k77 deploy --only legal.details, then k77 deploy 6.5 6.6; clauses that are gone: k77 scaffold brings packages/legal back',
    });
  },
});

/** Boxes of what the notice for California tells. */
const told = ['6.8#014', '6.8#015', '6.8#017'] as const;

const california = check({
  id: 'legal.california',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'People in California read what they may know, have deleted and refuse',
  guide: ['6.8#013', '6.8#014', '6.8#015', '6.8#016', '6.8#017'],
  settings: held('6.8/2:answers'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE', 'soldIn'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const pages = await legalPages(context);
    const absent = unreadable(pages);
    if (absent !== undefined) return unknown(`${absent}: legal.pages says what to do`);
    const us = sells(context.values, 'us');
    const always: readonly Clause[] = [
      ['privacy.no-sale', 'that data are not sold', /not sell/i, ['6.8#013']],
      ['privacy.rights', 'how to get a copy, and how to have data deleted', /delet/i, ['6.8#014', '6.8#015']],
    ];
    const there: readonly Clause[] = [
      ['privacy.california', 'the right to know, to delete, to correct and not to be treated worse', /california/i, told],
      ['privacy.do-not-sell', 'Do Not Sell or Share My Personal Information', /do not sell/i, ['6.8#013', '6.8#016']],
    ];
    const text = pages.page('privacy').text;
    return judge(context, {
      wrong: [
        ...lacking(pages, [...always, ...(us ? there : [])]),
        wrongFor(
          ['6.8#017'],
          us && !/treated worse|discriminat/i.test(text) && 'nothing says that nobody is treated worse for using a right',
        ),
        wrongFor(
          ['6.8#014', '6.8#015'],
          us &&
            pages.marked &&
            !pages.claims.some((claim) => claim.startsWith('answer-ccpa:')) &&
            'nothing says when requests are answered',
        ),
      ],
      saw: us
        ? 'right to know, to delete, to opt out; nothing is sold; nobody is treated worse'
        : 'nothing is sold; the US was not answered under soldIn',
      want: 'Cal. Civ. Code § 1798.100 ff.: the rights, how to use them, and that nothing is sold or shared',
      from: `GET ${pages.page('privacy').url}, clause by clause`,
      fix: 'add us to soldIn (k77 deploy --set soldIn="eu uk us elsewhere" 6.8), then k77 deploy 6.5 6.6',
    });
  },
});

const measuring = /googletagmanager\.com|google-analytics\.com|\/_vercel\/(insights|speed-insights)\/|va\.vercel-scripts\.com/;

/** Boxes of what happens before the choice, and of what can be done about it later. */
const asked = ['6.8#012', '6.8#018', '6.8#022', 'post#087'] as const;
const changed = ['6.8#020', 'post#089'] as const;
const signals = ['6.8#021', 'post#090'] as const;

const promised: readonly { claim: string; boxes: readonly BoxId[] }[] = [
  { claim: 'nothing-preticked', boxes: ['6.8#022'] },
  { claim: 'consent-reopened', boxes: changed },
  { claim: 'consent-record', boxes: ['6.8#019', 'post#088'] },
  { claim: 'dnt-honoured', boxes: signals },
  { claim: 'gpc-honoured', boxes: signals },
];

const consent = check({
  id: 'legal.consent',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'Visitors choose before anything measures them, and can change their mind on every page',
  guide: [
    ...(['6.8/5', '6.8#012', '6.8#018', '6.8#019', '6.8#020', '6.8#021', '6.8#022'] as const),
    ...(['post#087', 'post#088', 'post#089', 'post#090'] as const),
  ],
  settings: held('6.8/4:cookies', '6.8/4:settings', '6.8/4:dnt', '6.8/5:banner', '6.8/5:defaults', '6.8/5:storage'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED', 'NEXT_PUBLIC_GA_ID', 'analytics', 'vercelAnalytics'],
  async probe(context) {
    const { domain, NEXT_PUBLIC_GA_ID: gaId, analytics } = context.values;
    const [pages, seen] = await Promise.all([legalPages(context), served(context, domain)]);
    const absent = unreadable(pages);
    if (absent !== undefined) return unknown(`${absent}: legal.pages says what to do`);
    const readable = seen.pages.filter(({ status, html }) => status === 200 && html !== '');
    const early = readable.filter(({ contents }) => contents.resources.some(({ url }) => measuring.test(url)));
    const closed = readable.filter(({ html }) => !/href="\/legal\/cookies#settings"|show-preferencesModal/.test(html));
    const asks = pages.claims.includes('consent-first');
    const builtIn =
      gaId !== undefined &&
      gaId !== '' &&
      [...seen.files.map(({ text }) => text), ...readable.map(({ html }) => html)].some((text) => text.includes(gaId));
    const mustAsk = builtIn || (analytics === 'google' && gaId !== undefined && gaId !== '');
    return judge(context, {
      wrong: [
        ...early.slice(0, 2).map(({ path }) => wrongFor(asked, `${path} measures visitors before they were asked`)),
        ...pages.main.map(({ url, cookies }) =>
          wrongFor(asked, cookies.length > 0 && `${url} sets ${cookies.join(', ')} on whoever comes`),
        ),
        wrongFor(
          changed,
          closed.length > 0 &&
            `${closed[0]?.path} has no link to the cookie settings${closed.length > 1 ? `, nor have ${closed.length - 1} more` : ''}`,
        ),
        ...lacking(pages, [['cookies.necessary', 'which cookies are necessary', /cookie/i, ['6.8#022']]]),
        pages.marked && mustAsk && !asks && `${gaId} is built in, and the cookie policy says that nobody is asked`,
        ...(pages.marked && asks ? promised : [])
          .filter(({ claim }) => !pages.claims.includes(claim))
          .map(({ claim, boxes }) => wrongFor(boxes, `the cookie policy does not promise ${claim}`)),
        pages.marked &&
          !asks &&
          !pages.claims.includes('no-choices') &&
          'the cookie policy says neither that visitors are asked nor that there is nothing to ask',
      ],
      saw: asks
        ? `${readable.length} pages measure nobody who was not asked; asked on the first visit, nothing ticked, reopened from every page, Do Not Track and Global Privacy Control refuse`
        : `${readable.length} pages measure nobody, so nobody has to be asked; the cookie policy says so`,
      want: 'nothing optional before a choice; refusing as easy as allowing; the choice remembered, recorded, and changed from every page',
      from: `the pages of https://${domain} as a first visitor gets them, and what the cookie policy claims; legal.claims-true holds the claims to the code`,
      fix: 'dashboard-frontend/consent does all of it: k77 scaffold brings it back; scripts that measure belong behind it; then k77 deploy 6.6',
    });
  },
});

export const legalRights: readonly AnyCheck[] = [gdpr, california, consent];
