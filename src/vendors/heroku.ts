/**
 * Heroku: runs bot, worker and API (phases 6.5 and 6.6), instead of Railway. The client is small and typed after the JSON schema that Heroku publishes.
 * https://devcenter.heroku.com/articles/platform-api-reference
 */
import { exits, VendorError } from '../core/errors.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { HerokuClient } from './heroku-client.ts';
import { base, HerokuRefusal, others } from './heroku-http.ts';

export type { HerokuClient } from './heroku-client.ts';

const tokensPage = 'https://dashboard.heroku.com/account/applications';
export const billingPage = 'https://dashboard.heroku.com/account/billing';
/** Where a token of GitHub is made that reads one repository. */
export const githubTokens = 'https://github.com/settings/personal-access-tokens/new';

const again = 'then run the same command again';
const advice: Vendor<HerokuClient>['advice'] = {
  '400': 'Heroku did not accept what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '401': `the token is wrong, has run out or was revoked: make a new one at ${tokensPage} (Authorizations → Create authorization)`,
  '402': `the account owes Heroku money, or the bank asks to confirm the card: pay at ${billingPage}, ${again}`,
  '403': `the person whose token this is may not do it there: let an owner of the app, or an admin of its team, make the token at ${tokensPage}, with scope write-protected`,
  '404': 'it is gone: k77 plan shows what is there, and k77 deploy makes what is missing',
  '406': 'Heroku does not know this version of its API any more: update k77',
  '409': 'something like it is under way or was changed just now: run the same command again, it looks first',
  '410': 'Heroku has taken this part of its API away: update k77',
  '422': 'Heroku did not accept what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '429': 'Heroku answers 4,500 questions an hour to an account; k77 has waited and tried again: run the same command later',
  verification: `Heroku wants a card before it runs this: add one at ${billingPage}, ${again}`,
  suspended: `Heroku has suspended the account or the app: its mails tell why; write to https://help.heroku.com, ${again}`,
  taken:
    'names of apps are unique among everybody at Heroku, and somebody else has this one: ask whoever has it, or change the answer "project" by a letter',
  limit: `the account has as many apps as it may have: delete some at https://dashboard.heroku.com/apps, or add a card at ${billingPage}`,
  eco: `Eco dynos need their subscription, and sleep: k77 takes Basic, which needs a card at ${billingPage}`,
  size: `that kind of dyno does not go with it (Basic runs once and never beside Standard): https://www.heroku.com/pricing tells what each has; k77 hosts compares`,
  process:
    'the release has no process of that name: the Procfile at the place that the variable PROCFILE names has to have it; commit and push it (k77 scaffold writes deploy/heroku.*.Procfile)',
  domain: 'the name belongs to another app at Heroku: remove it there (Settings → Domains), then run the same command again',
  release: 'it is no release that can be gone back to: k77 releases lists those that can',
  building: 'another build of this app is under way: wait until it has ended, then run the same command again',
  source: 'Heroku could not take the code from GitHub: push the commit first (git push), then run the same command again',
  github_token: `GitHub refuses the token that reads the repository: make a new one at ${githubTokens} (Only select repositories; Contents: Read-only) and put it into .k77/credentials as HEROKU_GITHUB_TOKEN`,
  github_repository: `the token does not read the repository, or the commit is not there: open it for this one repository at https://github.com/settings/personal-access-tokens (Contents: Read-only), push the commit, ${again}`,
  default: 'run the same command again; https://status.heroku.com tells whether Heroku is having trouble',
};

/** Heroku's own ids, where they tell more than the status. https://devcenter.heroku.com/articles/platform-api-reference#error-responses */
const ids: Readonly<Record<string, string>> = {
  verification_required: 'verification',
  verification_needed: 'verification',
  delinquent: '402',
  suspended: 'suspended',
  github_token: 'github_token',
  github_repository: 'github_repository',
};

