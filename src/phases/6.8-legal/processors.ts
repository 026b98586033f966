/**
 * Guide 6.8/2: the companies that receive data, and where they keep it, follow from what was answered before: the privacy policy names those that are in use.
 */
import type { Values } from '../../core/keys.ts';
import { type Context, task } from '../../core/task.ts';
import { readSection, writeSection } from '../site-config.ts';
import { fingerprintOf } from './fingerprint.ts';

interface Processors {
  database: 'mongodb-atlas';
  redis: 'upstash';
  hosting: readonly string[];
  dashboard: string;
  dns: 'cloudflare';
  sentry: boolean;
  locations: Readonly<Record<string, string>>;
}
type Section = Readonly<Record<string, unknown>>;

export const processors = task({
  id: 'legal.processors',
  guide: ['6.8/2', '6.8#006', '6.8#010', '6.8#029'],
  settings: [{ id: '6.8/2:processors', says: 'Every company that receives data, by name, with purpose, data and place' }],
  title: 'Name the companies that receive data in the privacy policy',
  uses: [],
  needs: ['botHost', 'workerHost', 'apiHost', 'dashboardHost', 'errorTracker'],
  tolerates: ['databaseRegion', 'redisRegion'],
  want: wanted,

  async read(context): Promise<(Processors & { whole: Section }) | undefined> {
    const section = await sectionIn(context);
    if (Object.keys(section).length === 0) return undefined;
    return { ...section, sentry: section.sentry === true, locations: section.locations ?? {}, whole: section } as unknown as Processors & {
      whole: Section;
    };
  },

  async apply(context, want) {
    const section = await sectionIn(context);
    const { sentry, ...others } = want;
    const { sentry: _, ...there } = section;
    // Where it is not used nothing is said: what the build knows decides then.
    const whole = {
      ...there,
      ...others,
      ...(sentry ? { sentry } : {}),
      locations: { ...(section.locations as object), ...want.locations },
    };
    await writeSection(context, 'processors', whole);
    return { ...whole, sentry, whole };
  },

  /** Safeguards and companies that the operator named stay. */
  async undo(context) {
    const section = await sectionIn(context);
    const kept = ['safeguards', 'others'].flatMap((name) => (section[name] === undefined ? [] : [[name, section[name]]]));
    await writeSection(context, 'processors', kept.length > 0 ? Object.fromEntries(kept) : undefined);
  },
  gives: { PROCESSORS: ({ whole }: Partial<{ whole: Section }>) => whole && fingerprintOf(whole) },
});

const known = ['railway', 'render', 'fly', 'heroku', 'digitalocean'];

function wanted(values: Values<'botHost' | 'workerHost' | 'apiHost' | 'dashboardHost' | 'errorTracker'>): Processors {
  const { botHost, workerHost, apiHost, dashboardHost, errorTracker, databaseRegion, redisRegion } = values as typeof values &
    Partial<Values>;
  const places = { 'mongodb-atlas': placeOf(databaseRegion), upstash: placeOf(redisRegion) };
  return {
    database: 'mongodb-atlas',
    redis: 'upstash',
    hosting: [...new Set([botHost, workerHost, apiHost])].map((host) => (known.includes(host) ? host : 'own')).sort(),
    dashboard: ['vercel', 'netlify'].includes(dashboardHost) ? dashboardHost : 'own',
    dns: 'cloudflare',
    sentry: errorTracker === 'sentry',
    locations: Object.fromEntries(Object.entries(places).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  };
}

/** Where AWS says that its regions are: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const places: Readonly<Record<string, string>> = {
  'us-east-1': 'Northern Virginia, USA',
  'us-east-2': 'Ohio, USA',
  'us-west-1': 'Northern California, USA',
  'us-west-2': 'Oregon, USA',
  'ca-central-1': 'Canada',
  'eu-west-1': 'Ireland',
  'eu-west-2': 'London, United Kingdom',
  'eu-west-3': 'Paris, France',
  'eu-central-1': 'Frankfurt, Germany',
  'eu-north-1': 'Stockholm, Sweden',
  'ap-south-1': 'Mumbai, India',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-2': 'Sydney, Australia',
  'ap-northeast-1': 'Tokyo, Japan',
  'ap-northeast-2': 'Seoul, South Korea',
  'sa-east-1': 'São Paulo, Brazil',
  'af-south-1': 'Cape Town, South Africa',
};

function placeOf(region: string | undefined): string | undefined {
  return region ? (places[region] ?? `AWS region ${region}`) : undefined;
}

async function sectionIn(context: Pick<Context, 'files'>): Promise<Section> {
  return ((await readSection(context, 'processors')) ?? {}) as Section;
}
