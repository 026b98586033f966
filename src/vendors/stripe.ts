/**
 * Stripe: payments. The client is the official `stripe` SDK; its requests go through our door, which retries in its stead.
 * API reference: https://docs.stripe.com/api
 */
import Stripe from 'stripe';
import { exits, VendorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import type { Secret } from '../core/secret.ts';
import type { Door, Identity, Permission, Vendor } from '../core/vendor.ts';
import { stripeUsage } from './stripe-usage.ts';

/** The API version of the SDK in the lock file; the webhook endpoint is pinned to the same one. */
export const stripeApiVersion = '2026-10-28.endive';

/** What a restricted key must be allowed; the names are those of the form under "Create restricted key". */
export const stripePermissions: readonly Permission[] = [
  { what: 'Products', level: 'write', why: 'creates the two products' },
  { what: 'Prices', level: 'write', why: 'creates and replaces prices' },
  { what: 'Webhook endpoints', level: 'write', why: 'points a webhook at the API' },
  { what: 'Customer portal', level: 'write', why: 'configures the portal' },
  { what: 'Tax settings and registrations', level: 'write', why: 'only where tax is collected' },
  { what: 'Customers', level: 'write', why: 'the API creates one per buyer' },
  { what: 'Checkout sessions', level: 'write', why: 'the API starts payments' },
  { what: 'Subscriptions', level: 'write', why: 'the API cancels at the end of a period' },
  { what: 'Charges and refunds', level: 'write', why: 'refunds by the published policy' },
  { what: 'Payment intents', level: 'read', why: 'finds what a refund is for' },
  { what: 'Invoices', level: 'read', why: 'failures, revenue' },
  { what: 'Disputes', level: 'read', why: 'the money line of k77 status' },
  { what: 'Events', level: 'read', why: 'webhook delivery' },
  { what: 'Balance', level: 'read', why: 'shows the mode of the key' },
  { what: 'Accounts (basic)', level: 'read', why: 'whose account, and what is still due' },
  { what: 'Payment methods', level: 'write', why: 'test mode only: pays in the rehearsal' },
  { what: 'Test clocks', level: 'write', why: 'test mode only: lets months pass' },
];

const advice: Vendor<Stripe>['advice'] = {
  '401': 'copy the secret key again from https://dashboard.stripe.com/apikeys; it starts with sk_ or rk_',
  '403': 'this restricted key lacks a permission: k77 doctor stripe lists all of them',
  '404': 'it does not exist in this account and mode; run k77 plan to see what is there',
  '429': 'Stripe limits the rate; k77 has waited and tried again: run the same command in a minute',
  api_key_expired: 'this key was rolled or has expired: create a new one at https://dashboard.stripe.com/apikeys',
  secret_key_required: 'this is a publishable key; the call takes the secret key (sk_ or rk_)',
  idempotency_error: 'an earlier request with the same key differed: run the same command again',
  default: 'run the same command again; https://status.stripe.com tells whether Stripe is having trouble',
};

function connect(key: Secret | undefined, door: Door): Stripe {
  return new Stripe(key?.reveal() ?? '', {
    apiVersion: stripeApiVersion,
    httpClient: Stripe.createFetchHttpClient(door as typeof fetch),
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: 170_000,
    appInfo: { name: 'k77' },
  });
}

async function whoami(client: Stripe): Promise<Identity> {
  const [account, balance] = await Promise.all([client.accounts.retrieveCurrent(), client.balance.retrieve()]);
  const name = account.settings?.dashboard.display_name ?? account.business_profile?.name ?? undefined;
  return { account: account.id, name, mode: balance.livemode ? 'live' : 'test' };
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof Stripe.errors.StripeError)) return undefined;
  const status = error.statusCode ?? 0;
  const refused = status === 401 || status === 403;
  return new VendorError({
    vendor: 'Stripe',
    call,
    status,
    message: status === 0 ? `no answer (${error.message.replace(/\.? *Request was retried.*$/, '')})` : error.message,
    code: error.code,
    requestId: error.requestId,
    advice: advice[error.code ?? ''] ?? advice[error.rawType ?? ''] ?? advice[String(status)] ?? String(advice.default),
    exit: refused ? exits.preflight : exits.failed,
    cause: error,
  });
}

const about = {
  id: 'stripe',
  base: 'https://api.stripe.com',
  token: {
    page: 'https://dashboard.stripe.com/apikeys',
    permissions: stripePermissions,
    note: 'A restricted key (rk_) with these permissions is safer than the secret key (sk_), which may do everything.',
  },
  whoami,
  explain,
  advice,
  idempotencyHeader: 'Idempotency-Key',
  secretFields: ['secret', 'client_secret'],
  limits: { perSecond: 20, concurrent: 10 },
} as const satisfies Partial<Vendor<Stripe>>;

export const stripe: Vendor<Stripe> = {
  ...about,
  title: 'Stripe',
  credentials: ['STRIPE_SECRET_KEY'],
  usage: stripeUsage,
  connect: (door: Door, credentials: Partial<Values>) => connect(credentials.STRIPE_SECRET_KEY, door),
};

/** The same account in test mode, for rehearsing subscriptions next to live ones: its own key, or the main key where that is a test key. */
export const stripeTest: Vendor<Stripe> = {
  ...about,
  title: 'Stripe (test mode)',
  credentials: ['STRIPE_SECRET_KEY', 'STRIPE_TEST_SECRET_KEY'],
  connect: (door: Door, credentials: Partial<Values>) => connect(credentials.STRIPE_TEST_SECRET_KEY ?? credentials.STRIPE_SECRET_KEY, door),
};
