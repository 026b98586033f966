/** Privacy Policy. Tables are made from the data map and from the processors in use. */
import { cookieOf } from '@k77/config';
import type { LegalDocument, Section } from '../clause.ts';
import type { Facts } from '../facts.ts';
import type { Stored } from '../stored.ts';
import { type Block, count, enumeration, type Line, line, link, list, mail, para, table } from '../text.ts';
import { lifetime } from './cookies.ts';
import { changeBlocks, europe, historyBlocks, operatorBlock, pages } from './parts.ts';
import { children, rights } from './privacy-rights.ts';

const who: Section = {
  id: 'who',
  title: 'Who is responsible',
  clauses: [
    {
      id: 'privacy.controller',
      text: (facts) => [
        para`This policy says what happens to data about you when you use ${facts.project}: the Discord bot, the website ${facts.domain} and its API. Responsible is ${facts.operator}:`,
        operatorBlock(facts),
        para`For questions about data, and to use your rights: ${mail(facts.mailboxes.privacy)}.`,
      ],
    },
    {
      id: 'privacy.representative-eu',
      when: ({ soldIn, business }) => soldIn.eu && business.representatives.eu !== undefined,
      text: ({ business }) => [para`Our representative in the European Union: ${contactLine(business.representatives.eu)}.`],
    },
    {
      id: 'privacy.representative-uk',
      when: ({ soldIn, business }) => soldIn.uk && business.representatives.uk !== undefined,
      text: ({ business }) => [para`Our representative in the United Kingdom: ${contactLine(business.representatives.uk)}.`],
    },
    {
      id: 'privacy.officer',
      when: ({ business }) => business.dataProtectionOfficer !== undefined,
      text: ({ business }) => [para`Our data protection officer: ${contactLine(business.dataProtectionOfficer)}.`],
    },
    {
      id: 'privacy.servers',
      text: () => [
        para`Those who manage a Discord server decide whether the bot is in it and which of its functions are on. They see the settings and the entries of their server.`,
      ],
    },
  ],
};

function contactLine(contact: Facts['business']['dataProtectionOfficer']): Line {
  if (contact === undefined) return [];
  const { name, address, email } = contact;
  return [[name, address].filter((part) => part !== undefined).join(', '), ...(email === undefined ? [] : [', ', mail(email)])];
}

/** How long, in words; figures come from the configuration. */
function keptFor({ retention, erasure }: Stored, { retention: days, figures }: Facts): string {
  const afterRemoval = `until ${count(days.deletedDays, 'day')} after the bot has left the server`;
  const words: Record<Stored['retention'], string> = {
    account: `Until you have it deleted, or ${count(days.inactiveDays, 'day')} after your last login`,
    session: `${lifetime(cookieOf('session').maxAgeSeconds)} after you last used it, or until you log out`,
    guild: `As long as the server uses the bot, and ${afterRemoval}`,
    moderation: `As long as the server uses the bot, and ${afterRemoval}`,
    audit: count(days.auditDays, 'day'),
    webhooks: count(figures.webhookRetentionDays, 'day'),
    tax: 'As long as tax law asks',
    request: 'As long as we may have to prove that we answered; the copy itself until its link has ended',
  };
  // What somebody paid for stays with the server, whoever the buyer was.
  if (retention === 'account' && erasure === 'keep') return 'As long as the server has Premium, and afterwards as a record of the purchase';
  return words[retention];
}

const basisWords: Readonly<Record<Stored['basis'], string>> = {
  contract: 'Contract (b)',
  'legitimate interest': 'Legitimate interest (f)',
  'legal obligation': 'Legal obligation (c)',
  consent: 'Consent (a)',
};

function storedTable(facts: Facts): Block {
  const head = ['What', 'What for', ...(facts.europe ? ['Legal basis'] : []), 'How long'];
  const rows = facts.stored.map((stored) => [
    stored.what,
    stored.purpose,
    ...(facts.europe ? [basisWords[stored.basis]] : []),
    keptFor(stored, facts),
  ]);
  return table('What our database holds about people', head, rows);
}

