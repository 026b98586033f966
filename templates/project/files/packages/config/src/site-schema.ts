/**
 * `site.config.json`: everything about this one project that is no secret. k77 writes it; a person may change it.
 * `refunds`, `rateLimits`, `cache`, `redis` and `https` are written by phases of `k77 deploy`; when one is taken back its section disappears and the defaults hold.
 */
import { z } from 'zod';

const days = z.int().min(0).max(3650);
const count = z.int().min(1);
const money = z.int().min(1);
const address = z.email();
const link = z.url({ protocol: /^https$/ });
const line = z.string().trim().min(1).max(200);
const contact = z.strictObject({ name: line, address: line.optional(), email: address.optional() });

/** Whoever offers the service, as imprint and contract name them. What is missing is left out of the pages; `k77 legal check` complains. */
const businessSchema = z
  .strictObject({
    /** The person or company, as registers and invoices name it. */
    operator: line.optional(),
    /** Street, town, country: one line each. */
    address: z.array(line).max(8).default([]),
    /** ISO 3166-1 alpha-2. */
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'is no country code such as DE')
      .optional(),
    /** Register and number, where there is one. */
    register: line.optional(),
    vatId: line.optional(),
    phone: line.optional(),
    /** Who speaks for an operator outside of the EU or the UK there: GDPR and UK GDPR, art. 27. */
    representatives: z.strictObject({ eu: contact.optional(), uk: contact.optional() }).prefault({}),
    /** Where one was appointed. */
    dataProtectionOfficer: contact.optional(),
    /** The authority that is in charge of the operator. */
    authority: z.strictObject({ name: line, url: link }).optional(),
  })
  .prefault({});

export const regions = ['eu', 'uk', 'us', 'elsewhere'] as const;

const legalSchema = z
  .strictObject({
    /** Where customers live; clauses for a region appear only when it is named. */
    soldIn: z
      .array(z.enum(regions))
      .min(1)
      .default([...regions]),
    /** "Germany", "the State of Delaware, USA". */
    governingLaw: line.optional(),
    /** Where traders may sue and be sued; consumers keep their own courts. */
    courts: line.optional(),
    /** A body for settling disputes with consumers, or `none`: the operator takes part in no such procedure. */
    disputeBody: z.union([z.literal('none'), z.strictObject({ name: line, url: link })]).optional(),
    /** Discord's own is 13, and higher in some countries. */
    minimumAge: z.int().min(13).max(18).default(13),
    /** Ahead of changes of terms and prices. */
    noticeDays: z.int().min(7).max(180).default(30),
    /** What traders can claim at most: what they paid in so many months, or the least amount (minor units). */
    liability: z.strictObject({ months: count.default(12), least: z.int().min(0).default(10_000) }).prefault({}),
    /** Promised for mails; nothing is promised unless it is set. */
    answerBusinessDays: count.optional(),
    /** Stripe mails subscribers ahead of a yearly renewal: Stripe dashboard, Settings, Subscriptions and emails. */
    renewalReminders: z.boolean().default(false),
    /** Optional documents, below /legal. */
    pages: z
      .strictObject({
        acceptableUse: z.boolean().default(false),
        dmca: z.boolean().default(false),
        community: z.boolean().default(false),
        api: z.boolean().default(false),
      })
      .prefault({}),
    /** As registered with the U.S. Copyright Office. */
    dmcaAgent: contact.extend({ phone: line.optional() }).optional(),
    /** Collections of your own code that hold data about people; they stand in the data map too. */
    collections: z.array(z.string().regex(/^\w+$/)).default([]),
    /** Versions before this one, newest first. */
    history: z.array(z.strictObject({ version: line, effective: z.iso.date(), changes: z.string().min(1) })).default([]),
  })
  .prefault({});

/** Companies that can receive data. What they are called and where they are stands in `@k77/legal`. */
export const processorIds = [
  'discord',
  'stripe',
  'mongodb-atlas',
  'upstash',
  'railway',
  'render',
  'fly',
  'heroku',
  'digitalocean',
  'vercel',
  'netlify',
  'cloudflare',
  'sentry',
  'google-analytics',
] as const;

