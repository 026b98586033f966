/** Questions that people ask, with answers that are true of this configuration. */
import { money } from './money.ts';
import { refundWords } from './refund-words.ts';
import { site } from './site.ts';

export interface Answered {
  id: string;
  question: string;
  answer: readonly string[];
}

const { project, plans, premium, retention } = site;

export const questions: readonly Answered[] = [
  {
    id: 'free',
    question: `Is ${project} free?`,
    answer: ['Yes. Premium raises limits for one server; without it everything goes on working within the smaller ones.'],
  },
  {
    id: 'who',
    question: 'Who can change the settings of a server?',
    answer: ['Whoever Discord lets manage that server: its owner, administrators, and members with the permission "Manage Server".'],
  },
  {
    id: 'price',
    question: 'What does Premium cost, and for whom is it?',
    answer: [
      `${money(plans.monthly.amount, plans.currency)} a month or ${money(plans.yearly.amount, plans.currency)} a year, for one server and everybody in it.`,
      'It renews by itself until it is cancelled. Stripe takes the payment; card numbers never reach us.',
    ],
  },
  {
    id: 'cancel',
    question: 'How do I cancel?',
    answer: [
      'On the billing page, with one click, without writing to anybody. Premium stays until the end of the time that is paid for, and you can change your mind until then.',
    ],
  },
  {
    id: 'refund',
    question: 'Can I get my money back?',
    answer: [...refundWords(), 'Ask on the billing page: it says what would be paid back before you ask.'],
  },
  {
    id: 'failed',
    question: 'What if a payment fails?',
    answer: [`Stripe tries again and mails you. Premium stays for ${premium.graceDays} days meanwhile.`],
  },
  {
    id: 'messages',
    question: 'Does the bot read our messages?',
    answer: ['No. It reacts to its own commands and buttons; it does not ask Discord for the content of messages.'],
  },
  {
    id: 'data',
    question: 'What happens to our data when the bot is removed?',
    answer: [`It is kept for ${retention.deletedDays} days, so that nothing is lost by a mistake, and deleted then.`],
  },
  {
    id: 'login',
    question: 'What does the login with Discord show you?',
    answer: ['Your name, your picture and the list of your servers. Not your messages, not your e-mail address, not your password.'],
  },
];
