/** Terms of Service: what is sold, how it renews and how it ends. */
import type { Section } from '../clause.ts';
import { count, line, list, mail, para } from '../text.ts';
import { europe, pages } from './parts.ts';

export const premium: Section = {
  id: 'premium',
  title: 'Premium',
  clauses: [
    {
      id: 'terms.premium',
      claims: () => ['sells:premium'],
      text: ({ prices }) => [
        para`Premium is a paid subscription for one Discord server. You choose the server when you buy. It costs ${prices.monthly} per month or ${prices.yearly} per year; the website says what it contains.`,
        para`Your order is complete when Stripe has confirmed the payment. Premium is then switched on for the server.`,
      ],
    },
    {
      id: 'terms.tax-included',
      when: ({ checkout }) => !checkout.automaticTax,
      text: () => [para`The price that you see is the price that you pay. We add nothing at the checkout.`],
    },
    {
      id: 'terms.tax-added',
      when: ({ checkout }) => checkout.automaticTax,
      claims: () => ['tax-added'],
      text: () => [
        para`Depending on where you live, tax is added. Stripe computes it at the checkout, and the page shows the full amount before you pay.`,
      ],
    },
    {
      id: 'terms.payment',
      claims: () => ['cards-at-stripe'],
      text: () => [
        para`Payments are made on pages of Stripe, with the methods that you find there. Numbers of cards go to Stripe and never pass through our systems.`,
      ],
    },
    {
      id: 'terms.promotion',
      when: ({ checkout }) => checkout.promotionCodes,
      claims: () => ['promotion-codes'],
      text: () => [para`A promotion code lowers the price as its offer says. It cannot be turned into money.`],
    },
    {
      id: 'terms.renewal',
      claims: () => ['renewal:auto'],
      text: ({ prices }) => [
        para`The subscription renews by itself: monthly for ${prices.monthly}, yearly for ${prices.yearly}, plus tax where it is added. It goes on until you cancel. You are charged on the day on which a new period begins.`,
      ],
    },
    {
      id: 'terms.cancel',
      claims: () => ['cancel-at-period-end'],
      text: () => [
        para`You can cancel at any time on the page ${pages.billing}, or in the customer portal of Stripe that the same page opens. You need to give no reason. The subscription then ends with the period that you have paid for: Premium stays on until that day, nothing more is charged, and until that day you can take the cancellation back.`,
      ],
    },
    {
      id: 'terms.us-renewal',
      when: ({ soldIn }) => soldIn.us,
      claims: () => ['renewal-agreed'],
      text: ({ mailboxes }) => [
        para`For customers in the United States: by subscribing you agree to charges that repeat until you cancel, for the amount and at the interval that the checkout shows. Before you pay, the website asks for this agreement with a box of its own, which you tick yourself. You can cancel online, in the same way in which you subscribed, or by a mail to ${mail(mailboxes.billing)}.`,
      ],
    },
    {
      id: 'terms.renewal-reminder',
      when: ({ legal }) => legal.renewalReminders,
      claims: () => ['renewal-reminder'],
      text: () => [
        para`Before a yearly subscription renews, you get a mail at the address that you gave at the checkout. It names the date, the amount, and how to cancel.`,
      ],
    },
    {
      id: 'terms.failed-payment',
      claims: ({ graceDays }) => [`grace:${graceDays}`],
      text: ({ graceDays }) => [
        graceDays > 0
          ? para`If a renewal cannot be charged, Stripe tries again and Premium stays on for ${count(graceDays, 'day')}. After that it is off until the payment succeeds.`
          : para`If a renewal cannot be charged, Premium is off until the payment succeeds.`,
      ],
    },
    {
      id: 'terms.one-per-server',
      claims: () => ['refund:duplicate'],
      text: () => [
        para`A server has one subscription at a time. If two people buy at the same moment, the later purchase is ended and paid back in full by itself.`,
      ],
    },
    {
      id: 'terms.discord-store',
      when: ({ discordStore }) => discordStore,
      claims: () => ['discord-store'],
      text: () => [
        para`Premium is sold in Discord’s own store as well. What you buy there is a contract with payment, cancellation and refunds by Discord’s rules; Premium does the same for your server.`,
      ],
    },
    {
      id: 'terms.price-change',
      claims: ({ legal }) => [`notice:${legal.noticeDays}`],
      text: ({ legal }) => [
        para`A new price holds for your subscription from the first renewal that is at least ${legal.noticeDays} days after we told you. If you do not want to pay it, cancel before that renewal.`,
      ],
    },
    {
      id: 'terms.refunds',
      text: () => [para`When you get money back is written in the ${pages.refund}, which is part of this agreement.`],
    },
    {
      id: 'terms.withdrawal',
      when: ({ europe }) => europe,
      claims: () => ['withdrawal:14'],
      text: (facts) => [
        para`Consumers in ${europe(facts)} can withdraw from a purchase within 14 days without giving a reason: ${pages.withdraw}. The ${pages.refund} has the details and a form.`,
      ],
    },
  ],
};

export const ending: Section = {
  id: 'ending',
  title: 'How the agreement ends',
  clauses: [
    {
      id: 'terms.end-by-you',
      claims: () => ['delete'],
      text: () => [
        para`You can stop at any time: remove the bot from your server, and have your data deleted on the page ${pages.account}. A running subscription is cancelled on the page ${pages.billing}.`,
      ],
    },
    {
      id: 'terms.end-by-us',
      text: ({ legal }) => [
        para`We may end this agreement with ${legal.noticeDays} days’ notice, for instance when we close the service. We then pay back the part of a subscription that you can no longer use.`,
        para`For an important reason we may end it, or block access, without notice. Important reasons are serious or repeated violations of these terms, fraud, a demand of an authority, and the loss of our own access to Discord.`,
      ],
    },
    {
      id: 'terms.end-effect',
      claims: ({ retention }) => [`retention:deleted-${retention.deletedDays}`],
      text: ({ retention }) => [
        para`When the bot has left a server, the settings and entries of that server are deleted after ${count(retention.deletedDays, 'day')}, unless the bot comes back before. What tax law makes us keep is kept.`,
      ],
    },
    {
      id: 'terms.blocking',
      text: ({ mailboxes }) => [
        list(
          line`When we block a server or an account, we say why, unless the law forbids it.`,
          line`If you think that it was a mistake, write to ${mail(mailboxes.support)}; a person looks at it again.`,
        ),
      ],
    },
  ],
};
