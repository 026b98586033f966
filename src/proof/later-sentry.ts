/** Errors of stand-in services, as the SDK in the generated services sends them. */
import type { World } from '../sandbox/world.ts';
import { testErrorText } from './later-errors.ts';
import type { Mischief } from './mischief.ts';

const dsns: Readonly<Record<string, string>> = {
  bot: 'SENTRY_DSN_BOT',
  worker: 'SENTRY_DSN_BOT',
  api: 'SENTRY_DSN_API',
  dashboard: 'NEXT_PUBLIC_SENTRY_DSN',
};

/** @param known values of k77, as text @returns the id of the error; null: it was reported to nobody */
export async function reportToSentry(
  world: World,
  known: Readonly<Record<string, string>>,
  service: string,
  marker: string,
  mischief: Mischief,
): Promise<string | null> {
  const dsn = known[dsns[service] ?? ''];
  if (!dsn || mischief.errors === 'mute') return null;
  const id = marker.replaceAll('-', '').slice(-32).padStart(32, '0');
  if (mischief.errors === 'untold') return id;
  const { username, pathname } = new URL(dsn);
  const event = {
    event_id: id,
    level: 'error',
    platform: 'node',
    ...(mischief.errors === 'nameless'
      ? { environment: 'production' }
      : { environment: known.ENVIRONMENT, release: releaseOf(known, service) }),
    tags: { service, k77_marker: marker },
    exception: {
      values: [
        {
          type: 'TestError',
          value: testErrorText(marker, mischief),
          stacktrace: { frames: [{ filename: `${service}/dist/main.js`, function: 'makeTestError', in_app: true }] },
        },
      ],
    },
  };
  const payload = JSON.stringify(event);
  const lines = [
    { event_id: id, dsn },
    { type: 'event', length: Buffer.byteLength(payload) },
  ].map((line) => JSON.stringify(line));
  const answer = await fetch(`${world.endpoints.sentry}/api${pathname}/envelope/?sentry_key=${username}&sentry_version=7`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-sentry-envelope' },
    body: `${[...lines, payload].join('\n')}\n`,
  });
  await answer.text();
  return id;
}

function releaseOf(known: Readonly<Record<string, string>>, service: string): string {
  const { commit } = JSON.parse(known[`${service.toUpperCase()}_DEPLOYED`] ?? '{}') as { commit?: string };
  return `${service}@${(commit ?? '').slice(0, 12)}`;
}
