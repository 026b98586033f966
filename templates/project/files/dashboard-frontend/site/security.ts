/**
 * What browsers are told not to do. The content security policy is made anew for each request, with a nonce, by `proxy.ts`; the other headers are the same for
 * every answer and stand in `next.config.ts`.
 * Style attributes are refused too: write classes. https://developer.mozilla.org/docs/Web/HTTP/CSP
 */
import { type Environment, isDeployed } from '@k77/config/environment';
import { discordImages } from './discord-images.ts';
import { publicEnv } from './env.ts';

export interface Sources {
  script: string[];
  connect: string[];
  img: string[];
}

export { discordImages };

/** Hosts of optional services, and only of those that are configured. Before somebody consents nothing is loaded from them all the same. */
export const extraSources: Sources = sourcesOf(publicEnv);

export function sourcesOf({ gaId, sentryDsn }: Pick<typeof publicEnv, 'gaId' | 'sentryDsn'>): Sources {
  const google = gaId !== '';
  return {
    script: google ? ['https://www.googletagmanager.com'] : [],
    connect: [
      ...(google ? ['https://*.google-analytics.com', 'https://*.analytics.google.com', 'https://www.googletagmanager.com'] : []),
      ...(URL.canParse(sentryDsn) ? [new URL(sentryDsn).origin] : []),
    ],
    img: google ? ['https://*.google-analytics.com', 'https://www.googletagmanager.com'] : [],
  };
}

export interface PolicyInput {
  nonce: string;
  apiUrl: string;
  /** `next dev` evaluates code and talks to itself over a web socket. */
  isDevelopment?: boolean;
  /** Pages come over HTTPS. */
  isHttps?: boolean;
  extra?: Sources;
}

/** The header `Content-Security-Policy`. */
export function contentSecurityPolicy({ nonce, apiUrl, isDevelopment = false, isHttps = true, extra = extraSources }: PolicyInput): string {
  const api = URL.canParse(apiUrl) ? [new URL(apiUrl).origin] : [];
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'none'"],
    // Browsers that know 'strict-dynamic' go by the nonce alone; the hosts are for those that do not.
    'script-src': [`'nonce-${nonce}'`, "'strict-dynamic'", "'self'", ...extra.script, ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:', discordImages, ...extra.img],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...api, ...extra.connect, ...(isDevelopment ? ['ws:'] : [])],
    'manifest-src': ["'self'"],
    'form-action': ["'self'", ...api],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
    ...(isHttps ? { 'upgrade-insecure-requests': [] } : {}),
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...new Set(sources)].join(' '))
    .join('; ');
}

export interface Header {
  key: string;
  value: string;
}

export interface HttpsPolicy {
  maxAgeSeconds: number;
  includeSubdomains: boolean;
  preload: boolean;
}

const unusedPowers = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

/** On every answer. X-XSS-Protection is left out on purpose: the filter that it steered is gone, and was itself a hole. */
export function securityHeaders(environment: Environment, https: HttpsPolicy): Header[] {
  return [
    { key: 'X-Content-Type-Options', value: 'nosniff' },
    { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
    { key: 'X-Frame-Options', value: 'DENY' },
    { key: 'Permissions-Policy', value: unusedPowers.map((power) => `${power}=()`).join(', ') },
    { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
    { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
    { key: 'X-DNS-Prefetch-Control', value: 'off' },
    { key: 'X-Permitted-Cross-Domain-Policies', value: 'none' },
    { key: 'Origin-Agent-Cluster', value: '?1' },
    ...(isDeployed(environment) ? [{ key: 'Strict-Transport-Security', value: strictTransport(https) }] : []),
  ];
}

/** Raised in steps by `https` in site.config.json: what browsers were once told they believe for as long as it says. */
export function strictTransport({ maxAgeSeconds, includeSubdomains, preload }: HttpsPolicy): string {
  return [`max-age=${maxAgeSeconds}`, ...(includeSubdomains ? ['includeSubDomains'] : []), ...(preload ? ['preload'] : [])].join('; ');
}