const data: Section = {
  id: 'data',
  title: 'What we collect',
  clauses: [
    {
      id: 'privacy.stored',
      claims: ({ stored }) => stored.map(({ collection }) => `stores:${collection}`),
      text: (facts) => [
        storedTable(facts),
        ...(facts.europe ? [para`The letters are those of article 6(1) of the GDPR${facts.soldIn.uk ? ' and the UK GDPR' : ''}.`] : []),
      ],
    },
    {
      id: 'privacy.login',
      claims: () => ['login:discord', 'login-scopes:identify+guilds', 'no-email'],
      text: () => [
        para`When you log in, Discord tells us your id, name and picture and the list of your servers; the list shows which of them you manage and is kept for minutes. We do not ask Discord for your e-mail address. Without this the website cannot know who you are; nothing else is required of you.`,
      ],
    },
    {
      id: 'privacy.messages',
      claims: () => ['no-message-content'],
      text: () => [
        para`The bot does not read the messages in your server: it has not asked Discord for their content. It gets what you type into its own commands, forms and buttons, uses it to carry them out, and stores what the table names. We train no artificial intelligence with any of it.`,
      ],
    },
    {
      id: 'privacy.members',
      when: ({ features }) => features.roleAtJoin,
      claims: () => ['intent:GuildMembers'],
      text: () => [
        para`Discord tells the bot when somebody joins a server that it is in. It looks only whether that is our support server and the person has Premium, to give them a role, and keeps nothing of it.`,
      ],
    },
    {
      id: 'privacy.no-member-events',
      when: ({ features }) => !features.roleAtJoin,
      claims: () => ['no-member-events'],
      text: () => [para`It does not follow who joins or leaves your server, nor who is online.`],
    },
    {
      id: 'privacy.payments',
      claims: () => ['cards-at-stripe'],
      text: () => [
        para`When you buy, you give name, e-mail address, billing address and means of payment to Stripe, on Stripe’s pages. We see them in Stripe’s dashboard, except for full card numbers; our own database holds only Stripe’s numbers for customer, subscription and invoice.`,
      ],
    },
    {
      id: 'privacy.requests',
      claims: () => ['no-ip-in-logs', 'ip-window'],
      text: () => [
        para`Every request to our website or API carries an IP address. Hosting companies need it to deliver the answer. Our API counts requests of visitors by address, so that nobody can overload it, and forgets the count within an hour at most. Our own logs hold the route, the result and the time of a request, and ids of Discord where they are needed to find a fault; no IP addresses, no cookies, no e-mail addresses.`,
      ],
    },
    {
      id: 'privacy.sentry',
      when: ({ sentry }) => sentry,
      claims: () => ['uses:sentry', 'sentry-scrubbed'],
      text: () => [
        para`When something fails, a report goes to Sentry: the kind of error, the place in the code, and ids of user and server as short hashes, which let us tell one from another without seeing who it is. That is a pseudonym, not anonymity. Cookies, contents of requests and headers are taken out before it is sent. If the fault is in your browser, the report comes from there, and Sentry sees the IP address of that connection.`,
      ],
    },
    {
      id: 'privacy.analytics',
      when: ({ measuring }) => measuring.analytics,
      claims: () => ['uses:google-analytics', 'consent-first'],
      text: ({ measuring }) => [
        para`If you allow statistics, Google Analytics tells us which pages are visited and which steps people take, such as opening the checkout. A random id in a cookie tells one visitor from another. When such a visitor buys, or gets money back while statistics are still allowed, our server tells Google the amount, the currency, the plan and the number of the subscription under the same id; Stripe keeps that id with the payment. Advertising is switched off. What belongs to a single visitor is deleted there after ${measuring.googleMonths} months; only sums stay. Without your consent nothing is sent to Google.`,
      ],
    },
    {
      id: 'privacy.vercel-analytics',
      when: ({ measuring }) => measuring.vercelAnalytics || measuring.speedInsights,
      claims: ({ measuring }) => [
        ...(measuring.vercelAnalytics ? ['uses:vercel-analytics'] : []),
        ...(measuring.speedInsights ? ['uses:vercel-speed-insights'] : []),
        'consent-first',
      ],
      text: ({ measuring }) => [
        para`If you allow it, Vercel measures ${enumeration([
          ...(measuring.vercelAnalytics ? ['which pages are visited'] : []),
          ...(measuring.speedInsights ? ['how fast they load'] : []),
        ])}, without cookies.`,
      ],
    },
    {
      id: 'privacy.mails',
      text: () => [
        para`When you write to us, we keep the mail and our answer as long as the matter needs, and longer only where the law asks for it. We send no advertising by mail.`,
      ],
    },
  ],
};

