/**
 * Worlds that are broken for the checks of phase 6.8: rows for the runner of the hosted worlds.
 */
import type { VendorId } from '../src/core/vendor.ts';

/** `HostedRow` of `src/proof/hosted-world.ts`, with the hands that are needed here. */
interface HostedRow {
  check: string;
  /** What was done to the world. */
  when: string;
  breakIt(hands: Hands): Promise<unknown>;
  /** What the evidence has to name. */
  saw: RegExp;
}
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
  },
  {
    check: 'legal.pages',
    when: 'a blank was not filled in',
    breakIt: ({ serve }) => serve({ legal: { text: 'owned by [Your Company], see example.com' } }),
    saw: /\/legal\/terms still says \[Your Company\]/,
  },
  {
    check: 'legal.pages',
    when: 'the pages hold only from next century on',
    breakIt: ({ change }) => change('site.config.json', (text) => text.replace(/"effective": "[\d-]+"/, '"effective": "2100-01-01"')),
    saw: /\/legal\/terms holds from 2100-01-01, which is ahead/,
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
  },
  {
    check: 'legal.claims-true',
    when: 'the pages promise another refund than the API gives, and forget a company',
    breakIt: ({ serve }) => serve({ legal: { claims: { 'refund.windows': ['refund:full-90'] }, unclaimed: 'uses:stripe' } }),
    saw: /refund\.windows: claims refund:full-90; by refunds\.fullDays it is refund:full-\d+.*privacy\.processors: /,
  },
  {
    check: 'legal.claims-true',
    when: 'somebody lets the bot read messages',
    breakIt: ({ write }) =>
      write('bot/src/reading.ts', 'export const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent];\n'),
    saw: /privacy\.messages: asks for MessageContent/,
  },
];

const rights: readonly HostedRow[] = [
  {
    check: 'legal.gdpr',
    when: 'the legal basis is gone',
    breakIt: ({ serve }) => serve({ legal: { dropped: 'privacy.bases' } }),
    saw: /the legal basis \(privacy\.bases\) stands nowhere/,
  },
  {
    check: 'legal.gdpr',
    when: 'an officer was appointed, and the pages are older than that',
    breakIt: ({ change }) =>
      change('.k77/sandbox/answers.json', (text) => text.replace('{', '{\n  "dataOfficer": "Dora Officer; dora@kingdom77.test",')),
    saw: /Dora Officer, your data protection officer, is not named/,
  },
  {
    check: 'legal.california',
    when: 'the notice for California is gone',
    breakIt: ({ serve }) => serve({ legal: { dropped: 'privacy.california' } }),
    saw: /\(privacy\.california\) stands nowhere; nothing says that nobody is treated worse/,
  },
  {
    check: 'legal.consent',
    when: 'Google measures whoever comes',
    breakIt: ({ serve }) => serve({ page: '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>' }),
    saw: /\/ measures visitors before they were asked/,
  },
  {
    check: 'legal.consent',
    when: 'nobody can change their mind',
    breakIt: ({ serve }) => serve({ legal: { unlinked: 'settings' } }),
    saw: /\/ has no link to the cookie settings, nor have \d+ more/,
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
  },
  {
    check: 'legal.stripe',
    when: 'the refund policy says less than was answered',
    breakIt: ({ serve }) => serve({ legal: { unclaimed: 'refund:full-7' } }),
    saw: /the refund policy does not say refund:full-7, as answered/,
  },
  {
    check: 'legal.discord',
    when: 'somebody wrote a new description and emptied an address',
    breakIt: ({ press }) => press('discord', 'information', { description: 'The best bot.', privacy: '' }),
    saw: /Privacy Policy URL is empty; the description of the bot has no link to the terms/,
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
  },
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
