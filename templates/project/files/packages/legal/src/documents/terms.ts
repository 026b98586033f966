/** Terms of Service. */
import type { LegalDocument, Section } from '../clause.ts';
import { count, line, link, list, mail, para, table } from '../text.ts';
import { changeBlocks, europe, historyBlocks, operatorBlock, pages } from './parts.ts';
import { ending, premium } from './terms-premium.ts';

const parties: Section = {
  id: 'parties',
  title: 'Who agrees with whom',
  clauses: [
    {
      id: 'terms.about',
      text: ({ project, domain }) => [
        para`These terms are the agreement between you and us about ${project}: the Discord bot, this website (${domain}) and the interfaces behind it. “We” are:`,
      ],
    },
    { id: 'terms.operator', text: (facts) => [operatorBlock(facts)] },
    {
      id: 'terms.accept',
      text: () => [
        para`You agree to them when you add the bot to a server, log in on this website, or buy Premium. If you act for a company or a club, you need to be allowed to do so.`,
      ],
    },
    {
      id: 'terms.accept-checkout',
      when: ({ checkout }) => checkout.termsRequired,
      claims: () => ['terms-at-checkout'],
      text: () => [para`Before you pay, the checkout asks you to accept these terms.`],
    },
    {
      id: 'terms.age',
      claims: ({ legal }) => [`age:${legal.minimumAge}`],
      text: ({ legal }) => [
        para`You need to be at least ${legal.minimumAge} years old, and as old as Discord asks where you live. If you are not of age, you need the agreement of a parent or guardian to buy something.`,
      ],
    },
    {
      id: 'terms.discord',
      text: () => [
        para`The bot runs on Discord. For Discord itself ${link('Discord’s terms', 'https://discord.com/terms')} and ${link('community guidelines', 'https://discord.com/guidelines')} hold. We are not part of Discord Inc.`,
      ],
    },
  ],
};

const service: Section = {
  id: 'service',
  title: 'What you get',
  clauses: [
    {
      id: 'terms.service',
      text: ({ project }) => [
        para`${project} adds commands to your Discord server and a website on which those who manage the server change its settings. The page ${link('Commands', '/commands')} lists what the bot can do today.`,
      ],
    },
    {
      id: 'terms.giveaways',
      when: ({ features }) => features.giveaways,
      claims: () => ['feature:giveaways'],
      text: ({ giveaways: { free, premium: paid } }) => [
        table(
          'Giveaways',
          ['', 'Free', 'Premium'],
          [
            ['At the same time in a server', String(free.running), String(paid.running)],
            ['Winners', String(free.winners), String(paid.winners)],
            ['Longest time', count(free.days, 'day'), count(paid.days, 'day')],
            ['Entrants', String(free.entrants), String(paid.entrants)],
          ],
        ),
        para`Winners are drawn at random. Prizes come from whoever hosts the giveaway, who alone is responsible for them and for the laws that hold for it.`,
      ],
    },
    {
      id: 'terms.availability',
      text: ({ links }) => [
        para`We run the service with reasonable care. It depends on Discord and on other companies, and needs maintenance at times; we cannot promise that it is always there or free of faults.${links.status === undefined ? '' : ' '}${links.status === undefined ? '' : link('The status page says how it is now.', links.status)}`,
      ],
    },
    {
      id: 'terms.changes-to-service',
      text: () => [
        para`We develop the service further and may change or end functions that are free. We change functions of Premium only for a good reason, such as a change at Discord, security or the law, and at no extra cost for you.`,
      ],
    },
    {
      id: 'terms.conformity',
      when: ({ europe: there }) => there,
      text: (facts) => [
        para`Consumers in ${europe(facts)} have the legal rights for digital services that are not as agreed: we have to put it right, and if we do not, you can lower the price or end the contract. We supply the updates that it needs to stay as agreed. If a change makes the service more than slightly worse for you, you can end the contract free of charge within 30 days after you were told and get back what you paid for the time after that.`,
      ],
    },
  ],
};

const account: Section = {
  id: 'account',
  title: 'Your account',
  clauses: [
    {
      id: 'terms.account',
      claims: () => ['login:discord'],
      text: ({ mailboxes }) => [
        para`You log in with your Discord account; there is no password of ours. Keep that account safe. If somebody used it without your leave, log out everywhere on the page ${pages.account} and write to ${mail(mailboxes.support)}.`,
      ],
    },
    {
      id: 'terms.managers',
      text: () => [
        para`Whoever has the permission “Manage Server” on Discord can see and change the settings of that server here. Give that permission only to people whom you trust.`,
      ],
    },
  ],
};

const conduct: Section = {
  id: 'conduct',
  title: 'What is not allowed',
  clauses: [
    {
      id: 'terms.conduct',
      text: () => [
        para`Do not use the service`,
        list(
          line`for anything that is against the law or against the rules of Discord;`,
          line`to threaten, harass, deceive or defraud people, or to send messages that nobody asked for;`,
          line`to look for weak points without our consent, to get around limits, or to disturb the service for others;`,
          line`to collect data about other people in bulk;`,
          line`to sell it on, unless we agreed in writing.`,
        ),
      ],
    },
    {
      id: 'terms.acceptable-use',
      when: ({ legal }) => legal.pages.acceptableUse,
      text: () => [para`The ${pages.acceptableUse} says more about this.`],
    },
    {
      id: 'terms.content',
      text: () => [
        para`What you enter, such as the prize of a giveaway, stays yours. You allow us to store, process and show it as far as running the service needs it, and no longer than that. You answer for having the rights to it.`,
      ],
    },
    {
      id: 'terms.reports',
      text: ({ mailboxes }) => [
        para`You can report illegal content that reaches people through our service to ${mail(mailboxes.contact)}. Say what it is, where it is, and why it is illegal. We confirm that we got it, look at it, and tell you and the person concerned what we decided and why.`,
      ],
    },
    {
      id: 'terms.contact-point',
      when: ({ soldIn }) => soldIn.eu,
      text: ({ mailboxes }) => [
        para`Authorities and users in the European Union reach us directly at ${mail(mailboxes.contact)}, in English (Regulation (EU) 2022/2065, articles 11 and 12).`,
      ],
    },
    {
      id: 'terms.ours',
      text: () => [
        para`The software, the name and the texts of this website belong to us or to those who licensed them to us. You may use the service as these terms describe. What the law lets everybody do, such as studying how a program works within its limits, stays allowed.`,
      ],
    },
  ],
};

