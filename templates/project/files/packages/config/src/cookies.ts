/**
 * Every cookie that API and dashboard set. The cookie policy is printed from this list, so that the page and the code cannot differ.
 */
import { type Environment, isDeployed } from './environment.ts';

const day = 86_400;

export interface CookieInfo {
  name: string;
  purpose: string;
  category: 'necessary' | 'analytics' | 'preferences';
  /** Absent: until the browser is closed. */
  maxAgeSeconds?: number;
  httpOnly: boolean;
  sameSite: 'lax' | 'strict';
  /** Whose cookie it is; never one for the whole domain: subdomains may belong to others, such as a status page. */
  host: 'api' | 'dashboard';
  setBy: 'us' | 'Google Analytics';
}

export const cookies = {
  session: {
    name: 'session',
    purpose: 'Keeps you logged in',
    category: 'necessary',
    maxAgeSeconds: 30 * day,
    httpOnly: true,
    sameSite: 'lax',
    host: 'api',
    setBy: 'us',
  },
  auth_token: {
    name: 'auth_token',
    purpose: 'Proves to the API who you are',
    category: 'necessary',
    maxAgeSeconds: day,
    httpOnly: true,
    sameSite: 'lax',
    host: 'api',
    setBy: 'us',
  },
  csrf_token: {
    name: 'csrf_token',
    purpose: 'Protects against requests forged by other sites',
    category: 'necessary',
    httpOnly: false,
    sameSite: 'lax',
    host: 'api',
    setBy: 'us',
  },
  oauth: {
    name: 'oauth',
    purpose: 'Ties a login at Discord to the browser that began it',
    category: 'necessary',
    maxAgeSeconds: 600,
    httpOnly: true,
    sameSite: 'lax',
    host: 'api',
    setBy: 'us',
  },
  cookie_consent: {
    name: 'cookie_consent',
    purpose: 'Remembers which cookies you allow',
    category: 'necessary',
    maxAgeSeconds: 365 * day,
    httpOnly: false,
    sameSite: 'lax',
    host: 'dashboard',
    setBy: 'us',
  },
  theme: {
    name: 'theme',
    purpose: 'Remembers whether you chose the light or the dark look',
    category: 'preferences',
    maxAgeSeconds: 365 * day,
    httpOnly: false,
    sameSite: 'lax',
    host: 'dashboard',
    setBy: 'us',
  },
  _ga: {
    name: '_ga',
    purpose: 'Tells visitors apart, under a pseudonym; only with your consent',
    category: 'analytics',
    maxAgeSeconds: 2 * 365 * day,
    httpOnly: false,
    sameSite: 'lax',
    host: 'dashboard',
    setBy: 'Google Analytics',
  },
  '_ga_<id>': {
    name: '_ga_<id>',
    purpose: 'Keeps the state of a visit, under a pseudonym; only with your consent',
    category: 'analytics',
    maxAgeSeconds: 2 * 365 * day,
    httpOnly: false,
    sameSite: 'lax',
    host: 'dashboard',
    setBy: 'Google Analytics',
  },
} as const satisfies Record<string, CookieInfo>;

export type CookieId = keyof typeof cookies;

/** As browsers see it: cookies of the API carry `__Host-` wherever there is HTTPS, which binds them to that one host. */
export function cookieName(id: CookieId, environment: Environment): string {
  return cookies[id].host === 'api' && isDeployed(environment) ? `__Host-${id}` : id;
}

export function cookieOf(id: CookieId): CookieInfo {
  return cookies[id];
}
