/**
 * The way to Stripe: the official client, its API version pinned by the package, patient but not for ever. Every write carries an idempotency key of ours.
 */
import Stripe from 'stripe';

export type { Stripe };

export interface StripeOptions {
  secretKey: string;
  /** `https://api.stripe.com`; tests lead elsewhere. */
  apiBase: string;
  /** Repetitions of a call that was not answered; 2 unless told. */
  retries?: number;
}

export function openStripe({ secretKey, apiBase, retries = 2 }: StripeOptions): Stripe {
  const { hostname, port, protocol } = new URL(apiBase);
  return new Stripe(secretKey, {
    host: hostname,
    port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
    protocol: protocol === 'http:' ? 'http' : 'https',
    maxNetworkRetries: retries,
    timeout: 10_000,
    telemetry: false,
  });
}

/** True when Stripe will not do it, whenever it is asked: refunded already, disputed, gone. An empty balance is none of these: the operator fills it. */
export function isRefused(error: unknown): error is Error {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code !== 'balance_insufficient';
}

/** True when Stripe says that there is no such thing: asking again will not help. */
export function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && (error.code === 'resource_missing' || error.statusCode === 404);
}
