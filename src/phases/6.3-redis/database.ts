/**
 * What the cache and the queue have in common: a database at Upstash, found by its name. Names are not unique there, so a second one of the same name stops k77.
 * https://upstash.com/docs/devops/developer-api/redis/create_database_global
 */
import { diff } from '../../core/change.ts';
import { OperatorError } from '../../core/errors.ts';
import type { Values } from '../../core/keys.ts';
import type { Secret } from '../../core/secret.ts';
import type { Context } from '../../core/task.ts';
import { upstash } from '../../vendors/upstash.ts';
import type { OpenedDatabase, UpstashClient } from '../../vendors/upstash-client.ts';
import { seenPlan, upstashPlan } from '../../vendors/upstash-plans.ts';

export const needs = ['project', 'ENVIRONMENT', 'redisPlan', 'redisRegion', 'redisBudget'] as const;
/** Names of what is there already, where it was not k77 who named it. */
export const namesThere = ['redisCacheName', 'redisQueueName'] as const;
export type There = Partial<Values<(typeof namesThere)[number]>>;
type Needs = (typeof needs)[number];

export interface Wanted {
  name: string;
  plan: string;
  region: string;
  tls: true;
  eviction: boolean;
  state: 'active';
  /** Dollars per month; undefined = the plan has none. */
  budget: number | undefined;
}

export interface Database extends Omit<Wanted, 'tls' | 'state'> {
  id: string;
  tls: boolean;
  state: string;
  host: string;
  port: number;
  password: Secret;
  restToken: Secret;
}

export type Purpose = 'cache' | 'queue';

/** On the free plan one database serves both, and then nothing may be evicted. */
export function wanted(purpose: Purpose, values: Values<Needs> & There): Wanted {
  const { databases } = upstashPlan(values.redisPlan);
  const shared = databases === 1;
  return {
    name: databaseName(shared ? 'cache' : purpose, values),
    plan: values.redisPlan,
    region: values.redisRegion,
    tls: true,
    eviction: purpose === 'cache' && !shared,
    state: 'active',
    budget: values.redisPlan === 'payg' ? Number(values.redisBudget) : undefined,
  };
}

/** `kingdom-77-production-cache`, or the name of the one that is there. */
export function databaseName(purpose: Purpose, values: Values<'project' | 'ENVIRONMENT'> & There): string {
  const there = purpose === 'cache' ? values.redisCacheName : values.redisQueueName;
  if (there) return there;
  const words = values.project.toLowerCase().match(/[a-z0-9]+/g) ?? ['bot'];
  return [...words, values.ENVIRONMENT, purpose].join('-');
}

/** @param named the operator said its name: then it is that one, wherever it stands, and the plan shows what differs */
export async function find(client: UpstashClient, want: Wanted, named = false): Promise<Database | undefined> {
  const found = (await client.databases()).filter((one) => one.name === want.name);
  if (found.length > 1) throw several(want.name, found);
  const [one] = found;
  if (!one) return undefined;
  if (one.region !== want.region && !named) throw elsewhere(one.name, one.region, want.region);
  return shape(await client.open(one.id), want);
}

/** Makes it, or brings it to what is wanted; then waits until Upstash shows it so. */
export async function ensure(context: Context<never, never>, want: Wanted, have: Database | undefined): Promise<Database> {
  const client = context.client(upstash);
  const id = have ? await correct(client, want, have) : (await client.create({ ...want })).id;
  return context.wait(
    `Upstash to open ${want.name}`,
    async () => {
      const seen = shape(await client.open(id), want);
      return diff(want, seen).length === 0 ? seen : undefined;
    },
    3,
  );
}

async function correct(client: UpstashClient, want: Wanted, have: Database): Promise<string> {
  if (have.state === 'suspended') throw suspended(have);
  if (have.region !== want.region) throw elsewhere(have.name, have.region, want.region);
  if (have.plan !== want.plan) await client.changePlan(have.id, want.plan);
  if (!have.tls) await client.enableTls(have.id);
  if (have.eviction !== want.eviction) await client.evict(have.id, want.eviction);
  if (want.budget !== undefined && have.budget !== want.budget) await client.budget(have.id, want.budget);
  return have.id;
}

/** `rediss://default:<password>@<host>:<port>`: TLS on the one port that there is. */
export function urlOf({ host, port, password }: Database): string {
  return `rediss://default:${encodeURIComponent(password.reveal())}@${host}:${port}`;
}

function shape(seen: OpenedDatabase, want: Wanted): Database {
  const { id, name, region, tls, eviction, state, budget, host, port, password, restToken } = seen;
  return { id, name, region, tls, eviction, state, budget, host, port, password, restToken, plan: seenPlan(seen, want.plan) };
}

function several(name: string, found: readonly { id: string }[]): OperatorError {
  return new OperatorError({
    what: `Upstash has ${found.length} databases named ${name}: ${found.map(({ id }) => id).join(', ')}`,
    fix: 'rename those that no service uses (Details → Rename), then run the same command again',
    see: 'https://console.upstash.com/redis',
  });
}

function elsewhere(name: string, region: string, want: string): OperatorError {
  return new OperatorError({
    what: `${name} stands in ${region}, not in ${want}; Upstash moves no database, and k77 deletes none`,
    fix: `keep it: k77 deploy 6.3 --set redisRegion=${region}; or rename it in the console, and deploy makes an empty one in ${want}`,
    see: 'https://console.upstash.com/redis',
  });
}

function suspended({ name }: Database): OperatorError {
  return new OperatorError({
    what: `Upstash has suspended ${name}`,
    fix: 'look at the bill and the messages of the account, then run the same command again',
    see: 'https://console.upstash.com/account/billing',
  });
}
