/**
 * The Cloudflare account and zone that the token is about. A token that opens several accounts is a risk and a riddle: the account that holds the zone is meant.
 */
import { exits, OperatorError } from '../../core/errors.ts';
import type { Context } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';

type WithClient = Pick<Context, 'client'>;

/** @throws OperatorError when the token opens several accounts */
export async function accountOf(context: WithClient): Promise<string> {
  const { result } = await context.client(cloudflare).accounts.list({ per_page: 50 });
  const [first, ...more] = result;
  if (first && more.length === 0) return first.id;
  throw new OperatorError({
    what: first
      ? `the Cloudflare token opens ${result.length} accounts: ${result.map((one) => one.name).join(', ')}`
      : 'the Cloudflare token opens no account',
    fix: 'make a token whose Account Resources name the one account that should hold the domain; k77 doctor cloudflare shows the recipe',
    see: cloudflare.token.page,
    exit: exits.preflight,
  });
}

export interface Zone {
  id: string;
  account: string;
  name: string;
  nameservers: readonly string[];
  status: string;
  paused: boolean;
  activated: string | undefined;
}

/** The zone of exactly this name among those that the token sees; undefined when there is none. */
export async function zoneOf(context: WithClient, domain: string): Promise<Zone | undefined> {
  const { result } = await context.client(cloudflare).zones.list({ name: domain, per_page: 50 });
  const found = result.find((zone) => zone.name === domain);
  return (
    found && {
      id: found.id,
      account: found.account.id ?? '',
      name: found.name,
      nameservers: found.name_servers ?? [],
      status: found.status ?? '',
      paused: found.paused === true,
      activated: found.activated_on ?? undefined,
    }
  );
}
