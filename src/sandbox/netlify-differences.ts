/**
 * Where the emulated Netlify and the saved document (`Netlify's API documentation`) differ, and who says that it is right so. A line that nothing needs any more fails
 * the test.
 */
import type { KnownDifference } from './cloudflare-differences.ts';

const terraform = 'the model of the provider of the vendor, https://github.com/netlify/terraform-provider-netlify (internal/netlifyapi)';
const builds = 'what the builds of the vendor read, https://github.com/netlify/build (packages/config/src/api)';
const variables = 'what the command line client of the vendor looks for, https://github.com/netlify/cli (src/commands/env/env-set.ts)';
const client = 'the command line client of the vendor, https://github.com/netlify/cli (src/commands/logs)';
const shape = 'an answer of the API, as https://answers.netlify.com and its TypeScript models in public show it';
const measured = 'measured on 2026-08-19 by the authors of a Netlify extension, and what the dashboard of Netlify sends itself';

export const netlifyDifferences: readonly KnownDifference[] = [
  { what: / (request|answer) (\[\])?\.(build_settings|repo)\.(base|package_path|skip_prs|repo_type) is unknown$/, source: terraform },
  { what: / answer (\[\])?\.(build_settings\.base_rel_dir|use_envelope) is unknown$/, source: builds },
  { what: / request \.repo\.(repo|branch) is unknown$/, source: 'what the dashboard of Netlify sends beside repo_path and repo_branch' },
  { what: / (request|answer) (\[\])?\.sso_login(_context)? is unknown$/, source: measured },
  { what: / answer (\[\])?\.(site_id|account_type|default_domain|disabled|deploy_id) is unknown$/, source: shape },
  { what: / answer \[\]\.(type_slug|site_sso_login|site_sso_login_context) is unknown$/, source: `${shape}, and ${measured}` },
  { what: /^GET \/deploys\/[0-9a-f…]+\/log: no such operation$/, source: client },
  { what: /^GET \/v2\/sites\/\S+\/function_logs\/\S+: no such operation$/, source: client },
  {
    what: /^POST \/sites\/\S+\/ssl\/renew: no such operation$/,
    source: 'named in the words of POST /sites/{site_id}/ssl in the same document',
  },
  { what: / answer \.msg is unknown$/, source: variables },
  {
    what: / answer \.errors is unknown$| answer \/ must have required property 'message'$/,
    source: 'refusals by field, `{ errors: { subdomain: [...] } }`',
  },
];