const processorsSchema = z
  .strictObject({
    /** `own`: on machines that the operator runs. */
    database: z.enum(['mongodb-atlas', 'own']).default('mongodb-atlas'),
    redis: z.enum(['upstash', 'own']).default('upstash'),
    /** Where bot, worker and API run. Empty: not known yet. */
    hosting: z.array(z.enum(['railway', 'render', 'fly', 'heroku', 'digitalocean', 'own'])).default([]),
    dashboard: z.enum(['vercel', 'netlify', 'own']).default('vercel'),
    dns: z.enum(['cloudflare', 'other']).default('cloudflare'),
    /** Absent: as NEXT_PUBLIC_SENTRY_DSN says when the dashboard is built. */
    sentry: z.boolean().optional(),
    /** Where a company keeps the data: `{ "mongodb-atlas": "Virginia, USA" }`. */
    locations: z.partialRecord(z.enum(processorIds), line).default({}),
    /** On what a transfer out of the EU or the UK rests, as the contract with the company says. */
    safeguards: z
      .partialRecord(z.enum(processorIds), z.enum(['standard contractual clauses', 'Data Privacy Framework', 'adequacy decision']))
      .default({}),
    /** Anybody else who receives data. */
    others: z
      .array(
        z.strictObject({
          name: line,
          purpose: line,
          data: line,
          country: line,
          url: link.optional(),
          safeguard: line.optional(),
        }),
      )
      .default([]),
  })
  .prefault({});

const plan = (amount: number) => z.strictObject({ amount: money.default(amount) }).prefault({});

const giveawayLimits = (running: number, winners: number, duration: number, entrants: number) =>
  z
    .strictObject({
      /** At the same time in one server. */
      running: count.default(running),
      winners: count.default(winners),
      days: count.default(duration),
      entrants: count.max(100_000).default(entrants),
    })
    .prefault({});

export const refundsSchema = z
  .strictObject({
    fullDays: days.default(7),
    partialDays: days.default(14),
    partialPercent: z.int().min(0).max(100).default(50),
    /** Consumers in the EU and the UK may withdraw for so long whatever the policy says; 0 where nobody there is sold to. */
    euWithdrawalDays: days.default(14),
  })
  .refine(({ fullDays, partialDays }) => partialDays >= fullDays, { path: ['partialDays'], error: 'is less than fullDays' })
  .prefault({});

const rateLimitsSchema = z
  .strictObject({
    windowSeconds: count.default(60),
    requests: z
      .strictObject({ free: count.default(60), basic: count.default(120), premium: count.default(300), admin: count.default(1000) })
      .prefault({}),
    /** Budgets that refuse when they cannot be counted; all others are counted in the process's own memory. */
    closedWithoutRedis: z.array(z.string()).default(['auth', 'refund', 'export', 'admin']),
  })
  .prefault({});

const cacheSchema = z
  .strictObject({
    ttlSeconds: z
      .strictObject({
        translation: count.default(86_400),
        guild_settings: count.default(3600),
        user_data: count.default(1800),
        leaderboard: count.default(300),
        api_response: count.default(300),
        premium_status: count.default(3600),
        rate_limit: count.default(60),
        default: count.default(300),
      })
      .prefault({}),
    jitterPercent: z.int().min(0).max(50).default(10),
    maxEntries: count.default(10_000),
  })
  .prefault({});

const redisSchema = z
  .strictObject({
    connectionsPerProcess: z.literal(1).default(1),
    connectTimeoutMs: count.default(5000),
    commandTimeoutMs: count.default(5000),
    keepAliveMs: count.default(30_000),
    pipelineBatch: count.default(100),
    queue: z.strictObject({ drainDelaySeconds: count.default(60), stalledIntervalMs: count.default(300_000) }).prefault({}),
  })
  .prefault({});

