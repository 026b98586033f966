/**
 * The sizes in which Atlas sells a database, and what each of them can do. Prices and limits as of November 2026:
 * https://www.mongodb.com/pricing, https://www.mongodb.com/docs/atlas/reference/free-shared-limitations/, https://www.mongodb.com/docs/atlas/reference/flex-limitations/
 */
import type { Values } from '../../core/keys.ts';

export const tierNames = ['free', 'flex', 'm10'] as const;
export type Tier = (typeof tierNames)[number];

export interface TierFacts {
  title: string;
  /** As the question offers it. */
  offer: string;
  /** What it costs, in a sentence. */
  price: string;
  /** US cents a month, at least. */
  monthlyCents: number;
  /** Bytes of data at which 80 % are used. */
  nearlyFullBytes: number;
  backups: 'none' | 'daily, by itself' | 'by schedule';
}

export const tiers: Readonly<Record<Tier, TierFacts>> = {
  free: {
    title: 'M0',
    offer: 'Free (M0): $0, 512 MB, 100 operations/s, no backups; for trying out',
    price: 'M0 costs nothing; it has no backups, and Atlas pauses it when nobody uses it',
    monthlyCents: 0,
    nearlyFullBytes: 0.8 * 512 * 1024 ** 2,
    backups: 'none',
  },
  flex: {
    title: 'Flex',
    offer: 'Flex: $8 to $30 a month by use, 5 GB, up to 500 operations/s, a snapshot every day; the successor of M2 and M5',
    price: 'Flex costs $8 a month up to 100 operations/s, at most $30 at 500; billed by the hour',
    monthlyCents: 800,
    nearlyFullBytes: 0.8 * 5 * 1024 ** 3,
    backups: 'daily, by itself',
  },
  m10: {
    title: 'M10',
    offer: 'M10: about $58 a month, 10 GB, 2 GB of memory, backups by schedule at extra cost; above 4 GB or 400 operations/s',
    price: 'M10 costs $0.08 an hour, about $58 a month; backups and traffic are billed on top',
    monthlyCents: 5840,
    nearlyFullBytes: 0.8 * 10 * 1024 ** 3,
    backups: 'by schedule',
  },
};

/** The guide's sizes that are not sold any more, with why and what takes their place. */
const gone: Readonly<Record<string, string>> = {
  m2: 'Atlas stopped selling M2 in early 2025 and ended it on 2026-01-22; answer flex, its successor',
  m5: 'Atlas stopped selling M5 (which never was a dedicated cluster) in early 2025 and ended it on 2026-01-22; answer flex, or m10 for a dedicated one',
};

export function tierVerdict(answer: string): true | string {
  if ((tierNames as readonly string[]).includes(answer)) return true;
  return gone[answer.toLowerCase()] ?? `one of ${tierNames.join(', ')}`;
}

export function tierOf(values: Pick<Values<'databaseTier'>, 'databaseTier'>): Tier {
  return tierNames.find((tier) => tier === values.databaseTier) ?? 'flex';
}

/** AWS regions with Flex and M0, as AWS spells them; Atlas spells `us-east-1` US_EAST_1. */
export const regions = [
  'us-east-1',
  'us-west-2',
  'eu-west-1',
  'eu-central-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'sa-east-1',
] as const;

export function atlasRegion(region: string): string {
  return region.toUpperCase().replaceAll('-', '_');
}

/** Names of what is there already, where it was not k77 who named it. */
export const namesThere = ['atlasProjectName', 'clusterName', 'databaseUser', 'databaseName'] as const;
type Named = Values<'project' | 'ENVIRONMENT'> & Partial<Values<(typeof namesThere)[number]>>;

/** `kingdom77`, `kingdom77-production`, `kingdom77_prod`: the guide's names, from the bot's name and the environment; or the names of what is there. */
export function namesFor(values: Named): { project: string; cluster: string; user: string; database: string } {
  const slug = (values.project.toLowerCase().replace(/[^a-z0-9]/g, '') || 'bot').slice(0, 12);
  const short = values.ENVIRONMENT === 'production' ? 'prod' : values.ENVIRONMENT;
  const cluster = `${slug}-${values.ENVIRONMENT}`;
  return {
    project: values.atlasProjectName || cluster,
    cluster: values.clusterName || cluster,
    user: values.databaseUser || `${slug}_${short}`,
    database: values.databaseName || `${slug}_${short}`,
  };
}
