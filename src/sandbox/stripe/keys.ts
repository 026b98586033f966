/** API keys: who may call, in which mode, and what a restricted key lacks. https://docs.stripe.com/keys */
import type { Random } from '../../core/ports.ts';
import { Refusal } from './refusal.ts';
import type { Permission } from './resource.ts';
import { letters } from './space.ts';

export interface ApiKey {
  /** As the control API hands it out: `secretKey`. */
  name: string;
  key: string;
  kind: 'secret' | 'publishable' | 'restricted';
  account: string;
  livemode: boolean;
  expired?: true;
  /** Of a restricted key; `…_write` includes reading. */
  permissions?: Permission[];
}

/** Everything that k77 and the services it generates call: the restricted key is minted with exactly this. */
export const recipe: readonly Permission[] = [
  'accounts_kyc_basic_read',
  'balance_read',
  'balance_transaction_source_read',
  'billing_clock_write',
  'charge_write',
  'checkout_session_write',
  'coupon_write',
  'customer_portal_write',
  'customer_write',
  'dispute_write',
  'event_read',
  'invoice_write',
  'payment_intent_write',
  'payment_method_write',
  'plan_write',
  'product_write',
  'subscription_write',
  'tax_registration_write',
  'tax_settings_write',
  'webhook_write',
];

/** Keys carry the id of their account, as Stripe's do: `sk_test_51…` belongs to `acct_1…`. */
export function mintKeys(random: Random, account: string, other: string): ApiKey[] {
  const mint = (prefix: string, owner: string) => `${prefix}_5${owner.slice('acct_'.length)}${letters(random, 82)}`;
  const key = (name: string, prefix: string, owner = account): ApiKey => ({
    name,
    key: mint(prefix, owner),
    kind: prefix.startsWith('pk') ? 'publishable' : prefix.startsWith('rk') ? 'restricted' : 'secret',
    account: owner,
    livemode: prefix.endsWith('live'),
    ...(prefix.startsWith('rk') ? { permissions: [...recipe] } : {}),
  });
  return [
    key('secretKey', 'sk_test'),
    key('publishableKey', 'pk_test'),
    key('restrictedKey', 'rk_test'),
    key('liveSecretKey', 'sk_live'),
    key('livePublishableKey', 'pk_live'),
    key('liveRestrictedKey', 'rk_live'),
    key('otherAccountSecretKey', 'sk_test', other),
    { ...key('expiredKey', 'sk_test'), expired: true },
  ];
}

/** @throws Refusal 401 */
export function authenticate(keys: readonly ApiKey[], header: string | undefined): ApiKey {
  const given = tokenIn(header);
  if (!given)
    throw new Refusal(
      401,
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
      {},
      true,
    );
  const key = keys.find((one) => one.key === given);
  if (!key) throw new Refusal(401, `Invalid API Key provided: ${masked(given)}`, {}, true);
  if (key.expired) throw new Refusal(401, `Expired API Key provided: ${masked(given)}`, { code: 'api_key_expired' }, true);
  return key;
}

/** @throws Refusal 403 */
export function authorize(key: ApiKey, needs: Permission): void {
  if (key.kind === 'publishable')
    throw new Refusal(
      403,
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
      { code: 'secret_key_required' },
      true,
    );
  const allowed = key.permissions;
  if (!allowed || allowed.includes(needs) || (needs.endsWith('_read') && allowed.includes(needs.replace(/_read$/, '_write') as Permission)))
    return;
  throw new Refusal(
    403,
    `The provided key '${masked(key.key)}' does not have the required permissions for this endpoint on account '${key.account}'. Having the 'rak_${needs}' permission would allow this request to continue.`,
    {},
    true,
  );
}

function tokenIn(header: string | undefined): string | undefined {
  const [scheme, value] = header?.split(' ') ?? [];
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() === 'basic')
    return Buffer.from(value ?? '', 'base64')
      .toString('utf8')
      .split(':')[0];
  return undefined;
}

/** `sk_test_*****…abcd`: how Stripe repeats a key. */
function masked(key: string): string {
  const prefix = /^[a-z]+_(test|live)_/.exec(key)?.[0] ?? '';
  const rest = key.slice(prefix.length);
  return prefix + '*'.repeat(Math.max(0, rest.length - 4)) + (rest.length > 8 ? rest.slice(-4) : '*'.repeat(Math.min(4, rest.length)));
}
