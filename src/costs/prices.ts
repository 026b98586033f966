/**
 * What the vendors of the guide sell, as read from their published pages until 2026-11-22. Nothing was confirmed with a purchase; taxes are left out.
 * Looked up again: change the row, its `asOf` and its `source`. The order within a slot decides between plans of one price.
 */

import { type Catalogue, type Price, schemaName } from './price-types.ts';
import { prices202511 } from './prices-2025-11.ts';
import { hostingPrices } from './prices-hosting.ts';
import { payments } from './prices-payments.ts';

const atlas = {
  source: 'mongodb.com/docs/atlas: billing/atlas-flex-costs, reference/free-shared-limitations',
  asOf: '2026-09',
  confidence: 'high',
} as const;
const upstash = { source: 'upstash.com/docs billing, upstash.com/pricing/redis', asOf: '2026-11-09', confidence: 'high' } as const;
const sentry = { source: 'docs.sentry.io/pricing and notes of 2026-09', asOf: '2026-09', confidence: 'medium' } as const;
const robot = { source: 'uptimerobot.com/pricing', asOf: '2026-09-18', confidence: 'medium' } as const;
const recalled = { source: 'recalled, not looked up', asOf: '2026-01', confidence: 'low' } as const;

const flex = (operations: number, dollars: string): Price => ({
  vendor: 'atlas',
  plan: `flex-${operations}`,
  title: `Flex, up to ${operations} operations/s`,
  for: ['database'],
  fees: [{ what: 'Flex', usd: dollars, every: 'month' }],
  limits: { databaseMb: 5000, databaseOps: operations },
  lacks: ['database backups on demand and to a point in time', 'a private endpoint'],
  note: 'Billed by the hour at the peak of that hour; never above $30. A snapshot every day, by itself. Moves up and down by itself.',
  ...atlas,
});

const data: readonly Price[] = [
  {
    vendor: 'atlas',
    plan: 'm0',
    title: 'M0 (free)',
    for: ['database'],
    fees: [],
    limits: { databaseMb: 512, databaseOps: 100 },
    lacks: ['database backups', 'database backups on demand and to a point in time', 'a private endpoint'],
    note: 'Throttled at 100 operations/s; 10 GB in and out per 7 days; paused when nobody uses it; one per project.',
    ...atlas,
  },
  ...(
    [
      [100, '8'],
      [200, '15'],
      [300, '21'],
      [400, '26'],
      [500, '30'],
    ] as const
  ).map(([operations, dollars]) => flex(operations, dollars)),
  {
    vendor: 'atlas',
    plan: 'm10',
    title: 'M10, with backups',
    for: ['database'],
    fees: [{ what: 'M10, 730 hours of $0.08', usd: '58.40', every: 'month' }],
    meters: [{ what: 'Backup storage', unit: 'backupGb', usd: '0.14', per: 1 }],
    limits: { databaseMb: 10_000 },
    note: 'AWS us-east-1. Backups and traffic are billed on top; the price of a GB of backup is recalled. Bigger ones (M20 …) are not in this catalogue.',
    source: 'mongodb.com/pricing',
    asOf: '2026-09',
    confidence: 'medium',
  },
  {
    vendor: 'atlas',
    plan: 'm2',
    title: 'M2, M5, Serverless',
    for: 'listed',
    fees: [],
    ended: 'Not sold since early 2025, ended on 2026-01-22: Flex took their place, M10 where a cluster of its own is needed',
    ...atlas,
    confidence: 'medium',
  },
  {
    vendor: 'upstash',
    plan: 'free',
    title: 'Free',
    for: ['cache'],
    fees: [],
    limits: { cacheCommandsK: 500, cacheMb: 256, cacheBandwidthGb: 10 },
    lacks: ['a job queue apart from the cache (free is one database, which then never evicts)', 'Redis backups'],
    note: 'Above the limit every command is refused.',
    ...upstash,
  },
  {
    vendor: 'upstash',
    plan: 'payg',
    title: 'Pay as you go',
    for: ['cache'],
    fees: [],
    included: { cacheMb: 1000, cacheBandwidthGb: 200, cacheDatabases: 10 },
    meters: [
      { what: 'Commands', unit: 'cacheCommandsK', usd: '0.20', per: 100 },
      { what: 'Storage above 1 GB', unit: 'cacheMb', usd: '0.25', per: 1000 },
      { what: 'Traffic above 200 GB', unit: 'cacheBandwidthGb', usd: '0.03', per: 1 },
      { what: 'Databases above 10', unit: 'cacheDatabases', usd: '0.50', per: 1 },
    ],
    limits: { cacheMb: 100_000 },
    note: 'Every command of a pipeline or transaction counts, and those of the console. At the budget the database is slowed down, not switched off.',
    ...upstash,
  },
  ...(
    [
      ['250mb', 250, '10', 50],
      ['1gb', 1000, '20', 100],
      ['5gb', 5000, '100', 500],
      ['10gb', 10_000, '200', 1000],
      ['50gb', 50_000, '400', 5000],
    ] as const
  ).map(
    ([plan, megabytes, dollars, traffic]): Price => ({
      vendor: 'upstash',
      plan: `fixed-${plan}`,
      title: `Fixed, ${plan.toUpperCase().replace(/(\d+)/, '$1 ')} a database`,
      for: ['cache'],
      fees: [{ what: 'Fixed plan', usd: dollars, every: 'month', each: 'cacheDatabases' }],
      // The load of both databases together: as if it fell on one of them.
      limits: { cacheMb: megabytes, cacheBandwidthGb: traffic },
      note: 'Half as much again for every region to read from.',
      ...upstash,
      asOf: '2026-09-20',
    }),
  ),
  {
    vendor: 'upstash',
    plan: 'prod-pack',
    title: 'Prod Pack, on top of a paid plan',
    for: 'listed',
    fees: [{ what: 'Prod Pack', usd: '200', every: 'month', each: 'cacheDatabases' }],
    note: 'Encryption at rest, SLA, several zones, SOC 2. Without it "encrypted at rest" is not true of Upstash.',
    ...upstash,
    asOf: '2026-09-20',
  },
];

