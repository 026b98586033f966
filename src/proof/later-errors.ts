/** Errors on purpose in stand-in services: the route of the generated API that the operator asks for them, and where they are told. */
import { createHmac } from 'node:crypto';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { World } from '../sandbox/world.ts';
import type { Mischief } from './mischief.ts';

export interface ErrorMaker {
  /** OPERATOR_SECRET as the services have it. */
  operator(): string | undefined;
  /** Tells one wherever the service tells its errors. @returns its id at Sentry; null: nowhere there */
  make(service: string, marker: string, mischief: Mischief): Promise<string | null>;
}

/** Answers `POST /api/test-error/<service>` as `dashboard/src/routes/test-errors.ts` of the template does. */
export async function testErrorAnswer({ method, path, headers, body }: Incoming, maker: ErrorMaker, mischief: Mischief): Promise<Outgoing> {
  const secret = maker.operator();
  const given = headers['x-operator-signature'] ?? '';
  const t = /^t=(\d+),/.exec(given)?.[1] ?? '';
  const right =
    secret !== undefined && given === `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${method}.${path}`).digest('hex')}`;
  if (!right || mischief.errors === 'unknown') return answer(404, { title: 'Not found' });
  if (mischief.errors === 'silent') return answer(504, { title: 'The bot did not answer in time.' });
  const { marker } = JSON.parse(body) as { marker: string };
  return answer(200, { eventId: await maker.make(path.split('/').at(-1) ?? '', marker, mischief) });
}

/** The message of a test error, with what looks like a secret in it. */
export function testErrorText(marker: string, { errors }: Mischief): string {
  const canary = errors === 'leaky' ? `sk_test_${marker.replaceAll('-', '')}` : '[hidden]';
  return `A test of the error reports (${marker}). Nobody may read this: ${canary}`;
}

/** In the channel for logs, as the generated services post it. */
export async function tellInDiscord(
  world: World,
  address: string | undefined,
  service: string,
  marker: string,
  mischief: Mischief,
): Promise<void> {
  if (address === undefined || mischief.errors === 'untold') return;
  const title = mischief.errors === 'chatty' ? 'INFO' : 'ERROR';
  const fields = [{ name: 'Logger', value: service, inline: true }];
  await fetch(`${world.endpoints.discord}${new URL(address).pathname}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ embeds: [{ title, description: testErrorText(marker, mischief), fields }], allowed_mentions: { parse: [] } }),
  });
}

function answer(status: number, body: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
