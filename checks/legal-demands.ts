/**
 * Legal & Compliance · what Stripe and Discord demand of whoever sells through them, and directories that show the bot.
 */
import { Routes } from 'discord.js';
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import { legalAddress } from '../src/phases/6.8-legal/addresses.ts';
import { wordsIn } from '../src/phases/6.8-legal/answers.ts';
import { seenApplication } from '../src/phases/6.8-legal/discord.ts';
import { discord } from '../src/vendors/discord.ts';
import { internet } from '../src/vendors/internet.ts';
import { stripe } from '../src/vendors/stripe.ts';
import { attestable } from './attestable.ts';
import { held } from './held.ts';
import { lacking, legalPages, unreadable } from './legal-pages.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

/** What a task would change, in words; `undefined`: it waits. */
async function differs(context: Pick<CheckContext, 'drift'>, task: string, says: string): Promise<string[] | undefined> {
  const drift = await context.drift(task);
  if ('waits' in drift) return undefined;
  return drift.length > 0 ? [says] : [];
}

const stripeDemands = check({
  id: 'legal.stripe',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'Stripe’s demands are met: terms, refunds, contact and how subscriptions work',
  guide: ['6.8/3', '6.8#024', '6.8#025', '6.8#026'],
  settings: held('6.8/1:renewal', '6.8/1:notice', '6.8/3:full', '6.8/3:partial', '6.8/3:cancelling'),
  weight: 'blocker',
  uses: [internet, stripe],
  needs: ['domain', 'DASHBOARD_SERVICE', 'STRIPE_SECRET_KEY', 'refundFullDays', 'refundPartialDays', 'refundPartialPercent'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain, refundFullDays: full, refundPartialDays: partial, refundPartialPercent: percent } = context.values;
    const pages = await legalPages(context);
    const absent = unreadable(pages);
    if (absent !== undefined) return unknown(`${absent}: legal.pages says what to do`);
    const policy = [
      ...(Number(full) > 0 ? [`refund:full-${full}`] : []),
      ...(Number(partial) > Number(full) && Number(percent) > 0 ? [`refund:partial-${partial}-${percent}`] : []),
    ];
    const details = await differs(context, 'legal.stripe-details', 'Stripe shows customers another website or support address');
    return judge(context, {
      wrong: [
        ...lacking(pages, [
          ['terms.premium', 'what Premium costs', /price|subscription/i, ['6.8#026']],
          ['terms.renewal', 'that it renews', /renew/i, ['6.8#026']],
          ['terms.cancel', 'how to cancel', /cancel/i, ['6.8#026']],
          ['terms.price-change', 'when price changes are told', /price/i, ['6.8#026']],
          ['terms.contact', 'how to reach you', /@/, ['6.8#025']],
          ['refund.how', 'how to ask for a refund', /refund/i, ['6.8#024']],
          ['refund.cancel', 'what cancelling does', /cancel/i, ['6.8#024']],
        ]),
        ...(pages.marked
          ? policy
              .filter((claim) => !pages.claims.includes(claim))
              .map((claim) => wrongFor(['6.8#024'], `the refund policy does not say ${claim}, as answered`))
          : []),
        wrongFor(['6.8#025'], !pages.page('refund').text.includes('@') && 'the refund policy names no mailbox'),
        ...(details ?? ['Stripe’s public details could not be read']).map((problem) => wrongFor(['6.8#025'], problem)),
      ],
      saw: `all of it without a login; refunds as answered: ${policy.join(', ') || 'none'}; Stripe shows customers https://${domain} and support@${domain}`,
      want: 'public terms, a clear refund policy, a way to reach you, and price, renewal and cancellation explained; the same website at Stripe',
      from: `the legal pages of https://${domain}, Stripe GET /v1/account`,
      fix: 'k77 deploy --only legal.stripe-details; for the pages k77 deploy 6.1 6.8, then k77 deploy 6.5 6.6',
    });
  },
});

const discordDemands = check({
  id: 'legal.discord',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'Discord links to terms and privacy policy, which say what the bot does with data',
  guide: ['6.8#027', '6.8#028', '6.8#029', '6.8#030'],
  weight: 'blocker',
  uses: [discord, internet],
  needs: ['domain', 'DASHBOARD_SERVICE', 'DISCORD_TOKEN', 'DISCORD_CLIENT_ID'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain } = context.values;
    const [pages, application] = await Promise.all([legalPages(context), seenApplication(context)]);
    const { description = '', terms_of_service_url: terms, privacy_policy_url: privacy } = application;
    const wanted = { terms: legalAddress(domain, 'terms'), privacy: legalAddress(domain, 'privacy') };
    const absent = unreadable(pages);
    return judge(context, {
      wrong: [
        wrongFor(['6.8#028'], terms !== wanted.terms && `Terms of Service URL is ${terms || 'empty'}`),
        wrongFor(['6.8#027'], privacy !== wanted.privacy && `Privacy Policy URL is ${privacy || 'empty'}`),
        wrongFor(['6.8#028'], !description.includes(wanted.terms) && 'the description of the bot has no link to the terms'),
        wrongFor(['6.8#027'], !description.includes(wanted.privacy) && 'the description of the bot has no link to the privacy policy'),
        absent,
        ...(absent
          ? []
          : lacking(pages, [
              ['privacy.messages', 'what the bot reads', /message/i, ['6.8#029']],
              ['privacy.rights', 'how users get a copy or have data deleted', /delet/i, ['6.8#030']],
            ])),
      ],
      saw: 'both addresses in the developer portal and in the description; the policy says what the bot reads and what users may demand',
      want: `${wanted.terms} and ${wanted.privacy} at Discord, and pages behind them that answer Discord’s Developer Policy`,
      from: 'Discord GET /applications/@me, and the pages',
      fix: 'k77 deploy --only legal.discord-description --only legal.discord-policy-urls',
    });
  },
});

