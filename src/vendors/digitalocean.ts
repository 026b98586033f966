/**
 * DigitalOcean App Platform: runs bot, worker and API (phases 6.5 and 6.6), instead of Railway. Its SDKs for Node.js know no App Platform; the client is small and
 * typed after the OpenAPI description. https://docs.digitalocean.com/products/app-platform
 */
import { exits, OperatorError, VendorError } from '../core/errors.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { DigitalOceanClient } from './digitalocean-client.ts';
import { base, DigitalOceanRefusal } from './digitalocean-http.ts';

export type { DigitalOceanClient } from './digitalocean-client.ts';

const tokensPage = 'https://cloud.digitalocean.com/account/api/tokens';
/** Where the DigitalOcean app on GitHub is given repositories. */
export const githubApp = 'https://cloud.digitalocean.com/apps/github/install';
export const billingPage = 'https://cloud.digitalocean.com/account/billing';

const advice: Vendor<DigitalOceanClient>['advice'] = {
  '400': 'DigitalOcean did not accept what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '401': `the token is wrong, has ended or was revoked: make a new one at ${tokensPage}`,
  '402': `DigitalOcean wants a means of payment before it runs this: add one at ${billingPage}, then run the same command again`,
  '403': `the token may not do it: make one with full access, or with the scopes that k77 doctor lists, at ${tokensPage}`,
  '404': 'it is gone: k77 plan shows what is there, and k77 deploy makes what is missing',
  '409': 'something like it exists already, or another change of it is under way: run the same command again, it looks first',
  '412': 'it changed meanwhile: run the same command again, it looks first',
  '422': 'DigitalOcean did not accept what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '429': 'DigitalOcean limits the rate (5,000 requests an hour, 250 a minute); k77 has waited and tried again: run the same command later',
  repository: `DigitalOcean may not read the repository: open ${githubApp}, choose the account that owns it and add the repository under Repository access, then run the same command again`,
  branch: 'DigitalOcean does not find that branch in the repository: push it first (git push), then run the same command again',
  taken: 'an app of that name is in the account already: delete it if nobody needs it, or rename the project',
  quota: 'the account has as many apps as it may have: delete one that nobody needs, or ask https://cloudsupport.digitalocean.com for more',
  size: 'that instance size does not allow it: https://www.digitalocean.com/pricing/app-platform tells what each has',
  domain: 'the name belongs to another app at DigitalOcean: remove it there (app → Networking → Domains), then run the same command again',
  dnssec:
    'App Platform takes no name of a signed zone: take the DS record away at the registrar, wait two days, switch DNSSEC off, then run the same command again',
  pinned:
    'the app was rolled back and is held there: open it at https://cloud.digitalocean.com/apps and commit or revert the rollback, then run the same command again',
  rollback:
    'it can only go back to one of its last deployments that were active: k77 releases lists them; else deploy the older commit anew',
  encrypted: 'a variable is encrypted for another app: type its value again in the dashboard (app → Settings), or let k77 deploy set it',
  locked: `DigitalOcean has locked the account: its page says why, ${billingPage}`,
  default: 'run the same command again; https://status.digitalocean.com tells whether DigitalOcean is having trouble',
};

/** What is said besides the status. Only the first is known word for word (issues of DigitalOcean's own tools); the others are looked for by what they must name. */
const words: readonly (readonly [RegExp, string])[] = [
  [/(user|account) does not have access to|user not authenticated|access to (the|this) repo/i, 'repository'],
  [/branch .*(not found|does not exist|invalid)|invalid branch/i, 'branch'],
  [/payment|credit card|billing/i, '402'],
  [/locked/i, 'locked'],
  [/pinned/i, 'pinned'],
  [/rollback|revision limit/i, 'rollback'],
  [/encrypt/i, 'encrypted'],
  [/dnssec/i, 'dnssec'],
  [/domain .*(already|in use|exists|taken)/i, 'domain'],
  [/name .*(already|in use|taken|unique|exists)/i, 'taken'],
  [/(maximum|limit|quota).*\bapps?\b|\bapps?\b.*(maximum|limit|quota)/i, 'quota'],
  [/instance.?(size|count)/i, 'size'],
];

function kindOf({ status, message }: DigitalOceanRefusal): string {
  const told = status >= 400 && status < 500 && ![401, 402, 429].includes(status);
  return (told ? words.find(([pattern]) => pattern.test(message))?.[1] : undefined) ?? String(status);
}

/** A token belongs to one team, or to a person without one. */
async function whoami(client: DigitalOceanClient): Promise<Identity> {
  const { uuid, email, team, status, status_message: why } = await client.account();
  if (status === 'locked')
    throw new OperatorError({
      what: `DigitalOcean has locked the account ${email}${why ? `: ${why}` : ''}`,
      fix: 'pay what is open, or ask its support why',
      see: billingPage,
      exit: exits.preflight,
    });
  return { account: team?.uuid ?? uuid, name: team?.name ?? email, mode: 'none' };
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof DigitalOceanRefusal)) return undefined;
  const { status, message, requestId, until } = error;
  const kind = kindOf(error);
  const told = advice[kind] ?? String(advice.default);
  const early = [401, 402, 403].includes(status) || ['repository', '402', 'locked', 'quota'].includes(kind);
  return new VendorError({
    vendor: digitalocean.title,
    call,
    status,
    message,
    code: kind === String(status) ? undefined : kind,
    requestId,
    advice: until === undefined ? told : `${told}; the limit ends at ${until}`,
    exit: early ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const digitalocean: Vendor<DigitalOceanClient> = {
  id: 'digitalocean',
  title: 'DigitalOcean',
  base,
  credentials: ['DIGITALOCEAN_TOKEN'],
  involved: ({ botHost, workerHost, apiHost, dashboardHost }) => [botHost, workerHost, apiHost, dashboardHost].includes('digitalocean'),
  token: {
    page: tokensPage,
    permissions: [
      {
        what: 'app (create, read, update)',
        level: 'write',
        why: 'makes one app for each service, sets it up, deploys it, restarts it, rolls it back',
      },
      { what: 'project (create, read, assign_resource)', level: 'write', why: 'makes one project and puts the apps into it' },
      { what: 'account (read)', level: 'read', why: 'says whose token it is' },
    ],
    note: 'Generate New Token, custom scopes: app create, read and update; project create, read and assign_resource; account read. It needs no scope to delete anything. A token ends after 90 days unless you choose otherwise.',
  },
  connect: (door, credentials) => new DigitalOceanClient(door, credentials.DIGITALOCEAN_TOKEN?.reveal() ?? ''),
  whoami,
  explain,
  advice,
  reads: ({ method, path }) => method === 'POST' && (path.endsWith('/rollback/validate') || path === '/v2/apps/propose'),
  // Variables stand in every answer about an app; addresses of logs carry their own key.
  secretFields: ['envs', 'historic_urls'],
  // 250 a minute: https://docs.digitalocean.com/reference/api/intro/#rate-limit
  limits: { perSecond: 4, burst: 60, concurrent: 6 },
};
