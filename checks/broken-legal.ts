/**
 * Worlds that are broken for the checks of phase 6.8: rows for the runner of the hosted worlds.
 */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** `HostedRow` of `src/proof/hosted-world.ts`, with the hands that are needed here. */
type HostedRow = BrokenRow<Hands>;
interface Hands {
  write(path: string, text: string): Promise<void>;
  change(path: string, edit: (text: string) => string): Promise<void>;
  remove(path: string): Promise<void>;
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  serve(mischief: Mischief): Promise<void>;
}
/** What the services behind the names do wrong: see `src/proof/mischief.ts`. */
interface Mischief {
  page?: string;
  legal?: {
    missing?: string;
    dropped?: string;
    unlinked?: string;
    claims?: Readonly<Record<string, readonly string[]>>;
    unclaimed?: string;
    text?: string;
    nameless?: true;
  };
  privacy?: 'refused' | 'slow' | 'never' | 'kept' | 'customer' | 'loggedIn';
}

const pages: readonly HostedRow[] = [
  {
    check: 'legal.pages',
    when: 'there is no refund policy, and the terms name nobody',
    breakIt: ({ serve }) => serve({ legal: { missing: 'refund', nameless: true } }),
    saw: /\/legal\/refund answers 404; .*\/legal\/terms does not say Crown & Castle GmbH, Street of Rehearsals 7/,
    boxes: ['6.8#001', '6.8#002', '6.8#003', '6.8#023', '6.8#025', 'post#082', 'post#083', 'post#084'],
    alsoFails: ['legal.discord'],
  },
  {
    check: 'legal.pages',
    when: 'there is no privacy policy',
    breakIt: ({ serve }) => serve({ legal: { missing: 'privacy' } }),
    saw: /^https:\/\/kingdom77\.test\/legal\/privacy answers 404$/,
    boxes: ['6.8#002', '6.8#025', 'post#083'],
  },
  {
    check: 'legal.pages',
    when: 'there is no cookie policy',
    breakIt: ({ serve }) => serve({ legal: { missing: 'cookies' } }),
    saw: /^https:\/\/kingdom77\.test\/legal\/cookies answers 404$/,
    boxes: ['6.8#004', 'post#085'],
  },
  {
    check: 'legal.pages',
    when: 'a blank was not filled in',
    breakIt: ({ serve }) => serve({ legal: { text: 'owned by [Your Company], see example.com' } }),
    saw: /\/legal\/terms still says \[Your Company\]/,
    boxes: ['6.8#001', '6.8#002', '6.8#003', '6.8#004', '6.8#023', 'post#082', 'post#083', 'post#084', 'post#085'],
  },
  {
    check: 'legal.pages',
    when: 'the pages hold only from next century on',
    breakIt: ({ change }) => change('site.config.json', (text) => text.replace(/"effective": "[\d-]+"/, '"effective": "2100-01-01"')),
    saw: /\/legal\/terms holds from 2100-01-01, which is ahead/,
    boxes: ['6.8#001', '6.8#002', '6.8#003', '6.8#004', '6.8#023', 'post#082', 'post#083', 'post#084', 'post#085'],
  },
  {
    check: 'legal.linked',
    when: 'the foot of the pages has lost the refund policy',
    breakIt: ({ serve }) => serve({ legal: { unlinked: 'refund' } }),
    saw: /\/legal\/refund is linked from \d+ of \d+ pages, not from \//,
  },
  {
    check: 'legal.linked',
    when: 'nobody finds where to withdraw from a contract',
    breakIt: ({ serve }) => serve({ legal: { unlinked: 'withdraw' } }),
    saw: /\/legal\/withdraw is linked from/,
  },
  {
    check: 'legal.optional-pages',
    when: 'a page that was wanted was switched off, and another is there unasked',
    breakIt: ({ change }) =>
      change('site.config.json', (text) => text.replace('"acceptableUse": true', '"acceptableUse": false, "dmca": true')),
    saw: /\/legal\/acceptable-use answers 404; .*\/legal\/dmca is there, and legalPages does not name it/,
    boxes: ['6.8#031', '6.8#032'],
    alsoFails: ['legal.linked'],
  },
  {
    check: 'legal.claims-true',
    when: 'the pages promise another refund than the API gives, and forget a company',
    breakIt: ({ serve }) => serve({ legal: { claims: { 'refund.windows': ['refund:full-90'] }, unclaimed: 'uses:stripe' } }),
    saw: /refund\.windows: claims refund:full-90; by refunds\.fullDays it is refund:full-\d+.*privacy\.processors: /,
  },
  {
    check: 'legal.optional-pages',
    when: 'the rules of the community were switched off, and terms of the API are there unasked',
    breakIt: ({ change }) => change('site.config.json', (text) => text.replace('"community": true', '"community": false, "api": true')),
    saw: /\/legal\/community answers 404; .*\/legal\/api is there, and legalPages does not name it/,
    boxes: ['6.8#033', '6.8#034'],
  },
  {
    check: 'legal.claims-true',
    when: 'the pages promise that the log of changes is short',
    breakIt: ({ serve }) => serve({ legal: { claims: { 'privacy.retention': ['retention:audit-7'] } } }),
    saw: /^privacy\.retention: claims retention:audit-7/,
    boxes: ['6.8#009'],
  },
  {
    check: 'legal.claims-true',
    when: 'somebody lets the bot read messages',
    breakIt: ({ write }) =>
      write('bot/src/reading.ts', 'export const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent];\n'),
    saw: /privacy\.messages: asks for MessageContent/,
    boxes: ['6.8#006', '6.8#029', 'post#092'],
  },
];

