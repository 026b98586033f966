/** For tests: a world in process, and the official SDK aimed at it. */
import Stripe from 'stripe';
import { systemClock } from '../ports/clock.ts';
import { callLoopback } from '../ports/listen.ts';
import { systemRandom } from '../ports/random.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

export function testWorld(more: Partial<WorldOptions> = {}): Promise<World> {
  return openWorld({ clock: systemClock, random: systemRandom, ...more });
}

/** The SDK, unmodified, with a key of the world: `secretKey`, `restrictedKey`, … */
export function sdk(world: Pick<World, 'endpoints' | 'credentials'>, key = 'secretKey'): Stripe {
  return sdkAt(world.endpoints.stripe ?? '', world.credentials()[`stripe.${key}`] ?? '');
}

export function sdkAt(endpoint: string, key: string): Stripe {
  const { port } = new URL(endpoint);
  return new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', telemetry: false, maxNetworkRetries: 0, timeout: 5000 });
}

/** One raw request to the emulated Stripe. */
export async function raw(
  world: Pick<World, 'endpoints' | 'credentials'>,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  options: { body?: string; headers?: Record<string, string>; key?: string } = {},
) {
  const authorization = `Bearer ${world.credentials()[`stripe.${options.key ?? 'secretKey'}`]}`;
  const form = options.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return callLoopback(`${world.endpoints.stripe}${path}`, {
    method,
    headers: { authorization, ...form, ...options.headers },
    ...(options.body === undefined ? {} : { body: options.body }),
    timeoutMs: 5000,
  });
}

/** What Stripe's error envelope says, from a call of the SDK that has to fail. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ status: number | undefined; code: string | undefined; param: string | undefined; type: string; message: string }> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error(`not refused by Stripe: ${String(error)}`);
  return { status: error.statusCode, code: error.code, param: error.param, type: error.rawType ?? error.type, message: error.message };
}
