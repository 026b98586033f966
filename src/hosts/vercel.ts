/**
 * Vercel as a host: the dashboard, as a Next.js project below a folder of the repository. https://vercel.com/docs
 */
import type { Host } from '../core/host.ts';
import { vercel } from '../vendors/vercel.ts';
import { deployments } from './vercel-deployments.ts';
import { domains } from './vercel-domains.ts';
import { drains } from './vercel-drains.ts';
import { vercelFacts } from './vercel-facts.ts';
import { money } from './vercel-money.ts';
import { places, projectName, projects, vercelRegions } from './vercel-project.ts';
import { variables } from './vercel-variables.ts';

export const vercelHost: Host = {
  id: 'vercel',
  title: 'Vercel',
  vendor: vercel,
  runs: ['dashboard'],
  regions: vercelRegions,
  settings: ['root', 'buildCommand', 'framework', 'region'],
  drains: ['https'],
  facts: vercelFacts,
  pages: {
    access: 'https://github.com/apps/vercel/installations/new',
    service: (place, service) =>
      `https://vercel.com/${place.slug ?? ''}/${service.startsWith('prj_') ? (place.exactly ?? '') : projectName(place, service)}`,
    billing: 'https://vercel.com/account/billing',
  },
  accessSteps: (repository) => [
    'Open https://vercel.com/account/settings/authentication and connect the GitHub account that administers the repository, where it is not connected yet',
    'On GitHub press Install (or Configure, where the Vercel app is installed already) and choose the account that owns the repository',
    `Under Repository access choose "Only select repositories" and add ${repository}`,
    'Press Save',
  ],
  api: { ...places, ...projects, ...variables, ...deployments, ...domains, ...drains, ...money },
};
