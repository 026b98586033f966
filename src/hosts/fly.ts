/**
 * Fly.io as a host: an app each for bot, worker and API, with a machine that runs the image of a commit. It builds nothing: a GitHub workflow brings it images.
 * https://fly.io/docs/machines/
 */
import type { Host } from '../core/host.ts';
import { billingPage, dashboard, fly } from '../vendors/fly.ts';
import { domains } from './fly-domains.ts';
import { flyFacts } from './fly-facts.ts';
import { accessSteps } from './fly-images.ts';
import { money } from './fly-money.ts';
import { makePlace, place, places, servicePage } from './fly-place.ts';
import { deployments, variables } from './fly-running.ts';
import { services } from './fly-services.ts';
import { flyRegions } from './fly-settings.ts';
import { imageWorkflow } from './fly-workflow.ts';

export const flyHost: Host = {
  id: 'fly',
  title: 'Fly.io',
  vendor: fly,
  runs: ['bot', 'worker', 'api'],
  regions: flyRegions,
  // The Dockerfile builds; how often it tries again counts only where it restarts on failure, which k77 does not ask for.
  settings: [
    'root',
    'startCommand',
    'preDeployCommand',
    'healthPath',
    'healthTimeoutSeconds',
    'region',
    'memoryMb',
    'replicas',
    'restart',
    'volume',
    'web',
  ],
  fixed: ['region'],
  facts: flyFacts,
  pages: { access: dashboard, service: servicePage, billing: billingPage },
  byPush: false,
  begins: [],
  imageWorkflow,
  hidesAccess: true,
  accessSteps,
  // Without alerts: Fly.io has none in its API.
  api: { place, makePlace, places, ...services, ...variables, ...deployments, ...domains, ...money },
};
