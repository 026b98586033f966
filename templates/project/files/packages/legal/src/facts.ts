/**
 * Everything that clauses may say, drawn from configuration, registries and the environment of the build. A clause reads nothing else.
 */
import {
  type CookieId,
  type CookieInfo,
  cookieName,
  cookies,
  type Environment,
  environments,
  policy,
  type Region,
  type SiteConfig,
} from '@k77/config';
import { type Processor, processorsOf } from './processors.ts';
import { type Stored, storedBy } from './stored.ts';

/** Variables of the dashboard's build that pages depend on; others are not looked at. */
export type BuildEnvironment = Readonly<
  Partial<Record<'NEXT_PUBLIC_GA_ID' | 'NEXT_PUBLIC_SENTRY_DSN' | 'NEXT_PUBLIC_ENVIRONMENT', string>>
>;

export interface CookieFact extends CookieInfo {
  id: CookieId;
  /** As browsers show it. */
  shown: string;
}

export interface Facts {
  project: string;
  domain: string;
  /** `https://example.com`, without a slash at the end. */
  home: string;
  business: SiteConfig['business'];
  /** How the pages call the operator. */
  operator: string;
  countryName: string | undefined;
  mailboxes: SiteConfig['mailboxes'];
  links: SiteConfig['links'];
  legal: SiteConfig['legal'];
  soldIn: Readonly<Record<Region, boolean>>;
  /** Consumers there have the rights of the European Union or of the United Kingdom. */
  europe: boolean;
  prices: { monthly: string; yearly: string; least: string };
  checkout: SiteConfig['checkout'];
  refunds: SiteConfig['refunds'];
  /** Days of Premium after a payment failed. */
  graceDays: number;
  discordStore: boolean;
  features: SiteConfig['features'];
  giveaways: SiteConfig['giveaways'];
  retention: SiteConfig['retention'];
  rateLimits: SiteConfig['rateLimits'];
  policies: SiteConfig['policies'];
  figures: typeof policy;
  cookies: readonly CookieFact[];
  stored: readonly Stored[];
  processors: readonly Processor[];
  hostingKnown: boolean;
  measuring: { analytics: boolean; vercelAnalytics: boolean; speedInsights: boolean; googleMonths: number };
  /** There is something that visitors can allow or refuse. */
  choices: boolean;
  sentry: boolean;
}

export function factsOf(site: SiteConfig, env: BuildEnvironment = {}): Facts {
  const analytics = Boolean(env.NEXT_PUBLIC_GA_ID);
  const sentry = site.processors.sentry ?? Boolean(env.NEXT_PUBLIC_SENTRY_DSN);
  const measuring = { analytics, ...site.measuring };
  const choices = analytics || measuring.vercelAnalytics || measuring.speedInsights;
  const soldIn = Object.fromEntries(
    (['eu', 'uk', 'us', 'elsewhere'] as const).map((region) => [region, site.legal.soldIn.includes(region)]),
  );
  const { project, domain, business, mailboxes, links, legal, checkout, refunds, features, giveaways, retention, rateLimits, policies } =
    site;
  const europe = soldIn.eu === true || soldIn.uk === true;
  return {
    project,
    domain,
    home: `https://${domain}`,
    business,
    operator: business.operator ?? `the operator of ${project}`,
    countryName: business.country && (regionNames.of(business.country) ?? business.country),
    mailboxes,
    links,
    legal,
    soldIn: soldIn as Record<Region, boolean>,
    europe,
    prices: pricesOf(site),
    checkout,
    refunds,
    graceDays: site.premium.graceDays,
    discordStore: site.premium.discordSkuId !== undefined,
    features,
    giveaways,
    retention,
    rateLimits,
    policies,
    figures: policy,
    cookies: cookiesOf(environmentOf(env), { analytics, choices }),
    stored: storedBy(site).filter(({ collection }) => collection !== 'withdrawals' || europe),
    processors: processorsOf(site, { analytics, sentry }),
    hostingKnown: site.processors.hosting.length > 0,
    measuring,
    choices,
    sentry,
  };
}

const regionNames = new Intl.DisplayNames(['en'], { type: 'region' });

function environmentOf({ NEXT_PUBLIC_ENVIRONMENT: name }: BuildEnvironment): Environment {
  return environments.find((one) => one === name) ?? 'production';
}

function pricesOf({ plans, legal }: SiteConfig): Facts['prices'] {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: plans.currency.toUpperCase() });
  // Stripe takes amounts of these in hundredths, although they have no such coin: https://docs.stripe.com/currencies#special-cases
  const digits = ['isk', 'ugx', 'huf', 'twd'].includes(plans.currency) ? 2 : (format.resolvedOptions().maximumFractionDigits ?? 2);
  const money = (minor: number) => format.format(minor / 10 ** digits);
  return { monthly: money(plans.monthly.amount), yearly: money(plans.yearly.amount), least: money(legal.liability.least) };
}

/** Those that are really set: Google's only with Google Analytics, the memory of a choice only where there is one. */
function cookiesOf(environment: Environment, { analytics, choices }: { analytics: boolean; choices: boolean }): readonly CookieFact[] {
  return (Object.keys(cookies) as CookieId[])
    .map((id): CookieFact => ({ ...cookies[id], id, shown: cookieName(id, environment) }))
    .filter(({ id, setBy }) => (setBy === 'Google Analytics' ? analytics : id !== 'cookie_consent' || choices));
}
