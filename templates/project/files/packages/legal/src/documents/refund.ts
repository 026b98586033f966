/** Refund Policy. The windows are those by which the API decides. */
import type { LegalDocument, Section } from '../clause.ts';
import type { Facts } from '../facts.ts';
import { count, line, link, list, mail, para, table } from '../text.ts';
import { changeBlocks, europe, historyBlocks, pages } from './parts.ts';

const hasFull = ({ refunds }: Facts): boolean => refunds.fullDays > 0;
const hasPartial = ({ refunds }: Facts): boolean => refunds.partialDays > refunds.fullDays && refunds.partialPercent > 0;
const hasAny = (facts: Facts): boolean => hasFull(facts) || hasPartial(facts);

const windows: Section = {
  id: 'windows',
  title: 'How much you get back',
  clauses: [
    {
      id: 'refund.windows',
      when: hasAny,
      claims: (facts) => [
        ...(hasFull(facts) ? [`refund:full-${facts.refunds.fullDays}`] : []),
        ...(hasPartial(facts) ? [`refund:partial-${facts.refunds.partialDays}-${facts.refunds.partialPercent}`] : []),
      ],
      text: (facts) => {
        const { fullDays, partialDays, partialPercent } = facts.refunds;
        const rows = [
          ...(hasFull(facts) ? [[`Up to ${count(fullDays, 'day')}`, 'All of it', 'None needed']] : []),
          ...(hasPartial(facts)
            ? [[`${hasFull(facts) ? 'After that, up' : 'Up'} to ${count(partialDays, 'day')}`, `${partialPercent} % of it`, 'Needed']]
            : []),
          ['Later', 'Nothing, unless the law gives you more', ''],
        ];
        return [
          para`For the first payment of your first subscription, monthly and yearly alike:`,
          table('Refunds', ['Time since the payment', 'You get back', 'Reason'], rows),
          para`A day is 24 hours, counted from the moment of the payment to the moment of your request. What counts is the amount that you really paid.`,
        ];
      },
    },
    {
      id: 'refund.none',
      when: (facts) => !hasAny(facts),
      claims: () => ['refund:none'],
      text: () => [para`We do not give money back of our own accord. What the law gives you is not touched by that.`],
    },
    {
      id: 'refund.later-purchases',
      when: hasAny,
      claims: () => ['refund:first-purchase'],
      text: () => [
        para`Renewals and later purchases are decided by a person, and so are requests while the bank looks into a payment of yours. You can ask for the refund in the same way and within the same time.`,
      ],
    },
    {
      id: 'refund.duplicate',
      claims: () => ['refund:duplicate'],
      text: () => [para`If a server is paid for twice at the same time, the second payment goes back in full by itself.`],
    },
    {
      id: 'refund.law',
      text: () => [
        para`Your legal rights stay as they are: when something was charged that you did not owe, or Premium is not what was agreed, this policy does not limit what you can ask for.`,
      ],
    },
    {
      id: 'refund.discord-store',
      when: ({ discordStore }) => discordStore,
      claims: () => ['discord-store'],
      text: () => [para`For what you bought in Discord’s own store, ask Discord: the payment was made there, and we cannot send it back.`],
    },
  ],
};

const asking: Section = {
  id: 'asking',
  title: 'How to ask, and what happens then',
  clauses: [
    {
      id: 'refund.how',
      claims: () => ['refund-request'],
      text: ({ mailboxes }) => [
        para`Open the page ${pages.billing}, choose the subscription and ask for a refund; you see the amount at once. Or write to ${mail(mailboxes.billing)} with your Discord id and the server. The time counts from your request, however long our answer takes.`,
      ],
    },
    {
      id: 'refund.answer-time',
      when: ({ legal }) => legal.answerBusinessDays !== undefined,
      claims: ({ legal }) => [`answer:${legal.answerBusinessDays}`],
      text: ({ legal }) => [
        para`Mails, and requests that a person decides, are answered within ${count(legal.answerBusinessDays ?? 0, 'business day')}.`,
      ],
    },
    {
      id: 'refund.payment',
      claims: () => ['refund-automatic'],
      text: () => [
        para`A refund that this policy grants is sent by software, without waiting for us. It goes to the means of payment with which you paid. Banks usually take 5 to 10 business days to show it.`,
      ],
    },
    {
      id: 'refund.effect',
      claims: () => ['refund-ends-premium'],
      text: () => [
        para`When you get everything back, the subscription and Premium end at once. When you get a part back, Premium stays until the end of the period, and the subscription goes on unless you cancel it.`,
      ],
    },
    {
      id: 'refund.cancel',
      claims: () => ['cancel-at-period-end'],
      text: () => [
        para`Cancelling is something else: it stops further charges, Premium stays until the end of the period that is paid, and no money goes back. Both are on the page ${pages.billing}.`,
      ],
    },
  ],
};

