/**
 * Google Analytics 4: a property for the dashboard, set up by a service account. Google's own client library brings gRPC and a login of its own along;
 * this client is small, speaks REST through our door, and signs for its token itself.
 */
import { exits, VendorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import type { Identity, OpenDoor, Vendor } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { GoogleAnalyticsClient } from './google-analytics-client.ts';
import { adminBase, GoogleRefusal } from './google-analytics-http.ts';

export const keyPage = 'https://console.cloud.google.com/iam-admin/serviceaccounts';
export const adminPage = 'https://analytics.google.com/analytics/web/#/admin';

const advice: Vendor<GoogleAnalyticsClient>['advice'] = {
  '400': 'compare time zone, currency and address of the site with what Google Analytics offers; then run the same command again',
  '401': `the key is not honoured any more: make a new one at ${keyPage} (Keys → Add key → JSON) and delete the old one`,
  '403': `the service account may not do this: ${adminPage} → Account access management → its e-mail address → Editor`,
  '404': 'it is gone from Google Analytics: k77 plan shows what is there; what was deleted lies in the trash of the account for 35 days',
  '409': 'something like it exists already: run the same command again, it looks first',
  '429': 'the quota of the Google Cloud project is used up for now; k77 has waited and tried again: run the same command in a minute',
  invalid_grant: `Google does not know this key, or the clock of this machine is wrong by minutes: look at its time, else make a new key at ${keyPage}`,
  invalid_key: `give the whole file that was downloaded when the key was made; a lost one is made anew at ${keyPage}`,
  invalid_scope: 'the organisation forbids this service account to use Google Analytics: ask who administers Google Cloud',
  SERVICE_DISABLED:
    'switch both APIs on in the Google Cloud project of the service account: https://console.cloud.google.com/apis/library/analyticsadmin.googleapis.com and https://console.cloud.google.com/apis/library/analyticsdata.googleapis.com; it takes a few minutes',
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: `the key opens less than Google Analytics: make one of a service account at ${keyPage}`,
  FAILED_PRECONDITION: `open the property in Google Analytics and accept what it asks for: ${adminPage}`,
  default: 'run the same command again; https://status.cloud.google.com tells whether Google is having trouble',
};

/** That the list opens proves the key, and that the API is switched on. Which account it is, the task finds. */
async function whoami(client: GoogleAnalyticsClient): Promise<Identity> {
  await client.accounts();
  return { account: client.email, mode: 'none' };
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof GoogleRefusal)) return undefined;
  const { status, code, message } = error;
  return new VendorError({
    vendor: 'Google Analytics',
    call,
    status,
    ...(code === undefined ? {} : { code }),
    message,
    advice: (code === undefined ? undefined : advice[code]) ?? advice[String(status)] ?? String(advice.default),
    exit: [401, 403].includes(status) || code?.startsWith('invalid_') ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const googleAnalytics: Vendor<GoogleAnalyticsClient> = {
  id: 'google-analytics',
  title: 'Google Analytics',
  base: adminBase,
  also: ['analyticsdata.googleapis.com', 'oauth2.googleapis.com', 'www.google-analytics.com'],
  credentials: ['GOOGLE_SERVICE_ACCOUNT'],
  involved: ({ analytics }) => analytics !== 'none',
  token: {
    page: keyPage,
    permissions: [
      {
        what: 'Editor of one account at Google Analytics',
        level: 'write',
        why: 'opens the property and its web stream, sets retention, makes the secret',
      },
      { what: 'Google Analytics Admin API', level: 'write', why: 'switched on in the Google Cloud project' },
      { what: 'Google Analytics Data API', level: 'read', why: 'switched on in the project: shows in real time whether events arrive' },
    ],
    note: 'A service account without any role in Google Cloud, and a JSON key of it. Its e-mail address becomes Editor of your account at Google Analytics, nowhere else.',
  },
  connect: (door: OpenDoor, credentials: Partial<Values>) =>
    new GoogleAnalyticsClient(door, credentials.GOOGLE_SERVICE_ACCOUNT?.reveal() ?? '', systemClock),
  whoami,
  reads: ({ path }) => path === '/token' || path === '/debug/mp/collect' || /:run(Realtime)?Report$/.test(path),
  explain,
  advice,
  secretFields: ['access_token', 'assertion', 'secretValue', 'private_key'],
  // 1,200 calls a minute and project, 600 a minute and user. https://developers.google.com/analytics/devguides/config/admin/v1/quotas
  limits: { perSecond: 10, concurrent: 5 },
};