/** What is said besides. Heroku publishes no list of sentences: they are looked for by what such a sentence has to name. */
const words: readonly (readonly [RegExp, string])[] = [
  [/verify your account|payment (method|information)|credit card/i, 'verification'],
  [/name .*(already taken|already in use)|name is already taken/i, 'taken'],
  [/\bapp limit|limit of apps|reached the (api )?limit of \d+ apps/i, 'limit'],
  [/\beco\b.*(subscri|plan)/i, 'eco'],
  [/find that process type/i, 'process'],
  [/dyno (size|type|tier)|cannot mix|no such size|scale/i, 'size'],
  [/domain.*(already|in use|added to another)|hostname.*already/i, 'domain'],
  [/rollback|roll back|eligible/i, 'release'],
  [/build .*(in progress|already running)/i, 'building'],
  [/source_blob|tarball|source url/i, 'source'],
];

function kindOf({ status, id = '', message }: HerokuRefusal): string {
  const byId = ids[id];
  if (byId !== undefined) return byId;
  const told = status >= 400 && status < 500 && ![401, 402, 429].includes(status);
  return (told ? words.find(([pattern]) => pattern.test(message))?.[1] : undefined) ?? String(status);
}

async function whoami(client: HerokuClient): Promise<Identity> {
  const { id, email, verified } = await client.account();
  return { account: id, name: email, mode: 'none', plan: verified ? 'verified' : 'no card on file' };
}

const first: readonly string[] = ['401', '402', '403', 'verification', 'suspended', 'github_token', 'github_repository'];

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof HerokuRefusal)) return undefined;
  const { status, message, requestId } = error;
  const kind = kindOf(error);
  return new VendorError({
    vendor: heroku.title,
    call,
    status,
    message,
    code: kind === String(status) ? error.id : kind,
    requestId,
    advice: advice[kind] ?? String(advice.default),
    exit: first.includes(kind) ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const heroku: Vendor<HerokuClient> = {
  id: 'heroku',
  title: 'Heroku',
  base,
  also: others,
  credentials: ['HEROKU_API_KEY', 'HEROKU_GITHUB_TOKEN'],
  // A public repository is read by everybody.
  oneOf: [['HEROKU_API_KEY']],
  involved: ({ botHost, workerHost, apiHost, dashboardHost }) => [botHost, workerHost, apiHost, dashboardHost].includes('heroku'),
  token: {
    page: tokensPage,
    permissions: [
      {
        what: 'Apps, builds and releases',
        level: 'write',
        why: 'makes one app a service that is told its commit, builds commits, releases them, goes back',
      },
      { what: 'Config vars (scope write-protected)', level: 'write', why: 'gives the services their variables' },
      { what: 'Formation and dynos', level: 'write', why: 'starts, stops, restarts and counts what runs' },
      { what: 'Domains and certificates', level: 'write', why: 'adds the name of the API and orders its certificate' },
      { what: 'Account', level: 'read', why: 'knows whose account it is' },
    ],
    note: 'Authorizations → Create authorization, which never runs out. Scopes write-protected and identity are enough.',
  },
  connect: (door, credentials) =>
    new HerokuClient(door, credentials.HEROKU_API_KEY?.reveal() ?? '', credentials.HEROKU_GITHUB_TOKEN?.reveal()),
  whoami,
  explain,
  advice,
  // The address at which GitHub lends the code is good for whoever has it.
  // Addresses of log drains carry tokens, other people's too.
  secretFields: ['source_blob', 'url[]'],
  // Config vars are a flat object of values, of which Heroku does not know which are secrets.
  secretBodies: (path) => path.endsWith('/config-vars'),
  // A log session is a POST that changes nothing.
  reads: ({ method, path }) => method === 'POST' && path.endsWith('/log-sessions'),
  // 4,500 questions an hour, refilled by the minute (75): https://devcenter.heroku.com/articles/platform-api-reference#rate-limits
  limits: { perSecond: 1.25, burst: 1000, concurrent: 6 },
};