const registrar = (vendor: string, title: string, dollars: string, about: Partial<Price> = {}): Price => ({
  vendor,
  plan: 'com',
  title,
  for: ['domain'],
  fees: [{ what: '.com, renewal', usd: dollars, every: 'year' }],
  note: 'The price of the renewal: the first year is often sold below it.',
  ...recalled,
  ...about,
});

const domains: readonly Price[] = [
  registrar('cloudflare-registrar', '.com at cost', '11.17', {
    note: 'Derived: Verisign 10.97 since 2026-11-01 and ICANN 0.20. Moves only to Cloudflare DNS. No discount for several years: they only fix the price.',
    source: 'Verisign wholesale price, webhosting.today',
    asOf: '2026-11-01',
    confidence: 'medium',
  }),
  registrar('porkbun', '.com', '11.80', { source: 'a note of 2026-09-17, plus the wholesale rise', asOf: '2026-09-17' }),
  registrar('namecheap', '.com', '16.98', {
    note: 'Between 15 and 18.50; the first year 6 to 11.',
    asOf: '2026-06',
    source: 'repository notes of 2026',
  }),
  registrar('godaddy', '.com', '22.00', { note: 'About 22; the first year 1 to 12.' }),
  {
    ...registrar('any', '.io, renewal 45 to 60', '52.50'),
    plan: 'io',
    for: 'listed',
    fees: [{ what: '.io, renewal', usd: '52.50', every: 'year' }],
  },
  {
    ...registrar('any', '.gg, renewal 60 to 90', '75.00'),
    plan: 'gg',
    for: 'listed',
    fees: [{ what: '.gg, renewal', usd: '75.00', every: 'year' }],
  },
  {
    vendor: 'cloudflare',
    plan: 'free',
    title: 'DNS, certificates, DDoS protection',
    for: ['dns'],
    fees: [],
    note: 'Universal certificates cover the domain and one label below it. E-mail routing only receives.',
    source: 'cloudflare.com/plans',
    asOf: '2026-10-07',
    confidence: 'medium',
  },
  {
    vendor: 'cloudflare',
    plan: 'pro',
    title: 'Pro',
    for: ['dns'],
    fees: [{ what: 'Pro', usd: '25', every: 'month' }],
    annual: '20',
    source: 'cloudflare.com/plans',
    asOf: '2026-10-07',
    confidence: 'medium',
  },
];

