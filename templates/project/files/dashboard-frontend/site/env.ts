/**
 * What browsers may know of the environment. Each name is written out, because a build puts the value in its place.
 * `next.config.ts` checks the values with the schema of @k77/config before anything is built.
 */
export const publicEnv = {
  apiUrl: process.env.NEXT_PUBLIC_API_URL ?? '',
  dashboardUrl: process.env.NEXT_PUBLIC_DASHBOARD_URL ?? '',
  discordClientId: process.env.NEXT_PUBLIC_DISCORD_CLIENT_ID ?? '',
  stripePublishableKey: process.env.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY ?? '',
  environment: process.env.NEXT_PUBLIC_ENVIRONMENT ?? 'development',
  /** '' where there is none: nothing of Google is loaded then. */
  gaId: process.env.NEXT_PUBLIC_GA_ID ?? '',
  /** '' where there is none: nothing of Sentry is loaded then. */
  sentryDsn: process.env.NEXT_PUBLIC_SENTRY_DSN ?? '',
  /** VERSION at the build, or the commit that was built: by it Sentry finds the source of an error. */
  version: process.env.NEXT_PUBLIC_VERSION ?? '0.0.0',
} as const;

/** Search engines are welcome here and nowhere else; a rehearsal behaves as production does, and nobody can crawl it. */
export const isIndexed = publicEnv.environment === 'production' || publicEnv.environment === 'rehearsal';
