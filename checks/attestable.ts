/**
 * The reviewed list: the only checks that a person may confirm, each with the reason why no machine can see it and for how many days a word holds.
 * A check comes onto this list when somebody has looked for an API and found none; `src/catalogue.test.ts` holds it. Alphabetical.
 */
import type { Attestable } from '../src/core/check.ts';

const browser = 'k77 looks with a Chromium of this machine; where there is none, only somebody with a browser can tell';
const login = 'Discord lets no program log in as a person; outside of a rehearsal somebody has to do it';

export const reviewed = {
  'analytics.in-browser': { days: 90, why: browser },
  'analytics.vercel': {
    days: 90,
    why: 'whether Vercel counted a visit is shown in its dashboard; its API tells it late, or for some plans not at all',
  },
  'bot.commands-answer': { days: 90, why: 'only a person can use a command: Discord lets no program do so' },
  'bot.connected': { days: 90, why: 'a bot of your own says it in words of its own, which k77 does not know' },
  'bot.listings': { days: 180, why: 'directories list a bot after somebody there has looked at it, and show that in no API' },
  'bot.revives': {
    days: 180,
    why: 'k77 kills no bot of yours: while its process has not ended by itself, nobody has seen it come back',
  },
  'dashboard.accessible': { days: 90, why: browser },
  'dashboard.checkout': { days: 90, why: login },
  'dashboard.console': { days: 90, why: browser },
  'dashboard.encrypted': { days: 90, why: browser },
  'dashboard.login': { days: 90, why: login },
  'dashboard.mobile': { days: 180, why: browser },
  'dashboard.servers': { days: 90, why: login },
  'dashboard.vitals': { days: 90, why: browser },
  'domain.mail-arrives': {
    days: 180,
    why: 'only the owner of the mailbox can look into it; no API of Cloudflare shows what arrived there',
  },
  'domain.renewal': {
    days: 90,
    why: 'a registrar without an API shows neither auto-renewal nor the card that pays for it to anybody but its customer',
  },
  'launch.screenshots': { days: 90, why: browser },
  'legal.consent-in-browser': { days: 90, why: browser },
  'integrations.other': { days: 180, why: 'only you know what a variable of your own is for, and whether the feature behind it works' },
  'integrations.translation': {
    days: 180,
    why: 'of translation services k77 knows how to ask DeepL and Google; whether another one takes its key shows when the bot translates',
  },
  'launch.beta': { days: 180, why: 'people who share a server count as one to Discord; how many have tried the bot its operator knows' },
  'launch.feedback': { days: 180, why: 'what people said, and what became of it, stands in talks that no API of k77 reads' },
  'launch.landing': { days: 180, why: 'that a page is good, and not only complete, somebody has to see' },
  'launch.public': { days: 365, why: 'which post is the announcement only its author can say', proof: 'url' },
  'launch.social': {
    days: 180,
    why: 'social networks show accounts to programs only for money, and whose one is in no case',
    proof: 'url',
  },
  'mongodb.panel': { days: 90, why: 'Atlas shows this setting and its pictures in no API' },
  'performance.bot': {
    days: 90,
    why: 'a bot of your own tells how far away Discord is in words of its own, which k77 does not know',
  },
  'redis.alerts': { days: 180, why: 'Upstash has no API for the e-mails that it sends about usage' },
  'security.csrf': {
    days: 90,
    why: 'without a session only an API that refuses other sites before it asks who somebody is can be seen to do so, and no program may log in at Discord',
  },
  'security.two-factor': {
    days: 180,
    why: 'vendors show in no API whether the people behind their accounts have a second factor, least of all those of the mailbox behind all of them',
  },
  'stripe.alerts': { days: 180, why: 'Stripe has no API for the notifications that it sends to its users' },
  'stripe.refund-emails': { days: 180, why: 'Stripe has no API for the e-mails that it sends to customers' },
  'support.videos': { days: 365, why: 'no API tells which films of which platform are about this bot', proof: 'url' },
  'uptime.alerts': {
    days: 365,
    why: 'UptimeRobot’s API sends no test: until something was down nobody but you can press "Test" beside each contact and see it arrive',
  },
} as const satisfies Readonly<Record<string, Attestable>>;

export function attestable(id: keyof typeof reviewed): Attestable {
  return reviewed[id];
}
