/** Who receives data of this project, what for, and which data: made from configuration and environment. */
import type { ProcessorId, SiteConfig } from '@k77/config';
import { companies } from './companies.ts';
import { enumeration } from './text.ts';

export interface Processor {
  /** Absent for companies that only `site.config.json` names. */
  id: ProcessorId | undefined;
  name: string;
  purpose: string;
  data: string;
  country: string;
  /** Where the data lie, when it is known. */
  location: string | undefined;
  safeguard: string | undefined;
  url: string | undefined;
  ownPurposes: boolean;
}

interface Use {
  id: ProcessorId;
  purpose: string;
  data: string;
}

/** What is measured or reported besides; follows from the environment of the build. */
export interface Optional {
  analytics: boolean;
  sentry: boolean;
}

export function processorsOf(site: SiteConfig, optional: Optional): readonly Processor[] {
  const { locations, safeguards, others } = site.processors;
  const merged = new Map<ProcessorId, Use>();
  for (const use of usesOf(site, optional)) {
    const before = merged.get(use.id);
    merged.set(use.id, before ? { ...use, purpose: `${before.purpose}; ${use.purpose}`, data: `${before.data}; ${use.data}` } : use);
  }
  const known = [...merged.values()].map(({ id, purpose, data }) => ({
    ...companies[id],
    purpose,
    data,
    location: locations[id],
    safeguard: safeguards[id],
  }));
  const named = others.map(({ url, safeguard, ...other }) => ({
    ...other,
    id: undefined,
    url,
    safeguard,
    location: undefined,
    ownPurposes: false,
  }));
  return [...known, ...named];
}

function usesOf({ processors, measuring }: SiteConfig, { analytics, sentry }: Optional): readonly Use[] {
  const { database, redis, hosting, dashboard, dns } = processors;
  const measured = [...(measuring.vercelAnalytics ? ['page views'] : []), ...(measuring.speedInsights ? ['loading times'] : [])];
  const uses: readonly (Use | false)[] = [
    { id: 'discord', purpose: 'Login, and everything that the bot does', data: 'What you do on Discord, and our requests about it' },
    {
      id: 'stripe',
      purpose: 'Payments, invoices and refunds',
      data: 'Name, e-mail address, billing address and card as you type them at Stripe; your Discord id and the id of the server',
    },
    database === 'mongodb-atlas' && { id: database, purpose: 'Database', data: 'Everything that the table above lists' },
    redis === 'upstash' && {
      id: redis,
      purpose: 'Cache and queue of jobs',
      data: 'Copies of settings and ids for a short time; addresses of visitors while requests are counted',
    },
    ...hosting.flatMap((id): Use[] =>
      id === 'own'
        ? []
        : [{ id, purpose: 'Runs the bot, its background jobs or the API', data: 'What is processed there; IP addresses of API requests' }],
    ),
    dashboard !== 'own' && { id: dashboard, purpose: 'Delivers this website', data: 'IP address, browser and requested page' },
    measured.length > 0 && {
      id: 'vercel',
      purpose: `Measures ${enumeration(measured)} of visitors who allowed it`,
      data: 'Page, browser, country and referring page',
    },
    dns === 'cloudflare' && {
      id: dns,
      purpose: 'Domain names, protection against attacks, forwarding of mail',
      data: 'Requests for our host names, IP addresses, and mails to our mailboxes while they are forwarded',
    },
    sentry && { id: 'sentry', purpose: 'Reports of errors', data: 'What went wrong and where, with hashed ids of users and servers' },
    analytics && {
      id: 'google-analytics',
      purpose: 'Statistics about visits and purchases of visitors who allowed it',
      data: 'Pages, events, browser, rough place, a random id; amount and currency of purchases',
    },
  ];
  return uses.filter((use) => use !== false);
}