const bases: Section = {
  id: 'bases',
  title: 'On what grounds',
  clauses: [
    {
      id: 'privacy.bases',
      when: ({ europe: there }) => there,
      text: ({ choices, sentry }) => [
        list(
          line`Contract: to run the bot, the website and Premium for those who use them.`,
          line`Legal obligation: to keep records of payments, and to answer your requests.`,
          line`Legitimate interest: to keep the service safe from attacks and fraud, to find faults${sentry ? ', also with reports of errors,' : ''} and to be able to show who changed what.`,
          choices ? line`Consent: statistics about the website. You can refuse it without any disadvantage.` : undefined,
        ),
        para`Using the service is not taken for a consent.`,
      ],
    },
  ],
};

const recipients: Section = {
  id: 'recipients',
  title: 'Who receives data',
  clauses: [
    {
      id: 'privacy.processors',
      claims: ({ processors }) => processors.flatMap(({ id }) => (id === undefined ? [] : [`uses:${id}`])),
      text: (facts) => [
        para`These companies receive data, each only for its purpose:`,
        table(
          'Recipients',
          ['Company', 'What for', 'Which data', 'Where', ...(facts.europe ? ['Safeguard for transfers'] : [])],
          facts.processors.map(({ name, url, purpose, data, country, location, safeguard, ownPurposes }): (string | Line)[] => [
            [url === undefined ? name : link(name, url), ...(ownPurposes ? [' (also decides about data itself)'] : [])],
            purpose,
            data,
            location === undefined ? country : `${location}; company in ${country}`,
            ...(facts.europe ? [safeguard ?? 'On request'] : []),
          ]),
        ),
      ],
    },
    {
      id: 'privacy.hosting-unnamed',
      when: ({ hostingKnown }) => !hostingKnown,
      text: ({ mailboxes }) => [
        para`Besides, a hosting company runs the computers of the bot and the API for us. We name it on request: ${mail(mailboxes.privacy)}.`,
      ],
    },
    {
      id: 'privacy.transfers',
      when: ({ europe: there }) => there,
      text: ({ mailboxes, soldIn }) => [
        para`Some of them are outside ${soldIn.eu ? 'the European Economic Area' : 'the United Kingdom'}. Data go there only on a ground that the law allows: a decision that the country protects data adequately, which for the United States covers companies certified under the Data Privacy Framework, or standard contractual clauses. You get a copy of what we agreed from ${mail(mailboxes.privacy)}.`,
      ],
    },
    {
      id: 'privacy.no-sale',
      claims: () => ['no-sale'],
      text: () => [para`We do not sell data, and we do not pass them on for advertising.`],
    },
    {
      id: 'privacy.authorities',
      text: () => [
        para`We give data to authorities and courts when the law obliges us to, and no more than it asks for. If the service is handed over to somebody else, the data that it needs go with it; we tell you beforehand.`,
      ],
    },
  ],
};