const withdrawal: Section = {
  id: 'withdrawal',
  title: 'Right of withdrawal',
  clauses: [
    {
      id: 'refund.withdrawal',
      when: ({ europe: there }) => there,
      claims: () => ['withdrawal:14'],
      text: (facts) => [
        para`If you buy as a consumer and live in ${europe(facts)}${facts.soldIn.eu ? ', or elsewhere in the European Economic Area' : ''}, you can withdraw from the contract within 14 days from the day on which it was concluded. You need to give no reason. The times and shares above do not shorten this right.`,
      ],
    },
    {
      id: 'refund.withdrawal-how',
      when: ({ europe: there }) => there,
      claims: () => ['withdrawal-function'],
      text: ({ mailboxes, operator, business }) => [
        para`To do so, tell us clearly that you withdraw, before the 14 days are over. You can use the page ${pages.withdraw}, which needs no login and shows you a confirmation with date and time that you can save; the page ${pages.billing}; a mail to ${mail(mailboxes.billing)}; or any other clear statement to ${[operator, ...business.address].join(', ')}. It is in time when you send it in time.`,
      ],
    },
    {
      id: 'refund.withdrawal-effect',
      when: ({ europe: there }) => there,
      claims: () => ['withdrawal-full'],
      text: () => [
        para`We then pay back everything that you paid, without delay and within 14 days of your statement at the latest, by the means with which you paid and at no cost for you. We deduct nothing for the days on which Premium was already on. The subscription and Premium end with the withdrawal.`,
      ],
    },
    {
      id: 'refund.withdrawal-automatic',
      when: ({ europe: there }) => there,
      claims: () => ['withdrawal-automatic'],
      text: ({ mailboxes }) => [
        para`On the page ${pages.billing} software recognises a new subscription by the country of the address that you gave when you paid, and sends the money at once. In all other cases a person does it; if the page does not offer it to you, use one of the other ways or write to ${mail(mailboxes.billing)}.`,
      ],
    },
    {
      id: 'refund.withdrawal-form',
      when: ({ europe: there }) => there,
      text: ({ operator, business, mailboxes, project }) => [
        para`You may use this form, but you do not have to:`,
        list(
          line`To ${[operator, ...business.address].join(', ')}, ${mail(mailboxes.billing)}`,
          line`I/We (*) hereby withdraw from the contract concluded by me/us (*) for the provision of the following service: Premium of ${project}, for the server …`,
          line`Ordered on …`,
          line`Name of the consumer(s) …`,
          line`Address of the consumer(s) …`,
          line`Signature of the consumer(s), only when this form is sent on paper`,
          line`Date …`,
        ),
        para`(*) Delete what does not apply.`,
      ],
    },
  ],
};

const disputes: Section = {
  id: 'disputes',
  title: 'Disputes at your bank',
  clauses: [
    {
      id: 'refund.disputes',
      claims: () => ['no-dispute-fee', 'dispute-pauses-premium'],
      text: ({ mailboxes }) => [
        para`You can dispute a payment at your bank. Writing to ${mail(mailboxes.billing)} first is usually faster. We charge you no fee for a dispute. While the bank decides, Premium that rests on this payment is off, and the same account cannot buy more.`,
      ],
    },
  ],
};

const rest: Section = {
  id: 'changes',
  title: 'Changes',
  clauses: [
    {
      id: 'refund.changes',
      claims: ({ legal }) => [`notice:${legal.noticeDays}`, 'policy-announcement'],
      text: (facts) => changeBlocks(facts, 'this policy'),
    },
    {
      id: 'refund.changes-and-you',
      text: () => [para`For a payment, the version holds that was in force on the day of the payment.`],
    },
    { id: 'refund.history', when: ({ legal }) => legal.history.length > 0, text: historyBlocks },
    {
      id: 'refund.contact',
      text: ({ mailboxes, links }) => [
        para`Questions about money: ${mail(mailboxes.billing)}${links.support === undefined ? '' : ', or our '}${links.support === undefined ? '' : link('support server on Discord', links.support)}.`,
      ],
    },
  ],
};

export const refund: LegalDocument = {
  id: 'refund',
  title: 'Refund Policy',
  about: ({ project }) => `When you get money back for Premium of ${project}, how much, and how to ask for it.`,
  sections: [windows, asking, withdrawal, disputes, rest],
};
