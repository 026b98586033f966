/**
 * UptimeRobot: watches from outside and tells people. It publishes no SDK for Node; this client is small and typed after its API v3.
 * API reference: https://uptimerobot.com/api/v3/
 */
import { exits, VendorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import type { Door, Identity, Vendor } from '../core/vendor.ts';
import { UptimeRobotClient } from './uptimerobot-client.ts';
import { base, UptimeRefusal } from './uptimerobot-http.ts';

const keyPage = 'https://dashboard.uptimerobot.com/integrations';

const advice: Vendor<UptimeRobotClient>['advice'] = {
  '400': 'compare what k77 plan shows with the limits of your plan at https://dashboard.uptimerobot.com/billing',
  '401': `the API key is not known: copy the main API key from ${keyPage} → API`,
  '402': 'your plan does not include this: https://dashboard.uptimerobot.com/billing shows it',
  '403': `this key may not do that, or your plan does not include it: use the main API key of ${keyPage}, not a read-only one or one of a single monitor`,
  '404': 'it is gone at UptimeRobot: k77 plan shows what is there',
  '409': 'something like it exists already: run the same command again, it looks first',
  '429':
    'UptimeRobot limits the rate (10 calls a minute on the free plan); k77 has waited and tried again: run the same command in a minute',
  default: 'run the same command again; https://status.uptimerobot.com tells whether UptimeRobot is having trouble',
};

async function whoami(client: UptimeRobotClient): Promise<Identity> {
  const { email, plan } = await client.account();
  return { account: email, mode: 'none', plan };
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof UptimeRefusal)) return undefined;
  const { status, message } = error;
  return new VendorError({
    vendor: 'UptimeRobot',
    call,
    status,
    message,
    advice: advice[String(status)] ?? String(advice.default),
    exit: status === 401 || status === 403 ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const uptimerobot: Vendor<UptimeRobotClient> = {
  id: 'uptimerobot',
  title: 'UptimeRobot',
  base,
  credentials: ['UPTIMEROBOT_API_KEY'],
  involved: ({ uptimeMonitor }) => uptimeMonitor !== 'none',
  token: {
    page: keyPage,
    permissions: [
      { what: 'Monitors', level: 'write', why: 'makes the five monitors and mends them' },
      { what: 'Alert contacts and integrations', level: 'write', why: 'lets an address and the channel of the logs be told' },
      { what: 'Public status pages', level: 'write', why: 'makes the status page' },
      { what: 'Incidents', level: 'read', why: 'sees whether alerts were delivered' },
    ],
    note: 'API → Main API key. UptimeRobot has no narrower key that may write: it may do everything in the account, so keep it here only.',
  },
  connect: (door: Door, credentials: Partial<Values>) => new UptimeRobotClient(door, credentials.UPTIMEROBOT_API_KEY?.reveal() ?? ''),
  whoami,
  explain,
  advice,
  // Of monitors that somebody else made, too: the guide puts a bot's token into a header.
  secretFields: ['apiKey', 'password', 'httpPassword', 'customHttpHeaders', 'postValueData'],
  secretShapes: [/https:\/\/heartbeat\.uptimerobot\.com\/[\w-]+/g],
  // Chats are reached by webhooks, which are secrets.
  secretBodies: (path) => /\/integrations(\/\d+)?$/.test(path),
  // Paid plans allow twice their monitors a minute, the free one ten calls; more is answered with 429 and the time to wait, which the door does.
  limits: { perSecond: 5, burst: 10, concurrent: 2 },
};
