/**
 * What Upstash's plans hold and cost, per database. As of 2026-11: https://upstash.com/pricing/redis
 */
const MB = 1024 * 1024;

export interface UpstashPlan {
  /** As the API spells it in a create. */
  name: string;
  bytes: number;
  /** Commands per month; undefined = as many as are paid for. */
  commands?: number;
  /** Cents per month and database, without what is used. */
  cents: number;
  /** Databases that one account may have of it; undefined = many. */
  databases?: number;
  backups: boolean;
  says: string;
}

export const upstashPlans: readonly UpstashPlan[] = [
  {
    name: 'payg',
    bytes: 100 * 1024 * MB,
    cents: 0,
    backups: true,
    says: 'pay as you go: $0.20 per 100,000 commands, 1 GB free, up to your budget',
  },
  {
    name: 'free',
    bytes: 256 * MB,
    commands: 500_000,
    cents: 0,
    databases: 1,
    backups: false,
    says: 'free: 500,000 commands a month, 256 MB, one database (cache and queue share it), no backups',
  },
  { name: 'fixed_250mb', bytes: 250 * MB, cents: 1000, backups: true, says: 'fixed, 250 MB: $10 a month and database' },
  { name: 'fixed_1gb', bytes: 1024 * MB, cents: 2000, backups: true, says: 'fixed, 1 GB: $20 a month and database' },
  { name: 'fixed_5gb', bytes: 5 * 1024 * MB, cents: 10_000, backups: true, says: 'fixed, 5 GB: $100 a month and database' },
];

export function upstashPlan(name: string): UpstashPlan {
  const found = upstashPlans.find((plan) => plan.name === name);
  if (!found) throw new Error(`there is no Upstash plan ${name}`);
  return found;
}

/**
 * The plan of a database, as far as a read tells it: `paid` may be pay as you go or any fixed size, so that its storage decides; a size that fits none is
 * taken for what is wanted, because nothing says otherwise.
 */
export function seenPlan(seen: { type: string; limits: { storage: number } }, wanted: string): string {
  const { type, limits } = seen;
  if (type === 'free' || type === 'payg') return type;
  const fits = (plan: UpstashPlan): boolean => Math.abs(plan.bytes - limits.storage) <= plan.bytes / 10;
  if (wanted !== 'free' && fits(upstashPlan(wanted))) return wanted;
  return upstashPlans.find((plan) => plan.name !== 'free' && fits(plan))?.name ?? wanted;
}

/** Primary regions at AWS, where the guide's hosts are. */
export const upstashRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'sa-east-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'af-south-1',
] as const;
