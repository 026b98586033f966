/**
 * Fly.io: runs bot, worker and API (phases 6.5 and 6.6), instead of Railway. It builds nothing: GitHub brings it images. The client is small and typed after the
 * OpenAPI document of the Machines API. https://docs.machines.dev
 */
import { exits, VendorError } from '../core/errors.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { FlyClient } from './fly-client.ts';
import { base, FlyRefusal, others } from './fly-http.ts';

export type { FlyClient } from './fly-client.ts';

export const dashboard = 'https://fly.io/dashboard';
const tokensPage = `${dashboard}/personal/tokens`;
export const billingPage = `${dashboard}/personal/billing`;

const again = 'then run the same command again';
const advice: Vendor<FlyClient>['advice'] = {
  '400': 'Fly.io did not accept what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '401': `the token is wrong, has run out or was revoked: make a new one at ${tokensPage} (fly tokens create org does the same), and put it into .k77/credentials as FLY_API_TOKEN`,
  '402': `Fly.io wants a card, or an unpaid bill to be paid: see to it at ${billingPage}, ${again}`,
  '403': `the token may not do it there: make one of the whole organisation at ${tokensPage} (Org deploy token); that of a single app is not enough`,
  '404': 'it is gone: k77 plan shows what is there, and k77 deploy makes what is missing',
  '408': 'Fly.io took too long: run the same command again, it looks first',
  '409':
    'somebody else changes this machine just now (fly deploy, another k77): wait until that has ended, then run the same command again',
  '412': 'it was changed by somebody else in between: run the same command again, it looks first',
  '422': 'Fly.io did not accept what was asked: its own words above name the field; k77 plan shows what k77 wants',
  '429': 'Fly.io answers about one order a second for each machine; k77 has waited and tried again: run the same command later',
  name_taken:
    'names of apps are unique among everybody at Fly.io, and somebody else has this one: change the answer "project" by a letter (k77 deploy --set project=…)',
  insufficient_capacity:
    'this region has no room for the machine just now: try again in a while, or answer "hostNear" with another part of the world',
  limit: `the organisation has as many apps or machines as it may have: delete some at ${dashboard}, or write to billing@fly.io`,
  card: `Fly.io wants a card before it runs this: add one at ${billingPage}, ${again}`,
  suspended: `Fly.io has suspended the organisation: its mails tell why; ${billingPage} tells what is open`,
  image: 'Fly.io has no such image: the GitHub workflow brings it; look at the Actions of the repository, then run the same command again',
  organisation: `the organisation is not the token's: make a token of the right one at ${tokensPage}`,
  hostname: 'the name has a certificate at another app of Fly.io: remove it there (app → Certificates), then run the same command again',
  volume: 'the disk hangs on another machine or another region: https://fly.io/docs/volumes/volume-manage/ tells how one is moved',
  default: 'run the same command again; https://status.flyio.net tells whether Fly.io is having trouble',
};

/** Fly publishes few words and no list of sentences: they are looked for by what such a sentence has to name. */
const words: readonly (readonly [RegExp, string])[] = [
  [/name has already been taken/i, 'name_taken'],
  [/insufficient (cpus|memory|ips|resources)|no capacity|insufficient_capacity/i, 'insufficient_capacity'],
  [/(credit card|payment method|billing information)/i, 'card'],
  [/suspended|past due|delinquent/i, 'suspended'],
  [/limit (of|reached)|reached .*limit|too many (apps|machines)/i, 'limit'],
  [/manifest|image .*(not found|unknown)|(find|get|pull|resolve) image/i, 'image'],
  [/org(ani[sz]ation)? .*(not found|does not exist|invalid)/i, 'organisation'],
  [/hostname .*(already|taken|exists)|certificate .*already/i, 'hostname'],
  [/volume/i, 'volume'],
];

function kindOf({ status, code = '', message }: FlyRefusal): string {
  if (advice[code] !== undefined) return code;
  if (code === 'MANIFEST_UNKNOWN' || code === 'NAME_UNKNOWN') return 'image';
  const told = status >= 400 && status < 500 && ![401, 402, 429].includes(status);
  return (told ? words.find(([pattern]) => pattern.test(message))?.[1] : undefined) ?? String(status);
}

/** @returns slug of the organisation, where the token opens just one */
export function organizationIn(tokens: Awaited<ReturnType<FlyClient['tokens']>>): string | undefined {
  const all = [...new Set(tokens.flatMap(({ org_slug: slug }) => (slug ? [slug] : [])))];
  return all.length === 1 ? all[0] : undefined;
}

async function whoami(client: FlyClient): Promise<Identity> {
  const tokens = await client.tokens();
  const [first] = tokens;
  const organization = organizationIn(tokens);
  return {
    account: first?.organization ?? organization ?? first?.user ?? 'unknown',
    name: organization ?? 'several organisations',
    mode: 'none',
    plan: 'pay as you go',
  };
}

const first: readonly string[] = ['401', '402', '403', 'card', 'suspended', 'organisation'];

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof FlyRefusal)) return undefined;
  const { status, message, requestId } = error;
  const kind = kindOf(error);
  return new VendorError({
    vendor: fly.title,
    call,
    status,
    message,
    code: kind === String(status) ? error.code : kind,
    requestId,
    advice: advice[kind] ?? String(advice.default),
    exit: first.includes(kind) ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const fly: Vendor<FlyClient> = {
  id: 'fly',
  title: 'Fly.io',
  base,
  also: others,
  credentials: ['FLY_API_TOKEN'],
  involved: ({ botHost, workerHost, apiHost, dashboardHost }) => [botHost, workerHost, apiHost, dashboardHost].includes('fly'),
  token: {
    page: tokensPage,
    permissions: [
      {
        what: 'Apps and machines of one organisation',
        level: 'write',
        why: 'makes an app a service, starts, stops, updates and counts its machines',
      },
      { what: 'Secrets', level: 'write', why: 'gives the services their variables' },
      {
        what: 'Addresses, certificates and volumes',
        level: 'write',
        why: 'lets visitors reach the API under your name, and gives the bot a disk where wanted',
      },
      { what: 'Images', level: 'read', why: 'sees whether GitHub has brought the image of a commit' },
    ],
    note: 'Choose the organisation that pays, then Tokens → Org deploy token. In a terminal: fly tokens create org --org <organisation>.',
  },
  connect: (door, credentials) => new FlyClient(door, credentials.FLY_API_TOKEN?.reveal() ?? ''),
  whoami,
  explain,
  advice,
  // What is set as secrets; their names stay.
  secretFields: ['values'],
  // About one order a second for each machine, five questions; bursts of three and ten: https://fly.io/docs/machines/api/working-with-machines-api/
  limits: { perSecond: 5, burst: 10, concurrent: 4 },
};
