/**
 * Railway as a host: one project, one environment, a service each for bot, worker and API. https://docs.railway.com
 */
import type { Host } from '../core/host.ts';
import { railway } from '../vendors/railway.ts';
import { railwayFacts } from './railway-facts.ts';
import { money } from './railway-money.ts';
import { domains } from './railway-names.ts';
import { makePlace, place, places, servicePage } from './railway-place.ts';
import { deployments, variables } from './railway-running.ts';
import { services } from './railway-services.ts';
import { railwayRegions } from './railway-settings.ts';

export const railwayHost: Host = {
  id: 'railway',
  title: 'Railway',
  vendor: railway,
  runs: ['bot', 'worker', 'api'],
  regions: railwayRegions,
  settings: [
    'root',
    'buildCommand',
    'startCommand',
    'preDeployCommand',
    'healthPath',
    'healthTimeoutSeconds',
    'region',
    'memoryMb',
    'replicas',
    'restart',
    'restartRetries',
    'volume',
  ],
  facts: railwayFacts,
  pages: {
    access: 'https://github.com/apps/railway-app/installations/new',
    service: servicePage,
    billing: 'https://railway.com/workspace/usage',
  },
  accessSteps: (repository) => [
    'Sign in to GitHub as somebody who administers the repository',
    'Press Install (or Configure, where the Railway App is installed already) and choose the account that owns the repository',
    `Under Repository access choose "Only select repositories" and add ${repository}`,
    'Press Save; Railway asks you to sign in with the same GitHub account when it has not seen it before',
  ],
  api: { place, makePlace, places, ...services, ...variables, ...deployments, ...domains, ...money },
};
