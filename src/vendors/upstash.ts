/**
 * Upstash: the Redis databases of cache and queue. It publishes no SDK for its developer API; this client is small and typed after its specification.
 * API reference: https://upstash.com/docs/devops/developer-api/introduction
 */
import { exits, VendorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import type { Door, Identity, Vendor } from '../core/vendor.ts';
import { base, UpstashClient, UpstashRefusal } from './upstash-client.ts';
import { upstashUsage } from './upstash-usage.ts';

const consolePage = 'https://console.upstash.com/account/api';

const advice: Vendor<UpstashClient>['advice'] = {
  '400': 'compare plan, region and budget with what https://console.upstash.com offers your account',
  '401': `e-mail address and API key do not belong together: make a key at ${consolePage} (accounts made through Vercel or Fly have none)`,
  '403': `this key may only read: make one with Read/Write at ${consolePage}`,
  '404': 'the database is gone: k77 plan shows what is there',
  '409': 'something like it exists already: run the same command again, it looks first',
  '429': 'Upstash limits the rate; k77 has waited and tried again: run the same command in a minute',
  default: 'run the same command again; https://status.upstash.com tells whether Upstash is having trouble',
};

/** There is no call that names the account; that the list opens proves the key, and the key proves the address. */
async function whoami(client: UpstashClient): Promise<Identity> {
  await client.databases();
  return { account: client.email, mode: 'none' };
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof UpstashRefusal)) return undefined;
  const { status, message } = error;
  return new VendorError({
    vendor: 'Upstash',
    call,
    status,
    message,
    advice: advice[String(status)] ?? String(advice.default),
    exit: status === 401 || status === 403 ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const upstash: Vendor<UpstashClient> = {
  id: 'upstash',
  title: 'Upstash',
  base,
  credentials: ['UPSTASH_EMAIL', 'UPSTASH_API_KEY'],
  token: {
    page: consolePage,
    permissions: [
      { what: 'Redis databases', level: 'write', why: 'makes the two databases, sets eviction, budget and backup' },
      { what: 'Redis statistics', level: 'read', why: 'measures quota, storage and latency' },
    ],
    note: 'Create API Key, Read/Write; choose an expiry. Upstash has no narrower key: it may do everything in the account, so keep it here only.',
  },
  connect: (door: Door, credentials: Partial<Values>) =>
    new UpstashClient(door, credentials.UPSTASH_EMAIL ?? '', credentials.UPSTASH_API_KEY?.reveal() ?? ''),
  whoami,
  usage: upstashUsage,
  explain,
  advice,
  secretFields: ['password', 'rest_token', 'read_only_rest_token'],
  // No limit is documented: gently.
  limits: { perSecond: 8, concurrent: 4 },
};