const monitoring: readonly Price[] = [
  {
    vendor: 'sentry',
    plan: 'developer',
    title: 'Developer (free)',
    for: ['errors'],
    fees: [],
    limits: { errors: 5000, seats: 1 },
    lacks: ['a second person in Sentry', 'errors kept for longer than a month'],
    note: '5,000 errors, 50 replays, 5 GB of logs a month; what is above is dropped.',
    ...sentry,
  },
  {
    vendor: 'sentry',
    plan: 'team',
    title: 'Team',
    for: ['errors'],
    fees: [{ what: 'Team', usd: '29', every: 'month' }],
    annual: '26',
    included: { errors: 50_000 },
    meters: [
      { what: 'Errors above 50,000', unit: 'errors', usd: '0.0003625', per: 1, to: 100_000 },
      { what: 'Errors above 100,000', unit: 'errors', usd: '0.0002188', per: 1, from: 100_000, to: 500_000 },
      { what: 'Errors above 500,000', unit: 'errors', usd: '0.0001875', per: 1, from: 500_000 },
    ],
    note: 'Without a pay-as-you-go budget what is above 50,000 is dropped and not billed.',
    ...sentry,
  },
  {
    vendor: 'sentry',
    plan: 'business',
    title: 'Business',
    for: 'listed',
    fees: [{ what: 'Business', usd: '89', every: 'month' }],
    annual: '80',
    ...sentry,
    confidence: 'low',
  },
  {
    vendor: 'uptimerobot',
    plan: 'free',
    title: 'Free',
    for: ['uptime'],
    fees: [],
    limits: { monitors: 50, checksPerHour: 12 },
    lacks: ['uptime checks every minute', 'a status page at your own domain'],
    note: 'Commercial use was forbidden from about December 2024 to May 2026 and is allowed again: look at the terms before you rely on it.',
    ...robot,
  },
  {
    vendor: 'uptimerobot',
    plan: 'solo',
    title: 'Solo',
    for: ['uptime'],
    fees: [{ what: 'Solo', usd: '10', every: 'month' }],
    annual: '9',
    limits: { monitors: 50, checksPerHour: 60 },
    ...robot,
  },
  {
    vendor: 'uptimerobot',
    plan: 'team',
    title: 'Team',
    for: ['uptime'],
    fees: [{ what: 'Team', usd: '34', every: 'month' }],
    annual: '29',
    source: 'repository notes of 2026-05',
    asOf: '2026-05',
    confidence: 'low',
  },
  {
    vendor: 'betterstack',
    plan: 'free',
    title: 'Free',
    for: ['uptime'],
    fees: [],
    limits: { monitors: 10, checksPerHour: 120 },
    lacks: ['a status page at your own domain'],
    note: '10 monitors every 30 seconds.',
    source: 'betterstack.com/pricing, by note',
    asOf: '2026-09',
    confidence: 'medium',
  },
  {
    vendor: 'healthchecks',
    plan: 'free',
    title: 'Free, 20 heartbeats',
    for: 'listed',
    fees: [],
    note: 'A heartbeat is the right watch for a process without a port, such as the bot.',
    source: 'free-for.dev',
    asOf: '2026-08-22',
    confidence: 'medium',
  },
  {
    vendor: 'google-analytics',
    plan: 'ga4',
    title: '4 (free)',
    for: ['analytics'],
    fees: [],
    lacks: ['analytics without a consent banner'],
    note: 'Needs consent in the EEA and the UK.',
    source: 'marketingplatform.google.com',
    asOf: '2026-09',
    confidence: 'medium',
  },
  {
    vendor: 'plausible',
    plan: 'starter',
    title: 'Starter, without cookies',
    for: ['analytics'],
    fees: [{ what: 'Starter', usd: '9', every: 'month' }],
    source: 'plausible.io, by note',
    asOf: '2026-09',
    confidence: 'medium',
  },
];

export const prices202611: Catalogue = {
  schema: schemaName,
  name: '2026-11',
  title: 'Prices as published until November 2026',
  staleAfterDays: 90,
  vendors: {
    hosting: 'railway',
    dashboard: 'vercel',
    database: 'atlas',
    cache: 'upstash',
    domain: 'cloudflare-registrar',
    dns: 'cloudflare',
    errors: 'sentry',
    uptime: 'uptimerobot',
    analytics: 'google-analytics',
  },
  wanted: ['database backups'],
  prices: [...hostingPrices, ...data, ...domains, ...monitoring],
  payments,
};

/** Catalogues that are shipped, newest first. */
export const catalogues: readonly Catalogue[] = [prices202611, prices202511];