const httpsSchema = z
  .strictObject({
    /** For how long browsers are told to use HTTPS only; a day at first: what is wrong with HTTPS can still be mended. */
    maxAgeSeconds: z.int().min(0).default(86_400),
    includeSubdomains: z.boolean().default(false),
    /** Browsers carry the list of such domains with them, and it takes months to leave it. */
    preload: z.boolean().default(false),
  })
  .prefault({});

export const siteConfigSchema = z.strictObject({
  /** The name of the bot, as customers read it. */
  project: z.string().min(1).max(80),
  domain: z.string().regex(/^([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z]{2,}$/, 'is no domain name in lower case'),
  mailboxes: z.strictObject({ support: address, contact: address, privacy: address, billing: address, emergency: address }),
  links: z
    .strictObject({
      invite: link.optional(),
      support: link.optional(),
      /** Where STATUS_PAGE_URL is set, that is linked instead; legal pages name this one. */
      status: link.optional(),
    })
    .prefault({}),
  /** Prices as pages show them, in minor units; what is charged is Stripe's price. */
  plans: z
    .strictObject({
      currency: z
        .string()
        .regex(/^[a-z]{3}$/)
        .default('usd'),
      monthly: plan(999),
      yearly: plan(9999),
    })
    .prefault({}),
  checkout: z
    .strictObject({
      automaticTax: z.boolean().default(false),
      promotionCodes: z.boolean().default(false),
      termsRequired: z.boolean().default(true),
    })
    .prefault({}),
  premium: z
    .strictObject({
      /** How long a failed payment is waited for. */
      graceDays: days.default(7),
      /** The same offer in Discord's own store: https://support-dev.discord.com/hc/articles/23810643331735 */
      discordSkuId: z
        .string()
        .regex(/^\d{17,20}$/)
        .optional(),
    })
    .prefault({}),
  features: z
    .strictObject({
      giveaways: z.boolean().default(true),
      youtube: z.boolean().default(false),
      twitch: z.boolean().default(false),
      /** Give the premium role the moment somebody joins; needs the privileged intent "Server Members" in Discord's developer portal. */
      roleAtJoin: z.boolean().default(false),
    })
    .prefault({}),
  giveaways: z.strictObject({ free: giveawayLimits(1, 1, 7, 1000), premium: giveawayLimits(10, 20, 60, 50_000) }).prefault({}),
  retention: z
    .strictObject({
      inactiveDays: days.default(365),
      /** From a request for deletion, or from the bot's removal, to the deletion. */
      deletedDays: days.max(30).default(30),
      backupDays: days.default(7),
      auditDays: days.default(365),
      moderationLogDays: days.default(180),
    })
    .prefault({}),
  policies: z
    .strictObject({
      version: z.string().default('1.0'),
      effective: z.iso.date().default('2026-01-01'),
    })
    .prefault({}),
  business: businessSchema,
  legal: legalSchema,
  processors: processorsSchema,
  /** What Vercel measures for visitors who allowed it; off unless switched on here. */
  measuring: z
    .strictObject({
      vercelAnalytics: z.boolean().default(false),
      speedInsights: z.boolean().default(false),
      /** For how long Google keeps what belongs to a single visitor, as set at Google Analytics: Admin, Data retention. */
      googleMonths: z.union([z.literal(2), z.literal(14)]).default(2),
    })
    .prefault({}),
  refunds: refundsSchema,
  rateLimits: rateLimitsSchema,
  cache: cacheSchema,
  redis: redisSchema,
  https: httpsSchema,
});

export type SiteConfig = z.output<typeof siteConfigSchema>;
export type RefundPolicy = z.output<typeof refundsSchema>;
export type CachePolicy = z.output<typeof cacheSchema>;
export type RedisSettings = z.output<typeof redisSchema>;
export type RateLimits = z.output<typeof rateLimitsSchema>;
export type Region = (typeof regions)[number];
export type ProcessorId = (typeof processorIds)[number];
export type GiveawayLimits = SiteConfig['giveaways']['free'];
