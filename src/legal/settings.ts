/**
 * `site.config.json` as far as legal pages depend on it. What is absent has the default of the template's own schema (packages/config/src/site-schema.ts).
 */
export interface Settings {
  text: string;
  project: string;
  domain: string;
  mailboxes: Readonly<Record<string, string>>;
  business: { operator?: string; address: readonly string[]; country?: string; representatives: { eu?: unknown; uk?: unknown } };
  soldIn: readonly string[];
  legal: {
    governingLaw?: string;
    disputeBody?: unknown;
    minimumAge: number;
    noticeDays: number;
    answerBusinessDays?: number;
    renewalReminders: boolean;
    pages: Readonly<Record<string, boolean>>;
    dmcaAgent?: unknown;
    collections: readonly string[];
    history: readonly { version: string; effective: string }[];
  };
  processors: {
    database: string;
    redis: string;
    hosting: readonly string[];
    dashboard: string;
    dns: string;
    sentry?: boolean;
    safeguards: Readonly<Record<string, string>>;
    locations: Readonly<Record<string, string>>;
    others: readonly { name: string }[];
  };
  refunds: { fullDays: number; partialDays: number; partialPercent: number; euWithdrawalDays: number };
  retention: { inactiveDays: number; deletedDays: number; backupDays: number; auditDays: number };
  features: { giveaways: boolean; roleAtJoin: boolean };
  premium: { graceDays: number; discordSkuId?: string };
  checkout: { automaticTax: boolean; promotionCodes: boolean; termsRequired: boolean };
  measuring: { vercelAnalytics: boolean; speedInsights: boolean };
  policies: { version: string; effective: string };
}

type Raw = Readonly<Record<string, unknown>>;

/** Broken JSON counts as an empty file: whether it is valid is told by every command that needs it, and by the build. */
export function readSettings(text = ''): Settings {
  const raw = objectIn(text);
  const at = (name: string, within: Raw = raw): Raw => (isObject(within[name]) ? within[name] : {});
  const legal = at('legal');
  return {
    text,
    project: '',
    domain: '',
    ...pick(raw, ['project', 'domain']),
    mailboxes: at('mailboxes') as Record<string, string>,
    business: { address: [], representatives: {}, ...at('business') },
    soldIn: Array.isArray(legal.soldIn) ? (legal.soldIn as string[]) : ['eu', 'uk', 'us', 'elsewhere'],
    legal: {
      minimumAge: 13,
      noticeDays: 30,
      renewalReminders: false,
      collections: [],
      history: [],
      ...legal,
      pages: at('pages', legal) as Record<string, boolean>,
    },
    processors: {
      database: 'mongodb-atlas',
      redis: 'upstash',
      hosting: [],
      dashboard: 'vercel',
      dns: 'cloudflare',
      safeguards: {},
      locations: {},
      others: [],
      ...at('processors'),
    },
    refunds: { fullDays: 7, partialDays: 14, partialPercent: 50, euWithdrawalDays: 14, ...at('refunds') },
    retention: { inactiveDays: 365, deletedDays: 30, backupDays: 7, auditDays: 365, ...at('retention') },
    features: { giveaways: true, roleAtJoin: false, ...at('features') },
    premium: { graceDays: 7, ...at('premium') },
    checkout: { automaticTax: false, promotionCodes: false, termsRequired: true, ...at('checkout') },
    measuring: { vercelAnalytics: false, speedInsights: false, ...at('measuring') },
    policies: { version: '1.0', effective: '2026-01-01', ...at('policies') },
  };
}

const isObject = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

function objectIn(text: string): Raw {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function pick(raw: Raw, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (typeof raw[name] === 'string' ? [[name, raw[name]]] : [])));
}

/** Where a setting stands, from 1: the line of its key, or of the section that is there. */
export function lineOfSetting({ text }: Pick<Settings, 'text'>, path: string): number {
  let from = 0;
  for (const key of path.split('.')) {
    const at = text.indexOf(`"${key}"`, from);
    if (at < 0) break;
    from = at;
  }
  return text.slice(0, from).split('\n').length;
}

/** Sold to consumers who have the rights of the European Union or of the United Kingdom. */
export function isEurope({ soldIn }: Pick<Settings, 'soldIn'>): boolean {
  return soldIn.includes('eu') || soldIn.includes('uk');
}
