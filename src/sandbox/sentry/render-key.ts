/** Client keys as the API words them, and where SDKs send with them. */
import type { Key, Organization } from './model.ts';

export function ingestHost(of: Organization): string {
  return `o${of.id}.ingest.${of.region}.sentry.io`;
}

export function key(of: Organization, one: Key): Record<string, unknown> {
  const host = ingestHost(of);
  const { id, project: number } = one;
  const at = (path: string): string => `https://${host}/api/${number}/${path}/?sentry_key=${id}`;
  return {
    id,
    name: one.name,
    label: one.name,
    public: id,
    secret: one.$secret,
    projectId: Number(number),
    isActive: one.active,
    rateLimit: one.rateLimit,
    dsn: {
      public: `https://${id}@${host}/${number}`,
      secret: `https://${id}:${one.$secret}@${host}/${number}`,
      csp: at('csp-report'),
      security: at('security'),
      minidump: at('minidump'),
      nel: at('nel'),
      unreal: `https://${host}/api/${number}/unreal/${id}/`,
      crons: `https://${host}/api/${number}/cron/___MONITOR_SLUG___/${id}/`,
      cdn: `https://js.sentry-cdn.com/${id}.min.js`,
      playstation: at('playstation'),
      integration: `https://${host}/api/${number}/integration/`,
      otlp_traces: `https://${host}/api/${number}/integration/otlp/v1/traces`,
      otlp_logs: `https://${host}/api/${number}/integration/otlp/v1/logs`,
    },
    browserSdkVersion: '10.x',
    browserSdk: { choices: [['latest', 'latest']] },
    dateCreated: one.created,
    dynamicSdkLoaderOptions: { hasReplay: false, hasPerformance: false, hasDebug: false, hasFeedback: false, hasLogsAndMetrics: false },
    useCase: 'user',
  };
}
