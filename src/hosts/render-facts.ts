/** Render, as the operator chooses it: prices and limits in sentences of our own. Prices: two published notes of July 2026 on the plans of April 2026. */
import type { HostFacts } from '../core/host.ts';

export const renderFacts: HostFacts = {
  plan: 'Hobby',
  fixedCents: 0,
  // Starter: 512 MB and half a core, the same price for web services and background workers.
  serviceCents: 700,
  rollback:
    'to deploys whose build is kept, a fixed number of recent ones by plan; commands and variables of the service stay as they are now',
  restarts: 'always, without a limit to count; a service that does nothing but crash is suspended by Render',
  strengths: [
    'a fixed price for each service, so that the bill is known before',
    'the health path of the API is asked all the time: after 60 s without an answer it is restarted',
    'the API shows values of variables, so that drift is seen exactly',
    'suspending and resuming is one call each',
    'sends every line of the log to an address of yours, by syslog over TLS, one for each service',
  ],
  weaknesses: [
    '$7 for each of bot, worker and API, whether they need the 512 MB or not; the next size is 2 GB for $25',
    'no usage alert and no bill in its API: only its billing page tells',
    'a key opens every workspace of its person; there is no narrower one',
    'health checks are for web services only: of bot and worker it sees no more than that they run',
    'a service belongs to one region for ever, and with a disk it is one instance that stops while it is deployed',
    'Hobby has 5 GB of traffic, 500 build minutes and 2 domains of your own a month',
  ],
  guide:
    'The guide deploys the bot as a Web Service, which fails because a bot opens no port for visitors, and sleeps on the free plan: it is a Background Worker, and of those there is no free one. Hobby has 5 GB of traffic today, not 100 GB.',
  scaling: {
    how: 'setting',
    says: 'Render adds instances by itself only where autoscaling is switched on, which a workspace on Pro or higher may',
    instead: 'switch it on (service → Scaling → Autoscaling), or set two instances there by hand',
  },
  source: 'https://render.com/pricing',
  asOf: '2026-07-17',
};

/** US cents a month. */
export const instancePrices: Readonly<Record<string, number>> = {
  free: 0,
  starter: 700,
  standard: 2500,
  pro: 8500,
  pro_plus: 17_500,
  pro_max: 22_500,
  pro_ultra: 45_000,
};
/** US cents a month for a GB. */
export const diskPrice = 25;
