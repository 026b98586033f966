/**
 * Netlify as a host: the dashboard, as a Next.js site below a folder of the repository. https://docs.netlify.com
 */
import type { Host } from '../core/host.ts';
import { netlify } from '../vendors/netlify.ts';
import { netlifyRegions } from './netlify-build.ts';
import { deploys } from './netlify-deploys.ts';
import { domains } from './netlify-domains.ts';
import { netlifyFacts } from './netlify-facts.ts';
import { money } from './netlify-money.ts';
import { places, siteName, sites } from './netlify-site.ts';
import { variables } from './netlify-variables.ts';

/** Ids of sites are UUIDs; where one is given, Netlify leads on to the site by itself. */
const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text);

export const netlifyHost: Host = {
  id: 'netlify',
  title: 'Netlify',
  vendor: netlify,
  runs: ['dashboard'],
  regions: netlifyRegions,
  settings: ['root', 'buildCommand', 'framework', 'region'],
  facts: netlifyFacts,
  pages: {
    access: 'https://github.com/apps/netlify/installations/new',
    service: (place, service) => `https://app.netlify.com/projects/${isId(service) ? service : siteName(place, service)}`,
    billing: 'https://app.netlify.com/teams',
  },
  hidesAccess: true,
  accessSteps: (repository) => [
    'On GitHub press Install (or Configure, where the Netlify app is installed already) and choose the account that owns the repository',
    `Under Repository access choose "Only select repositories" and add ${repository}`,
    'Press Save; the number at the end of the address of this page is what NETLIFY_INSTALLATION asks for',
  ],
  api: { ...places, ...sites, ...variables, ...deploys, ...domains, ...money },
};
