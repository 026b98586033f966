/**
 * The names under which everything is reached, derived from the domain alone. The guide's shape: dashboard at the apex and at www, API at api.
 */
export interface Hosts {
  apex: string;
  www: string;
  api: string;
}

export function hostsOf(domain: string): Hosts {
  return { apex: domain, www: `www.${domain}`, api: `api.${domain}` };
}

/** Where Discord sends people back: the API finishes the login, the dashboard shows its end. */
export function redirectsOf(domain: string): { dashboard: string; api: string } {
  const { apex, api } = hostsOf(domain);
  return { dashboard: `https://${apex}/auth/callback`, api: `https://${api}/api/auth/callback` };
}

/** Web origins that may call the API with cookies. Not the API itself: it is the same origin to itself. */
export function originsOf(domain: string): string[] {
  const { apex, www } = hostsOf(domain);
  return [`https://${apex}`, `https://${www}`];
}

/** "support, contact" → ["support@kingdom77.com", "contact@kingdom77.com"] */
export function mailboxesOf(mailboxes: string, domain: string): string[] {
  return [...new Set(mailboxes.split(/[\s,]+/).filter((name) => name !== ''))].map((name) => `${name}@${domain}`);
}
