/** How the dashboard is built and served. What it needs of the environment is checked here, before anything is built. */
import { readEnv } from '@k77/config';
import type { NextConfig } from 'next';
import { withSentry } from './sentry/with-sentry.ts';
import { buildEnv } from './site/build-env.ts';
import { redirects } from './site/redirects.ts';
import { discordImages, securityHeaders } from './site/security.ts';
import { site } from './site/site.ts';

const env = readEnv('dashboard', buildEnv(process.env, site.domain));
const root = new URL('..', import.meta.url).pathname;

const config: NextConfig = {
  env: publicVariables(),
  poweredByHeader: false,
  compress: true,
  productionBrowserSourceMaps: false,
  reactStrictMode: true,
  // `npm run check` looks at types, at the top and for all workspaces alike.
  typescript: { ignoreBuildErrors: true },
  // One stylesheet for a page instead of several: each request before the first paint costs a phone more than the rules of its neighbours.
  experimental: { cssChunking: { type: 'graph', requestCost: 1_000_000 } },
  turbopack: { root },
  outputFileTracingRoot: root,
  images: { remotePatterns: ['/avatars/**', '/icons/**', '/embed/**'].map((path) => new URL(`${discordImages}${path}`)) },
  headers: async () => [
    { source: '/:path*', headers: securityHeaders(env.ENVIRONMENT, site.https) },
    { source: '/opengraph-image', headers: [{ key: 'Cross-Origin-Resource-Policy', value: 'cross-origin' }] },
  ],
  redirects: async () => redirects,
};

/** Written into what browsers get; what is not set is written as nothing, so that no name is left to be read at run time. */
function publicVariables(): Record<string, string> {
  const known: Readonly<Record<string, unknown>> = {
    NEXT_PUBLIC_GA_ID: '',
    NEXT_PUBLIC_SENTRY_DSN: '',
    NEXT_PUBLIC_VERSION: env.VERSION,
    ...env,
  };
  const shown = Object.entries(known).filter(([name]) => name.startsWith('NEXT_PUBLIC_'));
  return Object.fromEntries(shown.map(([name, value]) => [name, String(value ?? '')]));
}

export default withSentry(config);