const liability: Section = {
  id: 'liability',
  title: 'Liability',
  clauses: [
    {
      id: 'terms.liability-unlimited',
      text: () => [
        para`We are liable without limit for intent and gross negligence, for injury to life, body or health, for fraud, and wherever the law forbids a limit. Nothing in this section takes a right from consumers that the law of their country gives them.`,
      ],
    },
    {
      id: 'terms.liability-limited',
      text: ({ legal, prices }) => [
        para`In all other cases we are liable only when we break a duty without which the contract makes no sense, and only for damage that one could expect from that. Towards customers who buy as a business the amount is limited to what they paid us in the ${count(legal.liability.months, 'month')} before, or ${prices.least} if that is more.`,
      ],
    },
    {
      id: 'terms.no-other-warranty',
      when: ({ soldIn }) => soldIn.us || soldIn.elsewhere,
      text: (facts) => [
        para`${facts.europe ? `Outside of ${europe(facts)}, and as` : 'As'} far as the law where you live lets us, the service comes without warranties that these terms do not name.`,
      ],
    },
    {
      id: 'terms.not-ours',
      text: () => [para`We do not answer for what Discord, Stripe or other users do, nor for prizes that other people promise.`],
    },
  ],
};

const law: Section = {
  id: 'law',
  title: 'Law and disputes',
  clauses: [
    {
      id: 'terms.talk-first',
      text: ({ mailboxes }) => [
        para`If something goes wrong, write to ${mail(mailboxes.support)} first: most things are settled that way. You do not have to.`,
      ],
    },
    {
      id: 'terms.answer-time',
      when: ({ legal }) => legal.answerBusinessDays !== undefined,
      claims: ({ legal }) => [`answer:${legal.answerBusinessDays}`],
      text: ({ legal }) => [para`We answer mails within ${count(legal.answerBusinessDays ?? 0, 'business day')}.`],
    },
    {
      id: 'terms.law',
      when: ({ legal }) => legal.governingLaw !== undefined,
      text: ({ legal }) => [
        para`The law of ${legal.governingLaw ?? ''} holds, without the UN Convention on Contracts for the International Sale of Goods. Consumers keep the protection that the law of the country they live in gives them and no contract can take away.`,
      ],
    },
    {
      id: 'terms.courts',
      when: ({ legal }) => legal.courts !== undefined,
      text: ({ legal }) => [para`Disputes with customers who buy as a business are for the courts of ${legal.courts ?? ''}.`],
    },
    {
      id: 'terms.consumer-courts',
      when: ({ europe: there }) => there,
      text: (facts) => [para`Consumers in ${europe(facts)} can sue, and be sued, at the courts of the place where they live.`],
    },
    {
      id: 'terms.no-arbitration',
      claims: () => ['no-arbitration'],
      text: () => [para`There is no arbitration clause in these terms, and you give up no right to join others in a claim.`],
    },
    {
      id: 'terms.no-dispute-body',
      when: ({ legal }) => legal.disputeBody === 'none',
      text: () => [
        para`We are neither obliged nor willing to take part in a dispute settlement procedure before a consumer arbitration board.`,
      ],
    },
    {
      id: 'terms.dispute-body',
      when: ({ legal }) => typeof legal.disputeBody === 'object',
      text: ({ legal: { disputeBody } }) =>
        typeof disputeBody === 'object'
          ? [para`Consumers can have a dispute settled out of court by ${link(disputeBody.name, disputeBody.url)}.`]
          : [],
    },
  ],
};

const final: Section = {
  id: 'final',
  title: 'Changes and the rest',
  clauses: [
    {
      id: 'terms.changes',
      claims: ({ legal }) => [`notice:${legal.noticeDays}`, 'policy-announcement'],
      text: (facts) => changeBlocks(facts, 'these terms'),
    },
    {
      id: 'terms.changes-and-you',
      text: () => [
        para`If you do not want to accept a change, you can end the agreement before it holds. To a subscription that is paid already, a change that is to your disadvantage applies from its next renewal at the earliest. Going on using the service is no agreement by itself where the law asks for an express one.`,
      ],
    },
    { id: 'terms.history', when: ({ legal }) => legal.history.length > 0, text: historyBlocks },
    {
      id: 'terms.rest',
      text: () => [
        para`If one of these clauses is not valid, the others hold all the same and the law fills the gap. If the service is handed over to somebody else, we tell you beforehand; your rights must not suffer from it, and you may end the agreement.`,
      ],
    },
    {
      id: 'terms.contact',
      text: ({ mailboxes, links }) => [
        para`Questions: ${mail(mailboxes.support)}${links.support === undefined ? '' : ', or our '}${links.support === undefined ? '' : link('support server on Discord', links.support)}.`,
      ],
    },
  ],
};

export const terms: LegalDocument = {
  id: 'terms',
  title: 'Terms of Service',
  about: ({ project }) => `What you and we agree on when you use ${project}.`,
  sections: [parties, service, account, premium, conduct, liability, ending, law, final],
};
