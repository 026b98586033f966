/**
 * Sentry: gathers the errors of bot, worker, API and dashboard (phase 6.7). It publishes no SDK for its API; the client is small and typed after its description.
 * https://docs.sentry.io/api/
 */
import { exits, OperatorError, VendorError } from '../core/errors.ts';
import type { Identity, Usage, Vendor } from '../core/vendor.ts';
import { SentryClient } from './sentry-client.ts';
import { base, regions, SentryRefusal } from './sentry-http.ts';

export type { SentryClient, SentryPlace } from './sentry-client.ts';

/** sentry.io leads to the organization of whoever is logged in. */
const tokenPage = 'https://sentry.io/settings/developer-settings/new-internal/';

const advice: Vendor<SentryClient>['advice'] = {
  '400': 'Sentry did not accept what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '401': `the token is wrong, was revoked, or belongs to somebody else: open the integration and make a new token, at ${tokenPage}`,
  '403': `the token may not do it: the integration needs Organization, Project, Team and Alerts with Read & Write, and Issue & Event with Read; change it at ${tokenPage}`,
  '404': 'it is gone, or the token opens another organization: k77 plan shows what is there, and k77 deploy makes what is missing',
  '409': 'something of that name exists already: run the same command again, it looks first',
  '429': 'Sentry limits the rate; k77 has waited and tried again: run the same command in a minute',
  plan: 'the plan of the organization does not include it: https://sentry.io/settings/billing/ tells what it has',
  default: 'run the same command again; https://status.sentry.io tells whether Sentry is having trouble',
};

/** Which permission a call needs, for the advice after a 403. */
const permissions: readonly (readonly [RegExp, string])[] = [
  [/^PUT .*\/organizations\/[^/]+\/$/, 'Organization: Read & Write'],
  [/\/(detectors|workflows)\//, 'Alerts: Read & Write'],
  [/\/issues\/$/, 'Issue & Event: Read'],
  [/^POST .*\/organizations\/[^/]+\/teams\/$/, 'Team: Read & Write'],
  [/\/(projects|releases|spike-protections)\//, 'Project: Read & Write'],
  [/\/teams\//, 'Team: Read & Write'],
  [/\/organizations\//, 'Organization: Read & Write'],
];

function adviceFor({ status, message }: SentryRefusal, call: string): { told: string; code?: string } {
  if ((status === 400 || status === 403) && /\b(plan|upgrade|feature|subscription)\b/i.test(message))
    return { told: String(advice.plan), code: 'plan' };
  const lacking = status === 403 ? permissions.find(([pattern]) => pattern.test(call))?.[1] : undefined;
  const told = advice[String(status)] ?? String(advice.default);
  return { told: lacking === undefined ? told : `${told} (here ${lacking} is missing)` };
}

/** The token of an internal integration opens the organization that made it; one of a person opens all of theirs. */
async function whoami(client: SentryClient): Promise<Identity> {
  const found = (await client.organizations()).map(({ slug }) => slug).sort();
  const [first] = found;
  if (first === undefined)
    throw new OperatorError({
      what: 'the Sentry token opens no organization',
      fix: `make it inside your organization, as an internal integration, at ${tokenPage}`,
      see: tokenPage,
      exit: exits.preflight,
    });
  return { account: found.join(', '), mode: 'none' };
}

async function usage(client: SentryClient, now: Date, values: Parameters<NonNullable<Vendor<SentryClient>['usage']>>[2]): Promise<Usage> {
  const { SENTRY_ORG, SENTRY_REGION } = values;
  if (SENTRY_ORG === undefined || SENTRY_REGION === undefined)
    return { at: now.toISOString(), figures: [], missing: ['the organization is not known yet: k77 deploy 6.7 finds it'] };
  const value = await client.in(SENTRY_REGION, SENTRY_ORG).errorsInMonth();
  const call = 'GET /api/0/organizations/{organization}/stats_v2/';
  return {
    at: now.toISOString(),
    figures: [{ name: 'errors', value, unit: 'errors in 30 days, of the whole organization', call }],
    missing: [],
  };
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof SentryRefusal)) return undefined;
  const { status, message, until } = error;
  const { told, code } = adviceFor(error, call);
  return new VendorError({
    vendor: sentry.title,
    call,
    status,
    message,
    ...(code === undefined ? {} : { code }),
    advice: until === undefined ? told : `${told}; the limit ends at ${until}`,
    exit: status === 401 || status === 403 ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const sentry: Vendor<SentryClient> = {
  id: 'sentry',
  title: 'Sentry',
  base,
  also: regions.map((region) => new URL(region).hostname),
  credentials: ['SENTRY_TOKEN'],
  involved: ({ errorTracker }) => errorTracker !== 'none',
  token: {
    page: tokenPage,
    permissions: [
      { what: 'Organization', level: 'write', why: 'finds the organization and its region, demands that every project is scrubbed' },
      { what: 'Team', level: 'write', why: 'makes the team that is mailed' },
      {
        what: 'Project',
        level: 'write',
        why: 'makes the projects and their client keys, guards their quota, registers releases, finds the test errors again',
      },
      { what: 'Alerts', level: 'write', why: 'makes the alerts and the monitors that count errors' },
      { what: 'Issue & Event', level: 'read', why: 'sees whether errors are new since a release, and whether the last weeks were quiet' },
    ],
    note: 'Settings → Developer Settings → Create New Integration → Internal Integration. Issue & Event: Read. Release and Member: No Access. Its token opens this one organization, and is shown once.',
  },
  connect: (door, credentials) => new SentryClient(door, credentials.SENTRY_TOKEN?.reveal() ?? ''),
  whoami,
  usage,
  explain,
  advice,
  // Client keys had a secret half once; both of its forms are still shown. So is a token for tunnels of a project.
  secretFields: ['secret', 'securityToken'],
  // Limits are per call and not documented as numbers; answers carry them: https://docs.sentry.io/api/ratelimits/
  limits: { perSecond: 20, burst: 40, concurrent: 12 },
};