const retention: Section = {
  id: 'retention',
  title: 'How long we keep it',
  clauses: [
    {
      id: 'privacy.retention',
      claims: ({ retention: days }) => [
        `retention:inactive-${days.inactiveDays}`,
        `retention:deleted-${days.deletedDays}`,
        `retention:audit-${days.auditDays}`,
      ],
      text: ({ retention: days }) => [
        list(
          line`If you have not logged in for ${count(days.inactiveDays, 'day')} and pay for nothing, your account is deleted by itself.`,
          line`If the bot has left a server, what belongs to that server is deleted after ${count(days.deletedDays, 'day')}.`,
          line`The log of changes goes back ${count(days.auditDays, 'day')}.`,
        ),
        para`Deleted means: removed from the database, or, where an entry has to stay for somebody else, freed of your id and of what you wrote. A deletion stays visible as an entry with date and kind, so that we can prove it. Records of payments are kept as long as tax law asks.`,
      ],
    },
    {
      id: 'privacy.webhooks',
      claims: ({ figures }) => [`retention:webhooks-${figures.webhookRetentionDays}`],
      text: ({ figures }) => [
        para`Notices from Stripe about payments are kept for ${count(figures.webhookRetentionDays, 'day')}, as number and kind only.`,
      ],
    },
    {
      id: 'privacy.backups',
      when: ({ retention: days }) => days.backupDays > 0,
      claims: ({ retention: days }) => [`retention:backup-${days.backupDays}`],
      text: ({ retention: days }) => [
        para`Copies of the database that are made against its loss are overwritten after ${count(days.backupDays, 'day')}. Until then they may hold what was deleted meanwhile.`,
      ],
    },
  ],
};

const security: Section = {
  id: 'security',
  title: 'How data are protected',
  clauses: [
    {
      id: 'privacy.security',
      claims: () => ['https-only', 'session-hashed', 'tokens-sealed', 'forgery-protection'],
      text: () => [
        list(
          line`Connections to the website and the API are encrypted with TLS.`,
          line`Of a login the database holds a fingerprint only; tokens of Discord are encrypted and bound to their owner.`,
          line`Whatever changes something needs a token that only our own pages get.`,
          line`To have your data copied or deleted on the website you need a fresh login.`,
        ),
        para`No protection is perfect. If you find a weak point, write to us before you tell others.`,
      ],
    },
    {
      id: 'privacy.breach',
      when: ({ europe: there }) => there,
      text: () => [
        para`If data fall into the wrong hands, we report it to the authority within 72 hours of learning of it, unless there is hardly a risk for anybody. If the risk for you is high, we tell you without undue delay.`,
      ],
    },
    {
      id: 'privacy.breach-elsewhere',
      when: ({ europe: there }) => !there,
      text: () => [
        para`If data fall into the wrong hands, we tell the people concerned and the authorities as the law where they live asks.`,
      ],
    },
  ],
};

const rest: Section = {
  id: 'changes',
  title: 'Cookies and changes',
  clauses: [
    { id: 'privacy.cookies', text: () => [para`The ${pages.cookies} names every cookie.`] },
    {
      id: 'privacy.changes',
      claims: ({ legal }) => [`notice:${legal.noticeDays}`, 'policy-announcement'],
      text: (facts) => [
        ...changeBlocks(facts, 'this policy'),
        para`We look through it at least once a year. Where a change needs your consent, we ask for it.`,
      ],
    },
    { id: 'privacy.history', when: ({ legal }) => legal.history.length > 0, text: historyBlocks },
    {
      id: 'privacy.region',
      when: ({ europe: there }) => there,
      text: (facts) => [para`This page also is the information that articles 13 and 14 of the GDPR ask for people in ${europe(facts)}.`],
    },
  ],
};

export const privacy: LegalDocument = {
  id: 'privacy',
  title: 'Privacy Policy',
  about: ({ project }) => `Which data about you ${project} has, what for, for how long, and what you can do about it.`,
  sections: [who, data, bases, recipients, retention, rights, children, security, rest],
};
