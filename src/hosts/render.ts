/**
 * Render as a host: one project with one environment, a background worker each for bot and worker, a web service for the API. https://render.com/docs
 */
import type { Host } from '../core/host.ts';
import { billingPage, githubApp, render } from '../vendors/render.ts';
import { domains } from './render-domains.ts';
import { drains } from './render-drains.ts';
import { renderFacts } from './render-facts.ts';
import { money } from './render-money.ts';
import { makePlace, place, places, servicePage } from './render-place.ts';
import { deployments, variables } from './render-running.ts';
import { services } from './render-services.ts';
import { renderRegions } from './render-settings.ts';

export const renderHost: Host = {
  id: 'render',
  title: 'Render',
  vendor: render,
  runs: ['bot', 'worker', 'api'],
  regions: renderRegions,
  // It restarts always, gives a new deploy 15 minutes to answer, and has a health path for web services only.
  settings: ['root', 'buildCommand', 'startCommand', 'preDeployCommand', 'region', 'memoryMb', 'replicas', 'volume', 'web'],
  webSettings: ['healthPath'],
  fixed: ['region', 'web'],
  facts: renderFacts,
  pages: { access: githubApp, service: servicePage, billing: billingPage },
  installs: 'by-command',
  drains: ['syslog+tls'],
  hidesAccess: true,
  accessSteps: (repository) => [
    'Sign in to GitHub as somebody who administers the repository',
    'Press Install (or Configure, where the Render app is installed already) and choose the account that owns the repository',
    `Under Repository access choose "Only select repositories" and add ${repository}`,
    'Press Save; Render asks you to sign in, and connects that GitHub account to your login there',
  ],
  // Without alerts: Render has none in its API.
  api: { place, makePlace, places, ...services, ...variables, ...deployments, ...domains, ...drains, ...money },
};
