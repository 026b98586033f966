/**
 * Vercel: builds and serves the dashboard (phase 6.6). The client is small and typed after its specification. https://vercel.com/docs/rest-api
 */
import { exits, VendorError } from '../core/errors.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { VercelClient } from './vercel-client.ts';
import { base, VercelRefusal } from './vercel-http.ts';

export type { VercelClient } from './vercel-client.ts';

const tokensPage = 'https://vercel.com/account/settings/tokens';

/** https://vercel.com/docs/limits/fair-use-guidelines#commercial-usage: asking visitors for a payment is commercial, whatever the traffic. */
export const hobbyWarning =
  'the Hobby plan is for non-commercial use only; a bot that sells Premium needs Pro: https://vercel.com/account/plans';

const advice: Vendor<VercelClient>['advice'] = {
  '400': 'Vercel did not accept what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '401': `the token is wrong, expired or was removed: make a new one at ${tokensPage}`,
  '402': 'the plan of the account does not allow it, or a payment is missing: https://vercel.com/account/billing',
  '403': `the token may not do this in this team: make one for the team at ${tokensPage} as somebody who may deploy to production`,
  '404': 'it is gone: k77 plan shows what is there',
  '409': 'something like it exists already, or another change of it is under way: run the same command again, it looks first',
  '428': 'this kind of protection is not part of the plan: https://vercel.com/docs/deployment-protection tells which are',
  '429': 'Vercel limits the rate; k77 has waited and tried again: run the same command later',
  repository:
    'Vercel may not read the repository: https://github.com/apps/vercel → Configure → Repository access, with the GitHub account that is connected at https://vercel.com/account/settings/authentication',
  commit: 'Vercel does not find that commit in the repository: push it first (git push), then run the same command again',
  domain:
    'the name belongs to another project or team at Vercel: remove it there, or prove that it is yours with the TXT record that k77 status shows',
  unproved:
    'the TXT record that proves whose the name is does not stand yet: k77 deploy 6.4 sets it; it takes minutes until everybody sees it',
  default: 'run the same command again; https://www.vercel-status.com tells whether Vercel is having trouble',
};

/** Codes that say more than the status. */
const kinds: Readonly<Record<string, string>> = {
  invalid_token: '401',
  repo_not_found: 'repository',
  incorrect_git_source_info: 'commit',
  domain_already_in_use: 'domain',
  domain_taken: 'domain',
  forbidden_domain: 'domain',
  missing_txt_record: 'unproved',
};

async function whoami(client: VercelClient): Promise<Identity> {
  const { id, name, plan } = await client.scope();
  return { account: id, name, mode: 'none', ...(plan ? { plan: plan === 'hobby' ? `hobby: ${hobbyWarning}` : plan } : {}) };
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof VercelRefusal)) return undefined;
  const { status, message, code, action, requestId, until } = error;
  const kind =
    action === 'Install GitHub App' || action === 'Add a Login Connection' ? 'repository' : (kinds[code ?? ''] ?? String(status));
  const words = advice[kind] ?? String(advice.default);
  return new VendorError({
    vendor: vercel.title,
    call,
    status,
    message,
    code,
    requestId,
    advice: until === undefined ? words : `${words}; the limit ends at ${until}`,
    exit: status === 401 || status === 403 || kind === 'repository' ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const vercel: Vendor<VercelClient> = {
  id: 'vercel',
  title: 'Vercel',
  base,
  credentials: ['VERCEL_TOKEN', 'VERCEL_TEAM'],
  oneOf: [['VERCEL_TOKEN']],
  involved: ({ botHost, workerHost, apiHost, dashboardHost }) => [botHost, workerHost, apiHost, dashboardHost].includes('vercel'),
  token: {
    page: tokensPage,
    permissions: [
      { what: 'Projects and their variables', level: 'write', why: 'makes the project of the dashboard and sets its variables' },
      { what: 'Deployments and logs', level: 'write', why: 'deploys a commit, reads until it is ready, promotes, rolls back' },
      { what: 'Domains and certificates', level: 'write', why: 'adds the domain and www, and reads the records that Vercel demands' },
      { what: 'Git namespaces', level: 'read', why: 'sees whether Vercel may read the repository' },
      { what: 'Billing charges', level: 'read', why: 'reads what the month has cost' },
    ],
    note: `Create Token, and choose your team as its scope: then it opens that one only. Vercel has no narrower one. Choose an expiry. ${hobbyWarning[0]?.toUpperCase()}${hobbyWarning.slice(1)}`,
  },
  connect: (door, credentials) => new VercelClient(door, credentials.VERCEL_TOKEN?.reveal() ?? '', credentials.VERCEL_TEAM),
  whoami,
  explain,
  advice,
  // Values of variables are blanked as a whole: those that are public are ordinary words elsewhere.
  // Addresses of drains carry tokens, other people's too.
  secretFields: ['envs', 'created', 'env', 'protectionBypass{}', 'endpoint', 'headers'],
  // Limits are per call and minute, and told in each answer; the narrowest that k77 comes near: 100 variables a minute. https://vercel.com/docs/limits
  limits: { perSecond: 8, burst: 40, concurrent: 6 },
};
