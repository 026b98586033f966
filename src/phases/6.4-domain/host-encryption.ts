/**
 * The encryption mode of the API alone, only where it stands behind the proxy. Railway's documentation wants Full there: Full (strict) "will not work as intended".
 * The rules of a phase are written as a whole: what others put there is read and written back.
 * https://docs.railway.com/guides/public-networking#provider-specific-instructions
 */
import { APIError } from 'cloudflare';
import type { PhaseUpdateParams } from 'cloudflare/resources/rulesets/phases';
import { type Context, notWanted, task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { hostsOf } from './hosts.ts';
import { parseRecords } from './records.ts';

interface HostRule {
  expression: string;
  ssl: string;
  enabled: boolean;
}
type Needs = 'domain' | 'CLOUDFLARE_ZONE' | 'API_RECORDS';
type Rule = NonNullable<PhaseUpdateParams['rules']>[number];

const phase = 'http_config_settings';
/** By this the rule is found again. */
const ref = 'k77_api_encryption';

export const hostEncryption = task({
  id: 'domain.api-encryption',
  guide: ['6.4/4'],
  title: 'Encrypt between Cloudflare and the host of the API',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE', 'API_RECORDS'],
  want: ({ domain, API_RECORDS }) =>
    parseRecords('API_RECORDS', API_RECORDS, domain).some(({ proxied }) => proxied)
      ? ({ expression: `(http.host eq "${hostsOf(domain).api}")`, ssl: 'full', enabled: true } as HostRule)
      : notWanted('the API stands in front of the proxy: browsers see its host’s own certificate'),

  async read(context): Promise<HostRule | undefined> {
    const ours = (await rulesOf(context)).find((rule) => rule.ref === ref);
    if (!ours) return undefined;
    const { ssl } = (ours as { action_parameters?: { ssl?: string } }).action_parameters ?? {};
    return { expression: ours.expression ?? '', ssl: ssl ?? '', enabled: ours.enabled !== false };
  },

  async apply(context, want) {
    const rule: Rule = {
      ref,
      description: 'k77: the API’s host is encrypted in mode Full',
      expression: want.expression,
      action: 'set_config',
      action_parameters: { ssl: 'full' },
      enabled: true,
    };
    await write(context, [...(await others(context)), rule]);
    return want;
  },
  undo: async (context) => write(context, await others(context)),
  gives: {},
});

async function rulesOf(context: Pick<Context<Needs>, 'client' | 'values'>): Promise<readonly Rule[]> {
  try {
    const found = await context.client(cloudflare).rulesets.phases.get(phase, { zone_id: context.values.CLOUDFLARE_ZONE });
    return (found.rules ?? []) as unknown as readonly Rule[];
  } catch (error) {
    if (error instanceof APIError && error.status === 404) return [];
    throw error;
  }
}

/** Rules of somebody else, as they are to be written back: without what Cloudflare itself adds. */
async function others(context: Pick<Context<Needs>, 'client' | 'values'>): Promise<Rule[]> {
  return (await rulesOf(context)).filter((rule) => rule.ref !== ref).map((rule) => strip(rule));
}

function strip(rule: Rule): Rule {
  const { last_updated: _when, version: _which, ...rest } = rule as Rule & { last_updated?: string; version?: string };
  return rest;
}

async function write(context: Pick<Context<Needs>, 'client' | 'values'>, rules: Rule[]): Promise<void> {
  await context.client(cloudflare).rulesets.phases.update(phase, { zone_id: context.values.CLOUDFLARE_ZONE, rules });
}