const rights: readonly HostedRow[] = [
  {
    check: 'legal.gdpr',
    when: 'the legal basis is gone',
    breakIt: ({ serve }) => serve({ legal: { dropped: 'privacy.bases' } }),
    saw: /the legal basis \(privacy\.bases\) stands nowhere/,
    boxes: ['6.8#008'],
  },
  ...(
    [
      ['privacy.stored', 'what is stored', ['6.8#006', 'post#092']],
      ['privacy.rights', 'how to get a copy', ['6.8#007', 'post#093']],
      ['privacy.retention', 'when data are deleted', ['6.8#009']],
      ['privacy.transfers', 'transfers to other countries', ['6.8#010']],
    ] as const
  ).map(
    ([dropped, what, boxes]): HostedRow => ({
      boxes,
      check: 'legal.gdpr',
      when: `nothing says ${what}`,
      breakIt: ({ serve }) => serve({ legal: { dropped } }),
      saw: new RegExp(`^${what}.* \\(${dropped.replace('.', '\\.')}\\) stands nowhere$`),
    }),
  ),
  {
    check: 'legal.gdpr',
    when: 'an officer was appointed, and the pages are older than that',
    breakIt: ({ change }) =>
      change('.k77/sandbox/answers.json', (text) => text.replace('{', '{\n  "dataOfficer": "Dora Officer; dora@kingdom77.test",')),
    saw: /Dora Officer, your data protection officer, is not named/,
    boxes: ['6.8#011', 'post#095'],
  },
  {
    check: 'legal.california',
    when: 'the notice for California is gone',
    breakIt: ({ serve }) => serve({ legal: { dropped: 'privacy.california' } }),
    saw: /\(privacy\.california\) stands nowhere; nothing says that nobody is treated worse/,
    boxes: ['6.8#014', '6.8#015', '6.8#017'],
  },
  {
    check: 'legal.california',
    when: 'nobody finds how to say no to a sale',
    breakIt: ({ serve }) => serve({ legal: { dropped: 'privacy.do-not-sell' } }),
    saw: /^Do Not Sell or Share My Personal Information \(privacy\.do-not-sell\) stands nowhere$/,
    boxes: ['6.8#013', '6.8#016'],
  },
  {
    check: 'legal.consent',
    when: 'Google measures whoever comes',
    breakIt: ({ serve }) => serve({ page: '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>' }),
    saw: /\/ measures visitors before they were asked/,
    boxes: ['6.8#012', '6.8#018', '6.8#022', 'post#087'],
  },
  {
    check: 'legal.consent',
    when: 'nobody can change their mind',
    breakIt: ({ serve }) => serve({ legal: { unlinked: 'settings' } }),
    saw: /\/ has no link to the cookie settings, nor have \d+ more/,
    boxes: ['6.8#020', 'post#089'],
  },
  {
    check: 'legal.consent',
    when: 'nothing says that a choice is kept',
    breakIt: ({ serve }) => serve({ legal: { unclaimed: 'consent-record' } }),
    saw: /^the cookie policy does not promise consent-record$/,
    boxes: ['6.8#019', 'post#088'],
  },
  {
    check: 'legal.consent',
    when: 'nothing says that Do Not Track is heard',
    breakIt: ({ serve }) => serve({ legal: { unclaimed: 'dnt-honoured' } }),
    saw: /^the cookie policy does not promise dnt-honoured$/,
    boxes: ['6.8#021', 'post#090'],
  },
];

