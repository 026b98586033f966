/**
 * Railway: runs bot, worker and API (phases 6.5 and 6.6). It publishes no SDK for its GraphQL API; the client is small and typed after its schema.
 * https://docs.railway.com/integrations/api
 */
import { exits, OperatorError, VendorError } from '../core/errors.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { RailwayClient } from './railway-client.ts';
import { onlyAsks } from './railway-documents.ts';
import { base, path, RailwayRefusal } from './railway-graphql.ts';

const tokensPage = 'https://railway.com/account/tokens';

const advice: Vendor<RailwayClient>['advice'] = {
  '400': 'Railway did not understand the question, so its API has changed: update k77',
  '401': `the token is wrong or was removed: make a new one at ${tokensPage}`,
  '403': `the token may not do this: make one of the workspace at ${tokensPage}; k77 doctor railway shows how`,
  '429':
    'Railway counts requests by the hour (Free 100, Hobby 1000, Pro 10000); k77 has waited and tried again: run the same command later',
  denied: `the token does not open this: make a token of the workspace that owns the project at ${tokensPage} (a project token cannot create anything)`,
  repository: 'Railway may not read the repository: open it under https://github.com/apps/railway-app → Configure → Repository access',
  commit: 'Railway does not find that commit: push it first (git push), then run the same command again',
  taken: 'the project has a service of that name in another environment: rename it there, or name another project',
  plan: 'the plan of the workspace does not allow it: https://railway.com/workspace/plans tells what each plan does',
  suspended:
    'Railway has stopped the workspace: open https://railway.com/workspace/billing, pay or raise the limit, then run the same command again',
  default: 'run the same command again; https://status.railway.com tells whether Railway is having trouble',
};

/** Which advice fits Railway's words: most refusals come with HTTP 200 and one code for everything. */
const words: readonly (readonly [RegExp, string])[] = [
  [/rate limit|too many requests|slow down/i, '429'],
  [/access to the repo|repo not found|repository not found/i, 'repository'],
  [/commit .*not found|no commit/i, 'commit'],
  [/usage limit|suspended|past due|unpaid|banned|restricted/i, 'suspended'],
  [/upgrade|\bplan\b|free trial|not available on|limit (of|exceeded|reached)|maximum/i, 'plan'],
  [/already exists/i, 'taken'],
  [/not authorized|unauthorized|bad access|permission/i, 'denied'],
];

/** A workspace is what k77 works in; its plan decides what is allowed there. */
async function whoami(client: RailwayClient): Promise<Identity> {
  const workspaces = await client.workspaces();
  const [first] = workspaces;
  if (!first)
    throw new OperatorError({
      what: 'the Railway token opens no workspace',
      fix: `make a token of your workspace at ${tokensPage}`,
      see: tokensPage,
      exit: exits.preflight,
    });
  const more = workspaces.length > 1 ? ` and ${workspaces.length - 1} more` : '';
  return { account: first.id, name: `${first.name}${more}`, mode: 'none', plan: first.trial ? 'trial' : first.plan.toLowerCase() };
}

function explain(error: unknown): VendorError | undefined {
  if (!(error instanceof RailwayRefusal)) return undefined;
  const { status, message, operation, code, traceId } = error;
  const kind = words.find(([pattern]) => pattern.test(message))?.[1] ?? String(status);
  return new VendorError({
    vendor: railway.title,
    call: operation,
    status,
    message,
    code,
    requestId: traceId,
    advice: advice[kind] ?? String(advice.default),
    exit: status === 401 || status === 403 || kind === 'denied' || kind === 'repository' ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const railway: Vendor<RailwayClient> = {
  id: 'railway',
  title: 'Railway',
  base,
  credentials: ['RAILWAY_TOKEN'],
  involved: ({ botHost, workerHost, apiHost, dashboardHost }) => [botHost, workerHost, apiHost, dashboardHost].includes('railway'),
  token: {
    page: tokensPage,
    permissions: [
      { what: 'Projects and environments', level: 'write', why: 'makes one project with one environment' },
      {
        what: 'Services, variables and volumes',
        level: 'write',
        why: 'creates the services, sets how they are built and run, and their variables',
      },
      { what: 'Deployments and logs', level: 'write', why: 'deploys a commit, reads until it is ready, restarts, rolls back' },
      { what: 'Custom domains', level: 'write', why: 'adds the name of the API and reads the records that Railway demands' },
      { what: 'Usage and usage limits', level: 'write', why: 'measures, reads the bill, sets the e-mail alert' },
    ],
    note: 'Create a token and choose your workspace: it opens that one only. Railway has no narrower one that may create projects; a project token does not work here. With "No workspace" the token may do everything in your account.',
  },
  connect: (door, credentials) => new RailwayClient(door, credentials.RAILWAY_TOKEN?.reveal() ?? ''),
  whoami,
  reads: (request) => request.path.endsWith(path) && onlyAsks(documentOf(request.body)),
  explain,
  advice,
  secretFields: ['secretValues', 'secretConfig'],
  // Hobby: 10 a second and 1000 an hour, https://docs.railway.com/integrations/api#rate-limits. The hour is kept by asking for much at once.
  limits: { perSecond: 8, concurrent: 4 },
};

function documentOf(body: string): string {
  try {
    const { query } = JSON.parse(body) as { query?: unknown };
    return typeof query === 'string' ? query : '';
  } catch {
    return '';
  }
}
