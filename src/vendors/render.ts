/**
 * Render: runs bot, worker and API (phases 6.5 and 6.6), instead of Railway. It publishes no SDK for Node.js; the client is small and typed after its OpenAPI
 * description. https://api-docs.render.com
 */
import { exits, OperatorError, VendorError } from '../core/errors.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { RenderClient } from './render-client.ts';
import { base, RenderRefusal } from './render-http.ts';

export type { RenderClient } from './render-client.ts';

const keysPage = 'https://dashboard.render.com/u/settings#api-keys';
/** Where the Render app on GitHub is given repositories. */
export const githubApp = 'https://github.com/apps/render/installations/new';
export const billingPage = 'https://dashboard.render.com/billing';

const advice: Vendor<RenderClient>['advice'] = {
  '400': 'Render did not accept what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '401': `the key is wrong or was revoked: make a new one at ${keysPage}`,
  '402': `Render wants a means of payment before it runs this: add a card at ${billingPage}, then run the same command again`,
  '403': `the person whose key this is may not do it in that workspace: let an admin of the workspace make the key, at ${keysPage}`,
  '404': 'it is gone: k77 plan shows what is there, and k77 deploy makes what is missing',
  '409': 'something like it exists already, or another change of it is under way: run the same command again, it looks first',
  '410': 'it was deleted at Render: k77 plan shows what is there, and k77 deploy makes what is missing',
  '429':
    'Render limits the rate (20 new services an hour, 10 changes a minute for a service); k77 has waited and tried again: run the same command later',
  repository: `Render may not read the repository: open ${githubApp}, choose the account that owns it, add the repository under Repository access, and connect that GitHub account to Render`,
  branch: 'Render does not find that branch in the repository: push it first (git push), then run the same command again',
  commit: 'Render does not find that commit in the repository: push it first (git push), then run the same command again',
  taken: 'a service of that name is in the workspace already: rename it there, or delete it if nobody needs it',
  plan: `the instance type or the plan of the workspace does not allow it: https://render.com/pricing tells what each has; change it at ${billingPage}`,
  domain: 'the name belongs to another service at Render: remove it there (Settings → Custom Domains), then run the same command again',
  disk: 'a service with a disk runs as one instance: take the disk away in the dashboard (service → Disk), or stay with one instance',
  suspended:
    'the service is suspended: resume it in its dashboard, or see there why Render has stopped it, then run the same command again',
  default: 'run the same command again; https://status.render.com tells whether Render is having trouble',
};

/** What is said besides the status. Only "invalid or unfetchable" is known word for word; the others are looked for by what such a sentence has to name. */
const words: readonly (readonly [RegExp, string])[] = [
  [/unfetchable|repository url is invalid|access to (the|this) repo/i, 'repository'],
  [/branch .*(not found|does not exist|invalid)|invalid branch/i, 'branch'],
  [/commit .*(not found|does not exist|invalid)|invalid commit/i, 'commit'],
  [/payment|credit card|billing information/i, '402'],
  [/domain .*(already|in use|exists|taken)/i, 'domain'],
  [/name .*(already|in use|taken|unique)/i, 'taken'],
  [/\bdisks?\b/i, 'disk'],
  [/suspended/i, 'suspended'],
  [/upgrade|instance type|\bplan\b|limit (of|exceeded|reached)|maximum/i, 'plan'],
];

function kindOf({ status, message }: RenderRefusal): string {
  const told = status >= 400 && status < 500 && ![401, 402, 403, 429].includes(status);
  return (told ? words.find(([pattern]) => pattern.test(message))?.[1] : undefined) ?? String(status);
}

/** A person's key opens every workspace of that person. */
async function whoami(client: RenderClient): Promise<Identity> {
  const owners = await client.owners();
  const [first] = owners;
  if (!first)
    throw new OperatorError({
      what: 'the Render key opens no workspace',
      fix: `make a key as somebody who belongs to one, at ${keysPage}`,
      see: keysPage,
      exit: exits.preflight,
    });
  const more = owners.length > 1 ? ` and ${owners.length - 1} more` : '';
  // Render's API does not tell the plan of a workspace.
  return { account: first.id, name: `${first.name}${more}`, mode: 'none' };
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof RenderRefusal)) return undefined;
  const { status, message, requestId, until } = error;
  const kind = kindOf(error);
  const told = advice[kind] ?? String(advice.default);
  return new VendorError({
    vendor: render.title,
    call,
    status,
    message,
    code: kind === String(status) ? undefined : kind,
    requestId,
    advice: until === undefined ? told : `${told}; the limit ends at ${until}`,
    exit: [401, 402, 403].includes(status) || kind === 'repository' || kind === '402' ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const render: Vendor<RenderClient> = {
  id: 'render',
  title: 'Render',
  base,
  credentials: ['RENDER_API_KEY'],
  involved: ({ botHost, workerHost, apiHost, dashboardHost }) => [botHost, workerHost, apiHost, dashboardHost].includes('render'),
  token: {
    page: keysPage,
    permissions: [
      { what: 'Projects and environments', level: 'write', why: 'makes one project with one environment' },
      {
        what: 'Services, variables and disks',
        level: 'write',
        why: 'creates the services, sets how they are built and run, and their variables',
      },
      { what: 'Deploys and logs', level: 'write', why: 'deploys a commit, reads until it is ready, restarts, rolls back' },
      { what: 'Custom domains', level: 'write', why: 'adds the name of the API and lets Render look at its records' },
      { what: 'Metrics', level: 'read', why: 'measures CPU and memory' },
    ],
    note: 'Create API Key. Render has no narrower one: it may do everything that you may, in every workspace of yours. Make it as somebody who belongs to this workspace only, where you can.',
  },
  connect: (door, credentials) => new RenderClient(door, credentials.RENDER_API_KEY?.reveal() ?? ''),
  whoami,
  explain,
  advice,
  // Of variables: Render shows their values, and does not know which of them are secrets.
  secretFields: ['value[]', 'envVars'],
  // 400 questions a minute, counted by the minute: https://api-docs.render.com/reference/rate-limiting. Orders are few, and a refusal of them is waited out.
  limits: { perSecond: 4, burst: 150, concurrent: 6 },
};