const demands: readonly HostedRow[] = [
  {
    check: 'legal.stripe',
    when: 'Stripe shows another website, and nothing says that subscriptions renew',
    breakIt: async ({ press, serve }) => {
      await press('stripe', 'public-details', { url: 'https://old.example', supportEmail: 'me@old.example', supportUrl: '' });
      await serve({ legal: { dropped: 'terms.renewal' } });
    },
    saw: /that it renews \(terms\.renewal\) stands nowhere; Stripe shows customers another website/,
    boxes: ['6.8#025', '6.8#026'],
  },
  {
    check: 'legal.stripe',
    when: 'the refund policy says less than was answered',
    breakIt: ({ serve }) => serve({ legal: { unclaimed: 'refund:full-7' } }),
    saw: /the refund policy does not say refund:full-7, as answered/,
    boxes: ['6.8#024'],
  },
  {
    check: 'legal.discord',
    when: 'somebody wrote a new description and emptied an address',
    breakIt: ({ press }) => press('discord', 'information', { description: 'The best bot.', privacy: '' }),
    saw: /Privacy Policy URL is empty; the description of the bot has no link to the terms/,
    boxes: ['6.8#027', '6.8#028'],
  },
  {
    check: 'legal.discord',
    when: 'nothing says what the bot reads',
    breakIt: ({ serve }) => serve({ legal: { dropped: 'privacy.messages' } }),
    saw: /^what the bot reads \(privacy\.messages\) stands nowhere$/,
    boxes: ['6.8#029'],
  },
  {
    check: 'legal.discord',
    when: 'nothing says how users have their data deleted',
    breakIt: ({ serve }) => serve({ legal: { dropped: 'privacy.rights' } }),
    saw: /^how users get a copy or have data deleted \(privacy\.rights\) stands nowhere$/,
    boxes: ['6.8#030'],
  },
  {
    check: 'discord.verification',
    when: 'privileged intents are on that nothing needs',
    breakIt: ({ press }) => press('discord', 'intents', { intents: 'message-content presence' }),
    saw: /privileged intents are on that no feature needs: Presence, Message Content/,
  },
  {
    check: 'bot.listings',
    when: 'the texts were deleted',
    breakIt: ({ remove }) => remove('docs/listing.md'),
    saw: /docs\/listing\.md is not there/,
    boxes: ['post#146', 'post#147', 'post#148', 'post#149'],
  },
  ...(
    [
      ['top.gg', 'post#147'],
      ['discord.bots.gg', 'post#148'],
      ['discordbotlist.com', 'post#149'],
    ] as const
  ).map(
    ([name, box]): HostedRow => ({
      boxes: ['post#146', box],
      check: 'bot.listings',
      when: `there is no text for ${name}`,
      breakIt: ({ change }) => change('docs/listing.md', (text) => text.replace(`- ${name}: `, '- elsewhere: ')),
      saw: new RegExp(`^docs/listing\\.md has nothing for ${name.replaceAll('.', '\\.')}$`),
    }),
  ),
];

const deletions = (
  [
    ['refused', 'the API refuses whoever asks', /POST \/api\/privacy\/export answers 500 Not now/],
    ['slow', 'a deletion waits for a quarter of a year', /the deletion waits 90 days/],
    ['loggedIn', 'whoever asked stays logged in', /is still logged in/],
    ['never', 'no worker carries it out', /waited in vain for the worker to forget somebody/],
    ['kept', 'a log keeps who it was', /bob still stands in audit_logs \(1\)/],
    ['customer', 'the customer stays at Stripe', /the customer is still at Stripe/],
  ] as const
).map(([privacy, when, saw]): HostedRow => ({ check: 'legal.deletion', when, breakIt: ({ serve }) => serve({ privacy }), saw }));

export const legalRows: readonly HostedRow[] = [...pages, ...rights, ...demands, ...deletions];

/** Checks of this phase that no world can break, and why. */
export const legalCannotFail: Readonly<Record<string, string>> = {};
