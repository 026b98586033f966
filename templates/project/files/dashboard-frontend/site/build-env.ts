/**
 * The environment of a build. Hosts set ENVIRONMENT, and then everything must be there; a build on somebody's own machine without it gets harmless values, so that
 * `npm run build` and `npm test` need no account.
 */
type Source = Readonly<Record<string, string | undefined>>;

export function buildEnv(source: Source, domain: string): Source {
  if (source.ENVIRONMENT || source.VERCEL) return { NEXT_PUBLIC_ENVIRONMENT: source.ENVIRONMENT, ...source };
  return {
    ENVIRONMENT: 'development',
    NEXT_PUBLIC_ENVIRONMENT: 'development',
    NEXT_PUBLIC_API_URL: `https://api.${domain}`,
    NEXT_PUBLIC_DASHBOARD_URL: `https://${domain}`,
    NEXT_PUBLIC_DISCORD_CLIENT_ID: '0'.repeat(18),
    NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: 'pk_test_nobody',
    ...source,
  };
}
