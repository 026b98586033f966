/** Privacy Policy: what people can ask for, and where they can complain. */
import type { Section } from '../clause.ts';
import { count, line, link, list, mail, para } from '../text.ts';
import { pages } from './parts.ts';

export const rights: Section = {
  id: 'rights',
  title: 'Your rights',
  clauses: [
    {
      id: 'privacy.rights',
      claims: ({ figures }) => ['export', `export-link:${figures.exportLinkDays}`, `export-every:${figures.exportEveryHours}`, 'delete'],
      text: ({ figures, retention }) => [
        para`Wherever you live, you can do this yourself, on the page ${pages.account} or with the command /privacy of the bot:`,
        list(
          line`get a copy of your data: a JSON file, packed with gzip; you can ask once in ${count(figures.exportEveryHours, 'hour')}, and the link works for ${count(figures.exportLinkDays, 'day')};`,
          retention.deletedDays > 0
            ? line`have your data deleted: it happens ${count(retention.deletedDays, 'day')} after you ask, and until then you can change your mind. If you ask on the website, you are logged out everywhere at once. A subscription that still runs when it happens ends with it.`
            : line`have your data deleted: it happens as soon as you ask, and ends a running subscription.`,
        ),
      ],
    },
    {
      id: 'privacy.rights-europe',
      when: ({ europe }) => europe,
      text: ({ mailboxes, soldIn }) => [
        para`Where the ${soldIn.eu ? 'GDPR' : 'UK GDPR'}${soldIn.eu && soldIn.uk ? ' or the UK GDPR' : ''} holds, you have these rights:`,
        list(
          line`to know what we hold about you and to get a copy (article 15);`,
          line`to have wrong data put right (article 16);`,
          line`to have data deleted (article 17) or their use restricted (article 18);`,
          line`to receive the data that you gave us in a form that machines read (article 20);`,
          line`to object to uses that rest on our legitimate interests (article 21);`,
          line`to take back a consent at any time; what was done before stays lawful (article 7).`,
        ),
        para`A mail to ${mail(mailboxes.privacy)} is enough. We may have to ask for a proof that the Discord account is yours.`,
      ],
    },
    {
      id: 'privacy.answer-europe',
      when: ({ europe }) => europe,
      claims: ({ figures }) => [`answer-gdpr:${figures.answerDays.gdpr}`],
      text: ({ figures }) => [
        para`We answer without undue delay and within ${count(figures.answerDays.gdpr, 'day')}; where a request is hard, the law allows two months more, and we then tell you why. It costs nothing.`,
      ],
    },
    {
      id: 'privacy.authority-eu',
      when: ({ soldIn }) => soldIn.eu,
      text: ({ business: { authority } }) => [
        para`You can complain to a data protection authority: that of the country in which you live or work, or where you think that the law was broken. The European Data Protection Board has ${link('a list of them', 'https://www.edpb.europa.eu/about-edpb/about-edpb/members_en')}.${authority ? ' The one in charge of us is ' : ''}${authority ? link(authority.name, authority.url) : ''}${authority ? '.' : ''}`,
      ],
    },
    {
      id: 'privacy.authority-uk',
      when: ({ soldIn }) => soldIn.uk,
      text: () => [para`In the United Kingdom that is the ${link('Information Commissioner', 'https://ico.org.uk/make-a-complaint/')}.`],
    },
    {
      id: 'privacy.california',
      when: ({ soldIn }) => soldIn.us,
      claims: ({ figures }) => [`answer-ccpa:${figures.answerDays.ccpa}`],
      text: ({ figures, mailboxes }) => [
        para`The laws of California and of other states of the United States give people who live there the right to know which personal information a business collects, to get it, to have it corrected or deleted, and to opt out of its sale, of its sharing for advertising, and of profiling. Whether or not such a law covers a service of our size, we answer such requests in the same way.`,
        list(
          line`In the last 12 months we collected: identifiers (Discord id, name and picture; for buyers, what Stripe collects), commercial information (subscriptions and refunds), and internet activity (as section “What we collect” describes). We collect none that the law calls sensitive, but for the logins to Discord, which we use for nothing else.`,
          line`It comes from you, from Discord and from Stripe, and goes to the companies in the table above, for the purposes that stand there.`,
          line`Use the page ${pages.account} or write to ${mail(mailboxes.privacy)}; somebody whom you authorise can do it for you. We answer within ${count(figures.answerDays.ccpa, 'day')}.`,
          line`If we refuse, write again to the same address, and somebody looks at it anew.`,
          line`Nobody is treated worse for using these rights.`,
        ),
      ],
    },
    {
      id: 'privacy.do-not-sell',
      when: ({ soldIn }) => soldIn.us,
      claims: ({ choices }) => ['no-sale', ...(choices ? ['gpc-honoured'] : [])],
      text: ({ choices }) => [
        choices
          ? para`Do Not Sell or Share My Personal Information: we do neither. With ${link('the settings for cookies', '/legal/cookies#settings')} you can refuse every measurement as well; a browser that sends Global Privacy Control has refused already.`
          : para`Do Not Sell or Share My Personal Information: we do neither, and there is nothing that you would have to switch off.`,
      ],
    },
    {
      id: 'privacy.automated',
      claims: () => ['refund-automatic'],
      text: ({ mailboxes }) => [
        para`Software alone decides on refunds, by the rules of the ${pages.refund}: it grants what they grant. If it refuses yours, a person looks at it when you write to ${mail(mailboxes.billing)}. There are no other automated decisions with legal effect, and no profiling.`,
      ],
    },
  ],
};

export const children: Section = {
  id: 'children',
  title: 'Children',
  clauses: [
    {
      id: 'privacy.children',
      claims: ({ legal }) => [`age:${legal.minimumAge}`],
      text: ({ legal, mailboxes }) => [
        para`The service is not meant for anybody below ${legal.minimumAge}, or below the age that Discord asks in your country. We do not ask for a date of birth and rely on Discord’s check. If you know of a child who uses it, write to ${mail(mailboxes.privacy)}; we then delete what we have.`,
      ],
    },
    {
      id: 'privacy.children-consent',
      when: ({ choices, europe }) => choices && europe,
      text: () => [
        para`If you are too young to consent on your own where you live (the limit lies between 13 and 16 years), please refuse optional cookies, or ask a parent.`,
      ],
    },
  ],
};
