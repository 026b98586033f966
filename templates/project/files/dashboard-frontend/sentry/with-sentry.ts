/** Uploads source maps while building, for readable stacks; they are deleted afterwards and never served. Without the three variables nothing is changed. */
import { versionOf } from '@k77/config/host-commit';
import type { NextConfig } from 'next';

export async function withSentry(config: NextConfig, env: Readonly<Record<string, string | undefined>> = process.env): Promise<NextConfig> {
  const { SENTRY_AUTH_TOKEN: authToken, SENTRY_ORG: org, SENTRY_PROJECT: project } = env;
  if (!authToken || !org || !project) return config;
  const { withSentryConfig } = await import('@sentry/nextjs/config');
  return withSentryConfig(config, {
    authToken,
    org,
    project,
    silent: true,
    telemetry: false,
    // As `NEXT_PUBLIC_VERSION` says it: by this name maps and errors find each other.
    release: { name: `dashboard@${versionOf(env) ?? '0.0.0'}` },
    sourcemaps: { deleteSourcemapsAfterUpload: true },
  });
}
