/** Configurations that tests run through: the least, everything, single regions, names that are hard to quote. */
import { parseSiteConfig, processorIds, type SiteConfig } from '@k77/config';
import type { BuildEnvironment } from './facts.ts';

const mailboxes = Object.fromEntries(
  ['support', 'contact', 'privacy', 'billing', 'emergency'].map((name) => [name, `${name}@crownbot.example`]),
);
const least = { project: 'Crown', domain: 'crownbot.example', mailboxes };

const business = {
  operator: 'Crown Software GmbH',
  address: ['Musterstraße 1', '10115 Berlin'],
  country: 'DE',
  register: 'Amtsgericht Charlottenburg, HRB 12345',
  vatId: 'DE123456789',
  phone: '+49 30 123456',
  representatives: { eu: { name: 'Rep EU', address: 'Dublin' }, uk: { name: 'Rep UK', email: 'uk@rep.example' } },
  dataProtectionOfficer: { name: 'A. Officer', email: 'dpo@crownbot.example' },
  authority: { name: 'Berliner Beauftragte', url: 'https://www.datenschutz-berlin.de' },
};

export interface Sample {
  name: string;
  site: SiteConfig;
  env: BuildEnvironment;
}

const sample = (name: string, more: object, env: BuildEnvironment = {}): Sample => ({
  name,
  site: parseSiteConfig({ ...least, ...more }),
  env,
});

export const everything: Sample = sample(
  'everything',
  {
    business,
    links: { invite: 'https://discord.com/invite/x', support: 'https://discord.gg/crown', status: 'https://status.crownbot.example' },
    checkout: { automaticTax: true, promotionCodes: true, termsRequired: true },
    premium: { discordSkuId: '123456789012345678' },
    features: { giveaways: true, roleAtJoin: true },
    legal: {
      governingLaw: 'Germany',
      courts: 'Berlin',
      disputeBody: { name: 'Board', url: 'https://board.example' },
      answerBusinessDays: 2,
      renewalReminders: true,
      pages: { acceptableUse: true, dmca: true, community: true, api: true },
      dmcaAgent: { name: 'Agent', address: '1 Road', email: 'dmca@crownbot.example', phone: '+1 555 0100' },
      collections: ['warnings'],
      history: [{ version: '0.9', effective: '2025-01-01', changes: 'First version' }],
    },
    processors: {
      hosting: ['railway', 'fly'],
      locations: { 'mongodb-atlas': 'Virginia, USA' },
      safeguards: Object.fromEntries(processorIds.map((id) => [id, 'standard contractual clauses'])),
      others: [
        {
          name: 'Helpdesk Ltd',
          purpose: 'Support',
          data: 'Mails',
          country: 'Ireland',
          url: 'https://helpdesk.example',
          safeguard: 'none needed',
        },
      ],
    },
    measuring: { vercelAnalytics: true, speedInsights: true },
  },
  { NEXT_PUBLIC_GA_ID: 'G-TEST', NEXT_PUBLIC_SENTRY_DSN: 'https://k@o1.ingest.sentry.io/1' },
);

export const nothing: Sample = sample('the least', {
  checkout: { automaticTax: false, promotionCodes: false, termsRequired: false },
  features: { giveaways: false, roleAtJoin: false },
  legal: { soldIn: ['elsewhere'] },
  refunds: { fullDays: 0, partialDays: 0, partialPercent: 0, euWithdrawalDays: 0 },
  retention: { backupDays: 0 },
  premium: { graceDays: 0 },
  processors: { database: 'own', redis: 'own', dashboard: 'own', dns: 'other' },
});

export const samples: readonly Sample[] = [
  everything,
  nothing,
  sample('as scaffolded', {}),
  sample('the European Union only', { business, legal: { soldIn: ['eu'], governingLaw: 'Austria', disputeBody: 'none' } }),
  sample('the United Kingdom only', { business: { ...business, country: 'GB' }, legal: { soldIn: ['uk'] } }),
  sample('the United States only', {
    business: { operator: 'Crown LLC', address: ['1 Main St', 'Dover, DE 19901'], country: 'US' },
    legal: { soldIn: ['us'], pages: { dmca: true } },
    refunds: { fullDays: 14, partialDays: 14, partialPercent: 0, euWithdrawalDays: 0 },
  }),
  sample('no statistics, but Sentry', { processors: { sentry: true } }),
  sample('no partial refunds', { refunds: { fullDays: 14, partialDays: 14, partialPercent: 50, euWithdrawalDays: 14 } }),
  sample('only partial refunds', { refunds: { fullDays: 0, partialDays: 10, partialPercent: 30, euWithdrawalDays: 14 } }),
  sample(
    'names that are hard to quote',
    {
      project: `"Ki'ng" <b>&amp; [x](javascript:alert(1)) \${you} 王 🂮`,
      business: { operator: `O’Neil & Søns "A/S" [x] (sons)`, address: ['<Straße> 1', '`x`'], country: 'DK' },
      plans: { currency: 'jpy', monthly: { amount: 1500 }, yearly: { amount: 15_000 } },
    },
    { NEXT_PUBLIC_GA_ID: 'G-TEST' },
  ),
];
