/** Every address that pages link to. Paths of this site begin with a slash. */
import { publicEnv } from './env.ts';
import { site } from './site.ts';

export interface SiteLink {
  label: string;
  href: string;
}

export const paths = {
  home: '/',
  features: '/features',
  pricing: '/pricing',
  commands: '/commands',
  faq: '/faq',
  support: '/support',
  login: '/login',
  servers: '/servers',
  billing: '/billing',
  account: '/account',
  terms: '/legal/terms',
  privacy: '/legal/privacy',
  refund: '/legal/refund',
  cookies: '/legal/cookies',
} as const;

export const mainLinks: readonly SiteLink[] = [
  { label: 'Features', href: paths.features },
  { label: 'Pricing', href: paths.pricing },
  { label: 'Commands', href: paths.commands },
  { label: 'FAQ', href: paths.faq },
  { label: 'Support', href: paths.support },
];

export const legalLinks: readonly SiteLink[] = [
  { label: 'Terms', href: paths.terms },
  { label: 'Privacy', href: paths.privacy },
  { label: 'Refunds', href: paths.refund },
  { label: 'Cookies', href: paths.cookies },
];

export const accountLinks: readonly SiteLink[] = [
  { label: 'Servers', href: paths.servers },
  { label: 'Billing', href: paths.billing },
  { label: 'Account', href: paths.account },
];

/** What the bot needs in a server: see channels, write in them, embed links. https://docs.discord.com/developers/topics/permissions */
const botPermissions = 1024 + 2048 + 16_384;

/** Adds the bot to a server, at Discord. */
export const inviteUrl: string = site.links.invite ?? invitation();

function invitation(): string {
  const query = new URLSearchParams({
    client_id: publicEnv.discordClientId,
    scope: 'bot applications.commands',
    permissions: String(botPermissions),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

/** Begins a login at the API. @param next path of this site to land on @param again Discord asks even those who allowed it before */
export function loginUrl(next: string = paths.servers, again = false): string {
  const query = new URLSearchParams({ next, ...(again ? { again: 'true' } : {}) });
  return `${publicEnv.apiUrl}/api/auth/login?${query}`;
}

/** The community's server, where there is one. */
export const supportServerUrl: string | undefined = site.links.support;

/** The status page, where there is one. Read when a page is rendered: hosts set STATUS_PAGE_URL without a build. */
export function statusUrl(): string | undefined {
  return process.env.STATUS_PAGE_URL || site.links.status;
}

export function mailto(address: string, subject?: string): string {
  return subject === undefined ? `mailto:${address}` : `mailto:${address}?subject=${encodeURIComponent(subject)}`;
}
