/** DigitalOcean App Platform, as the operator chooses it: prices and limits in sentences of our own. Prices: two published notes of July 2026. */
import type { HostFacts } from '../core/host.ts';

export const digitaloceanFacts: HostFacts = {
  plan: 'App Platform, paid by component',
  fixedCents: 0,
  // `apps-s-1vcpu-0.5gb`, called `basic-xxs` before: 512 MB, one shared core, never more than one instance.
  serviceCents: 500,
  rollback: 'to the last ten deployments that were active, in the same region; image, settings and variables together',
  restarts: 'always, without a limit to count; it waits longer after each crash',
  strengths: [
    'a fixed price for each service, paid by the second',
    'a rollback brings variables and settings of that deployment back, too',
    'a new deployment of the API takes over only when its health path answers, and a failed one leaves the old one running',
    'mails about failed deployments, failed names and restarts are part of each app',
    'archiving an app stops its bill (for now: it reserves a price for many archives, or long ones), and restoring it is one call',
    'a token may be limited to apps and projects, and to deleting nothing',
  ],
  weaknesses: [
    'every change deploys: to save variables of what runs, k77 calls the deployment off before anything is built, and orders one for all',
    'a deployment takes the newest commit of the branch, never an older one by name: the way back is the rollback',
    'instances with 512 MB, and those with 1 GB for $10, run once only: two of a service need 1 GB for $12 each',
    'there are no disks (4 GiB that are gone with the next deployment), and no IPv6 outwards',
    'it keeps what is marked secret encrypted and never shows it again: k77 knows it by a fingerprint',
    'a name of your own must not be in a zone with DNSSEC: choose it for the API and k77 leaves your zone unsigned',
    'adding a name to what runs deploys once more',
    'no usage alert in its API and no spending limit at all: billing alerts are set by hand, for the whole account',
    'logs are sent only to named products (Papertrail, Datadog, Better Stack, OpenSearch), set in its dashboard; k77 sets none of them',
  ],
  guide:
    'The guide counts a Droplet ($6, a machine that you look after yourself) with $200 of credit, which new accounts have for 60 days and not for good. A Droplet is paid for while it is switched off, too. This is App Platform, which builds and runs from the repository.',
  scaling: {
    how: 'setting',
    says: 'DigitalOcean adds instances by itself only where autoscaling is set for the component, which needs a size with a dedicated CPU',
    instead: 'set it (app → Settings → the component → Resource Size), or run two of a size with 1 GB',
  },
  source: 'https://www.digitalocean.com/pricing/app-platform',
  asOf: '2026-07-17',
};
