/**
 * Netlify: builds and serves the dashboard (phase 6.6). The client is small and typed after its specification. https://open-api.netlify.com
 */
import { exits, VendorError } from '../core/errors.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { NetlifyClient } from './netlify-client.ts';
import { analytics, base, NetlifyRefusal } from './netlify-http.ts';

export type { NetlifyClient } from './netlify-client.ts';

const tokensPage = 'https://app.netlify.com/user/applications#personal-access-tokens';

/** https://docs.netlify.com/manage/accounts-and-billing/billing/billing-for-credit-based-plans/how-credits-work/ */
export const freeWarning =
  'the Free plan has 300 credits a month, about 20 production deploys and nothing else; at 0 every site of the team is paused until the month ends';

const advice: Vendor<NetlifyClient>['advice'] = {
  '400': 'Netlify did not understand what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '401': `the token is wrong, expired or was removed (a new password of your account ends every token): make a new one at ${tokensPage}`,
  '402': 'the plan of the team does not allow it, or its credits are used up: https://app.netlify.com/teams → Billing',
  '403': `the token may not do this in this team: it has to belong to an Owner or Developer; behind SAML, make it while logged in to the team at ${tokensPage}`,
  '404': 'it is gone, or belongs to another team: k77 plan shows what is there',
  '409': 'something like it exists already, or another change of it is under way: run the same command again, it looks first',
  '422': 'Netlify understood it and refuses it: its own words above say why; k77 plan shows what k77 wants',
  '429': 'Netlify allows 500 requests a minute and 3 deploys a minute; k77 has waited and tried again: run the same command later',
  name: 'names of sites are unique in the whole of Netlify, and somebody else has this one: answer project with another name, or rename your other site',
  domain: 'the name is in use by another site at Netlify: remove it there (Domain management), then run the same command again',
  dns: 'DNS does not lead the name to Netlify yet: k77 deploy 6.4 sets the records; it takes minutes until everybody sees them',
  repository:
    'Netlify may not read the repository: https://github.com/apps/netlify → Configure → Repository access; NETLIFY_INSTALLATION is the number at the end of the address of that page',
  stopped: 'builds of this site are stopped (Project configuration → Build & deploy → Build status): k77 deploy 6.6 activates them',
  plan: 'this is part of the Pro plan: https://www.netlify.com/pricing',
  default: 'run the same command again; https://www.netlifystatus.com tells whether Netlify is having trouble',
};

/** Words that say more than the status. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/subdomain.*(unique|taken|use)/i, 'name'],
  [/bad dns|dns for custom domain/i, 'dns'],
  [/(custom_domain|domain_aliases|custom domain).*(unique|use|taken|owned)/i, 'domain'],
  [/builds? (are|is|have been) stopped|stopped builds/i, 'stopped'],
  [/repositor|installation/i, 'repository'],
  [/upgrade|not available (on|for) (your|this) plan/i, 'plan'],
];

function kindOf({ status, message }: NetlifyRefusal): string {
  if (status < 400 || status === 401 || status === 429 || status >= 500) return String(status);
  return kinds.find(([words]) => words.test(message))?.[1] ?? String(status);
}

async function whoami(client: NetlifyClient): Promise<Identity> {
  const { id, name, plan } = await client.scope();
  return { account: id, name, mode: 'none', ...(plan ? { plan: plan === 'Free' ? `Free: ${freeWarning}` : plan } : {}) };
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof NetlifyRefusal)) return undefined;
  const { status, message, requestId, until } = error;
  const kind = kindOf(error);
  const words = advice[kind] ?? String(advice.default);
  return new VendorError({
    vendor: netlify.title,
    call,
    status,
    message,
    code: kind === String(status) ? undefined : kind,
    requestId,
    advice: until === undefined ? words : `${words}; the limit ends at ${until}`,
    exit: status === 401 || status === 403 || kind === 'repository' ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const netlify: Vendor<NetlifyClient> = {
  id: 'netlify',
  title: 'Netlify',
  base,
  also: [analytics],
  credentials: ['NETLIFY_TOKEN', 'NETLIFY_TEAM', 'NETLIFY_INSTALLATION'],
  oneOf: [['NETLIFY_TOKEN']],
  involved: ({ botHost, workerHost, apiHost, dashboardHost }) => [botHost, workerHost, apiHost, dashboardHost].includes('netlify'),
  token: {
    page: tokensPage,
    permissions: [
      { what: 'Sites and their variables', level: 'write', why: 'makes the site of the dashboard and sets its variables' },
      { what: 'Builds and deploys', level: 'write', why: 'deploys the branch, reads until it is ready, rolls back' },
      { what: 'Domains and certificates', level: 'write', why: 'adds the domain and orders its certificate' },
    ],
    note: 'New access token, and choose an expiry. Netlify has no narrower one: it opens every team that you are in.',
  },
  connect: (door, credentials) =>
    new NetlifyClient(door, credentials.NETLIFY_TOKEN?.reveal() ?? '', credentials.NETLIFY_TEAM, credentials.NETLIFY_INSTALLATION),
  whoami,
  explain,
  advice,
  // Values of variables are blanked as a whole: those that are public are ordinary words elsewhere.
  secretFields: ['values', 'env', 'password', 'deploy_hook', 'skew_protection_token'],
  // 500 a minute: https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/#rate-limiting
  limits: { perSecond: 8, burst: 40, concurrent: 6 },
};
