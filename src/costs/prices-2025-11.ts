/**
 * The figures of the guide's cost section, as the guide applies them, and nothing else: `--prices 2025-11`. Two services, one price each; what follows the
 * size of the bot follows the number of servers. Where today's prices differ is told by `guide-scenarios.ts`.
 */
import { type Catalogue, type Price, schemaName } from './price-types.ts';

const guide = { source: "the guide's cost breakdown", asOf: '2025-11', confidence: 'medium' } as const;

const railway = (plan: string, title: string, usd: string, servers?: number): Price => ({
  vendor: 'railway',
  plan,
  title,
  for: ['hosting'],
  fees: [
    { what: 'Bot', usd, every: 'month' },
    { what: 'API', usd, every: 'month' },
  ],
  ...(servers === undefined ? {} : { limits: { servers } }),
  ...guide,
});

const plan = (vendor: string, name: string, title: string, slot: Price['for'], usd: string, limits?: Price['limits']): Price => ({
  vendor,
  plan: name,
  title,
  for: slot,
  fees: usd === '0' ? [] : [{ what: title, usd, every: 'month' }],
  ...(limits ? { limits } : {}),
  ...guide,
});

export const prices202511: Catalogue = {
  schema: schemaName,
  name: '2025-11',
  title: "The guide's own figures",
  staleAfterDays: 90,
  vendors: {
    hosting: 'railway',
    dashboard: 'vercel',
    database: 'atlas',
    cache: 'upstash',
    domain: 'namecheap',
    dns: 'cloudflare',
    errors: 'sentry',
    uptime: 'uptimerobot',
    analytics: 'google-analytics',
  },
  wanted: [],
  prices: [
    railway('512mb', '512 MB', '7', 999),
    railway('512mb-busy', '512 MB, busy', '10', 5000),
    railway('1gb', '1 GB', '15'),
    plan('vercel', 'free', 'Free', ['dashboard'], '0', { servers: 999, dashboardGb: 100 }),
    plan('vercel', 'pro', 'Pro', ['dashboard'], '20'),
    plan('atlas', 'm0', 'M0', ['database'], '0', { servers: 999, databaseMb: 512 }),
    plan('atlas', 'm2', 'M2', ['database'], '9', { servers: 5000, databaseMb: 2000 }),
    plan('atlas', 'm5', 'M5', ['database'], '25'),
    plan('upstash', 'free', 'Free', ['cache'], '0', { servers: 999, cacheCommandsK: 300, cacheMb: 256 }),
    plan('upstash', 'payg', 'Pay as you go', ['cache'], '10', { servers: 5000 }),
    plan('upstash', 'payg-busy', 'Pay as you go, busy', ['cache'], '20'),
    { ...plan('namecheap', 'com', '.com', ['domain'], '0'), fees: [{ what: '.com', usd: '15', every: 'year' }] },
    plan('cloudflare', 'free', 'Free', ['dns'], '0'),
    plan('sentry', 'developer', 'Free', ['errors'], '0', { errors: 5000 }),
    plan('sentry', 'team', 'Team', ['errors'], '26'),
    plan('uptimerobot', 'free', 'Free', ['uptime'], '0', { monitors: 50, checksPerHour: 12 }),
    plan('uptimerobot', 'pro', 'Pro', ['uptime'], '7'),
    plan('google-analytics', 'ga4', 'Free', ['analytics'], '0'),
  ],
  payments: {
    cards: [{ countries: ['*'], percent: '2.9', flat: '0.30', currency: 'usd', international: '0', conversion: '0', ...guide }],
    exchange: {},
  },
};
