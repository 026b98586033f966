/**
 * Where the emulated Vercel and the saved document (`Vercel SDK` 0.0.1) differ, and who says that it is right so. A line that nothing needs any more fails the test.
 */
import type { KnownDifference } from './cloudflare-differences.ts';

/** The document ends with Node 22. */
export const vercelNodeVersions = {
  later: ['24.x'],
  source: 'https://vercel.com/docs/functions/runtimes/node-js/node-js-versions',
} as const;

const client = 'the command line client of the vendor, npm vercel 60.1.3';
const documented = 'https://vercel.com/docs/rest-api';

export const vercelDifferences: readonly KnownDifference[] = [
  { what: /^(GET|POST|PATCH) \/v9\/projects\/\S+\/link: no such operation$/, source: client },
  { what: /^GET \/v2\/user answer \.user\.version is unknown$/, source: `\`user.version === 'northstar'\` of ${client}` },
  { what: /^GET \/v4\/certs: no such operation$/, source: client },
  { what: /^GET \/v2\/teams answer \.teams\[\]\.billing is unknown$/, source: `\`team.billing.plan\`, which is read by ${client}` },
  {
    what: /^PATCH \/v9\/projects\/\S+\/branch: no such operation$/,
    source: 'client/project.go of https://github.com/vercel/terraform-provider-vercel',
  },
  {
    what: /^GET \/v1\/integrations\/git-namespaces: no such operation$/,
    source: `${documented}/integrations/list-git-namespaces-by-provider`,
  },
  {
    what: /^GET \/v1\/integrations\/search-repo: no such operation$/,
    source: `${documented}/integrations/list-git-repositories-linked-to-namespace-by-provider`,
  },
  { what: /^POST \/v1\/projects\/\S+\/rollback\/\S+: no such operation$/, source: `${documented}/projects, and ${client} (v9)` },
  { what: /^GET \/v1\/billing\/charges: no such operation$/, source: `${documented}/billing/list-focus-billing-charges` },
  {
    what: /^GET \/v9\/projects\/\{idOrName\}(\/domains\/\{domain\})? answer status 404 is not documented$/,
    source: `\`ProjectNotFound\` of ${client}`,
  },
];
