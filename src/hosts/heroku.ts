/**
 * Heroku as a host: an app each for bot, worker and API. It is lent the code of each commit and builds it; nothing is connected to GitHub.
 * https://devcenter.heroku.com
 */
import type { Host } from '../core/host.ts';
import { billingPage, githubTokens, heroku } from '../vendors/heroku.ts';
import { domains } from './heroku-domains.ts';
import { drains } from './heroku-drains.ts';
import { herokuFacts } from './heroku-facts.ts';
import { money } from './heroku-money.ts';
import { place, places, servicePage } from './heroku-place.ts';
import { deployments, variables } from './heroku-running.ts';
import { services } from './heroku-services.ts';
import { herokuRegions } from './heroku-settings.ts';

export const herokuHost: Host = {
  id: 'heroku',
  title: 'Heroku',
  vendor: heroku,
  runs: ['bot', 'worker', 'api'],
  regions: herokuRegions,
  // Its buildpack runs "npm run build"; it restarts always, asks no health path, and has no disks.
  settings: ['root', 'startCommand', 'preDeployCommand', 'region', 'memoryMb', 'replicas', 'web', 'tellsCommit'],
  fixed: ['region'],
  facts: herokuFacts,
  pages: { access: githubTokens, service: servicePage, billing: billingPage },
  byPush: false,
  drains: ['https', 'syslog+tls'],
  begins: [],
  hidesAccess: true,
  accessSteps: (repository) => [
    `Is ${repository} public, there is nothing to do: Heroku fetches each commit as anybody may`,
    `Is it private, make a token of GitHub that reads it: resource owner ${repository.split('/')[0]}, Only select repositories → ${repository}`,
    'Repository permissions → Contents: Read-only; nothing else',
    'Generate token, and give it to k77 as HEROKU_GITHUB_TOKEN (.k77/credentials): k77 asks GitHub with it for an address that is good for five minutes, and gives Heroku that',
  ],
  // Without alerts: Heroku has none in its API.
  api: { place, places, makePlace: place, ...services, ...variables, ...deployments, ...domains, ...drains, ...money },
};