/**
 * From so many servers Discord lets a bot be verified, and from so many on nobody can add one that is not: https://dis.gd/bot-verification. Privileged intents are
 * another matter since 2026-06: reviewed from 10,000 users that see the bot, https://docs.discord.com/developers/gateway/getting-started-with-privileged-intent-review
 */
const verification = { from: 75, needed: 100 };
const verifiedBot = 1 << 16;
const intents = [
  { name: 'Presence', bits: (1 << 12) | (1 << 13) },
  { name: 'Server Members', bits: (1 << 14) | (1 << 15) },
  { name: 'Message Content', bits: (1 << 18) | (1 << 19) },
];

const readiness = check({
  id: 'discord.verification',
  section: 'Integrations',
  phase: '6.8',
  title: 'The bot is verified, or ready for it before it has to be',
  guide: ['post#113'],
  weight: 'warning',
  uses: [discord],
  needs: ['DISCORD_TOKEN'],
  async probe(context) {
    const [application, bot] = await Promise.all([
      seenApplication(context),
      context.client(discord).get(Routes.user()) as Promise<{ public_flags?: number }>,
    ]);
    const {
      approximate_guild_count: servers = 0,
      flags = 0,
      team,
      terms_of_service_url: terms,
      privacy_policy_url: privacy,
      description = '',
    } = application;
    const isVerified = ((bot.public_flags ?? 0) & verifiedBot) !== 0;
    const on = intents.filter(({ bits }) => (flags & bits) !== 0).map(({ name }) => name);
    const allowed = await allowedIntents(context);
    const more = on.filter((name) => !allowed.includes(name));
    const where = isVerified
      ? 'verified'
      : servers < verification.from
        ? `verification opens at ${verification.from} servers`
        : 'not verified';
    return judge(context, {
      wrong: [
        !isVerified && servers >= verification.needed && `in ${servers} servers and not verified: nobody can add it any more`,
        !isVerified &&
          servers >= verification.from &&
          servers < verification.needed &&
          `in ${servers} servers: apply now, at ${verification.needed} nobody can add it any more`,
        more.length > 0 && `privileged intents are on that no feature needs: ${more.join(', ')}`,
        (!terms || !privacy) && 'the addresses of terms and privacy policy are missing',
        description.trim() === '' && 'it has no description',
      ],
      saw: `${servers === 1 ? '1 server' : `${servers} servers`}, ${where}; privileged intents: ${on.join(', ') || 'none'}; owned by ${team ? 'a team (everybody in it needs two-factor login)' : 'one person (verification asks for their identity)'}`,
      want: `verified from ${verification.needed} servers on, asked for from ${verification.from}; no privileged intent that no feature needs`,
      from: 'Discord GET /applications/@me and GET /users/@me',
      fix: 'https://discord.com/developers/applications → the bot → App Verification; intents: Bot → Privileged Gateway Intents',
    });
  },
});

async function allowedIntents({ files }: Pick<CheckContext, 'files'>): Promise<readonly string[]> {
  try {
    const { features } = JSON.parse((await files.read('site.config.json')) ?? '{}') as { features?: { roleAtJoin?: boolean } };
    return features === undefined || features.roleAtJoin !== true ? [] : ['Server Members'];
  } catch {
    return [];
  }
}

const directories: Readonly<Record<string, BoxId>> = {
  'top.gg': 'post#147',
  'discord.bots.gg': 'post#148',
  'discordbotlist.com': 'post#149',
};

const inDirectories = check({
  id: 'bot.listings',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'The bot stands in the directories that were chosen',
  guide: ['post#146', 'post#147', 'post#148', 'post#149', 'post#150'],
  weight: 'warning',
  uses: [],
  needs: ['domain'],
  tolerates: ['listings', 'DISCORD_CLIENT_ID'],
  attestable: attestable('bot.listings'),
  async probe(context) {
    const chosen = wordsIn(context.values.listings);
    if (chosen.length === 0)
      return {
        state: 'impossible',
        why: 'no directory was chosen',
        instead: 'k77 deploy --set listings="top.gg discord.bots.gg discordbotlist.com" 6.8 writes the texts',
      };
    const text = await context.files.read('docs/listing.md');
    const absent = chosen.filter((name) => !(text ?? '').includes(`- ${name}: `));
    if (text !== undefined && absent.length === 0)
      return unknown(`enter it at ${chosen.join(', ')} with the texts of docs/listing.md; once it is listed: k77 attest bot.listings`);
    return judge(context, {
      wrong: (text === undefined ? chosen : absent).map((name) =>
        wrongFor(
          ['post#146', directories[name] ?? 'post#150'],
          `docs/listing.md ${text === undefined ? 'is not there' : 'has nothing'} for ${name}`,
        ),
      ),
      saw: '',
      want: `texts for ${chosen.join(', ')}`,
      from: 'docs/listing.md',
      fix: 'k77 deploy --only legal.listing-texts',
    });
  },
});

export const legalDemands: readonly AnyCheck[] = [stripeDemands, discordDemands, readiness, inDirectories];
