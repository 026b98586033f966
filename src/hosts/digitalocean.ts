/**
 * DigitalOcean App Platform as a host: one project, in it an app for each service. A change of an app deploys all of it, and going back takes all of it back: what is
 * to be deployed, varied and rolled back by itself is an app by itself. It costs the same, because components are paid for, not apps.
 * https://docs.digitalocean.com/products/app-platform
 */
import type { Host } from '../core/host.ts';
import { billingPage, digitalocean, githubApp } from '../vendors/digitalocean.ts';
import { deployments } from './digitalocean-deployments.ts';
import { domains } from './digitalocean-domains.ts';
import { digitaloceanFacts } from './digitalocean-facts.ts';
import { money } from './digitalocean-money.ts';
import { appPage, makePlace, place, places } from './digitalocean-place.ts';
import { services } from './digitalocean-services.ts';
import { digitaloceanRegions } from './digitalocean-settings.ts';
import { variables } from './digitalocean-variables.ts';

export const digitaloceanHost: Host = {
  id: 'digitalocean',
  title: 'DigitalOcean',
  vendor: digitalocean,
  runs: ['bot', 'worker', 'api'],
  regions: digitaloceanRegions,
  // It restarts always and has no volumes; only services with visitors wait for a path to answer before they take over.
  settings: ['root', 'buildCommand', 'startCommand', 'preDeployCommand', 'region', 'memoryMb', 'replicas', 'web'],
  webSettings: ['healthPath', 'healthTimeoutSeconds'],
  facts: digitaloceanFacts,
  pages: { access: githubApp, service: appPage, billing: billingPage },
  unsigned: true,
  // Every change of the spec deploys, that of the connection, too.
  begins: ['connect', 'push'],
  hidesAccess: true,
  accessSteps: (repository) => [
    'Sign in to DigitalOcean in the team that the token belongs to, and to GitHub as an owner or maintainer of the repository',
    'Choose the account on GitHub that owns the repository and press Install (or Configure, where the DigitalOcean app is there already)',
    `Under Repository access choose "Only select repositories" and add ${repository}`,
    'Press Save; GitHub sends you back to DigitalOcean, which is connected now',
  ],
  // Without alerts: those for spending belong to the whole account, and its API sets none. A mail about a failed deployment is part of each app.
  api: { place, makePlace, places, ...services, ...variables, ...deployments, ...domains, ...money },
};
