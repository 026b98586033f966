/**
 * Cloudflare: DNS, certificates and mail routing of the domain (phase 6.4). The client is the official `cloudflare` SDK, with our door as its fetch.
 * API reference: https://developers.cloudflare.com/api/
 */
import { APIConnectionError, APIError, Cloudflare } from 'cloudflare';
import { exits, OperatorError, VendorError } from '../core/errors.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { cloudflarePermissions, permissionFor } from './cloudflare-permissions.ts';

export const cloudflare: Vendor<Cloudflare> = {
  id: 'cloudflare',
  title: 'Cloudflare',
  base: 'https://api.cloudflare.com',
  credentials: ['CLOUDFLARE_API_TOKEN'],
  token: {
    page: 'https://dash.cloudflare.com/profile/api-tokens',
    permissions: cloudflarePermissions,
    note: 'Create Custom Token; under Zone Resources choose your domain alone. Never the Global API Key: it may do everything.',
  },
  connect: (door, credentials) =>
    new Cloudflare({ apiToken: credentials.CLOUDFLARE_API_TOKEN?.reveal() ?? '', fetch: door as typeof fetch, maxRetries: 0 }),
  whoami,
  // Asks for availability and price; registers nothing.
  reads: ({ path }) => path.endsWith('/registrar/domain-check'),
  explain,
  advice: {
    '400': 'Cloudflare does not take this as it is: its own message says why',
    // Codes of a header that holds no token: https://developers.cloudflare.com/fundamentals/api/reference/error-codes/
    '6003': 'the token is not complete: copy it again from https://dash.cloudflare.com/profile/api-tokens',
    '9106': 'the token is not complete: copy it again from https://dash.cloudflare.com/profile/api-tokens',
    '401': 'the token is wrong or was rolled: make a new one at https://dash.cloudflare.com/profile/api-tokens',
    '403': 'the token lacks a permission, or was made for another zone: k77 doctor cloudflare shows the whole recipe',
    '429': 'Cloudflare allows 1200 requests in 5 minutes; k77 has waited and tried again: run the same command in five minutes',
    default: 'run the same command again; https://www.cloudflarestatus.com tells whether Cloudflare is having trouble',
  },
  // A token is shown once, when it is made or rolled; k77 does neither. `value` is what every setting and rule is called.
  secretFields: ['token'],
  // 1200 requests per 5 minutes and user, so 300 at once and 900 in five minutes: https://developers.cloudflare.com/fundamentals/api/reference/limits/
  limits: { perSecond: 3, burst: 300, concurrent: 8 },
};

/** The token's state first: a disabled token otherwise looks like a missing permission. Tokens that an account owns are verified by it. */
async function whoami(client: Cloudflare): Promise<Identity> {
  const [token, { result: accounts }] = await Promise.all([
    client.user.tokens.verify().catch(notOfAUser),
    client.accounts.list({ per_page: 50 }),
  ]);
  const first = accounts[0];
  const state = token ?? (first && (await client.accounts.tokens.verify({ account_id: first.id })));
  if (state && state.status !== 'active')
    throw new OperatorError({
      what: `the Cloudflare token is ${state.status}`,
      fix: 'make a new one with k77 doctor cloudflare as the recipe',
      see: cloudflare.token.page,
      exit: exits.preflight,
    });
  if (!first)
    throw new OperatorError({
      what: 'the Cloudflare token sees no account',
      fix: 'add the permission Account · Account Settings · Read',
      see: cloudflare.token.page,
      exit: exits.preflight,
    });
  const name = accounts.length > 1 ? `${first.name} and ${accounts.length - 1} more` : first.name;
  return { account: first.id, name, mode: 'none' };
}

/** Error 1000 of `/user/tokens/verify`: no token of a user. https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/ */
function notOfAUser(error: unknown): undefined {
  if (error instanceof APIError && error.errors.some(({ code }) => code === 1000)) return undefined;
  throw error;
}

/** A refusal names the permission that the call stands on, and the page where it is added. */
function adviceFor(status: number, code: number | undefined, call: string): string {
  if (status === 400 && /^POST .*\/zones$/.test(call))
    return 'if another account of yours holds the domain, remove it there (Overview → Remove site from Cloudflare); if a stranger does, it is not yours';
  const lacking = status === 403 ? permissionFor(call) : undefined;
  if (lacking)
    return `edit the token at ${cloudflare.token.page} and add the permission "${lacking}" for this account and zone; k77 doctor cloudflare shows the whole recipe`;
  return cloudflare.advice[String(code)] ?? cloudflare.advice[String(status)] ?? String(cloudflare.advice.default);
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof APIError)) return undefined;
  const lost = error instanceof APIConnectionError;
  const status = lost ? 0 : (error.status ?? 0);
  const first = lost ? undefined : error.errors[0];
  return new VendorError({
    vendor: cloudflare.title,
    call,
    status,
    message: lost ? 'no answer' : (first?.message ?? error.message),
    code: first?.code === undefined ? undefined : String(first.code),
    requestId: lost ? undefined : (error.headers?.get('cf-ray') ?? undefined),
    advice: adviceFor(status, first?.code, call),
    exit: status === 400 || status === 401 || status === 403 ? exits.preflight : exits.failed,
    cause: error,
  });
}
