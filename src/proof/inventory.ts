/**
 * What stands in an emulated world, one line a thing, in words that do not change from run to run: two worlds that are alike have equal inventories.
 * Things that a check made for itself and traffic (events, deliveries) do not count.
 */
import { cloudflareInventory } from '../sandbox/cloudflare/inventory.ts';
import type { CloudflareState } from '../sandbox/cloudflare/model.ts';
import { digitaloceanInventory } from '../sandbox/digitalocean/inventory.ts';
import type { DigitalOceanState } from '../sandbox/digitalocean/model.ts';
import { discordInventory } from '../sandbox/discord/inventory.ts';
import type { DiscordState } from '../sandbox/discord/model.ts';
import { flyInventory } from '../sandbox/fly/inventory.ts';
import type { FlyState } from '../sandbox/fly/model.ts';
import { googleAnalyticsInventory } from '../sandbox/google-analytics/inventory.ts';
import type { GoogleState } from '../sandbox/google-analytics/model.ts';
import { herokuInventory } from '../sandbox/heroku/inventory.ts';
import type { HerokuState } from '../sandbox/heroku/model.ts';
import { netlifyInventory } from '../sandbox/netlify/inventory.ts';
import type { NetlifyState } from '../sandbox/netlify/model.ts';
import { railwayInventory } from '../sandbox/railway/inventory.ts';
import type { RailwayState } from '../sandbox/railway/model.ts';
import { renderInventory } from '../sandbox/render/inventory.ts';
import type { RenderState } from '../sandbox/render/model.ts';
import { sentryInventory } from '../sandbox/sentry/inventory.ts';
import type { SentryState } from '../sandbox/sentry/model.ts';
import { uptimerobotInventory } from '../sandbox/uptimerobot/inventory.ts';
import type { UptimeRobotState } from '../sandbox/uptimerobot/model.ts';
import { vercelInventory } from '../sandbox/vercel/inventory.ts';
import type { VercelState } from '../sandbox/vercel/model.ts';
import type { World } from '../sandbox/world.ts';

interface Thing {
  id: string;
  object: string;
  [field: string]: unknown;
}

type Snapshot = Awaited<ReturnType<World['snapshot']>>;

/** Per vendor, from its part of a snapshot to lines. */
const readers: Readonly<Record<string, (part: unknown) => string[]>> = {
  stripe: (part) => {
    const { spaces } = part as { spaces: { livemode: boolean; things: Record<string, Thing[]> }[] };
    return spaces.flatMap((space) =>
      Object.values(space.things)
        .flat()
        .flatMap((thing) => {
          const words = stripeWords[thing.object]?.(thing);
          return words === undefined ? [] : [`stripe ${space.livemode ? 'live' : 'test'} ${thing.object} ${words}`];
        }),
    );
  },
  upstash: (part) => {
    const { databases, backups } = part as { databases: Thing[]; backups: Thing[] };
    return [
      ...databases.map((one) => {
        const flags = ['tls', 'eviction', 'dailyBackup'].map((name) => `${name}=${String(one[name])}`).join(' ');
        return `upstash database ${String(one.name)} ${String(one.region)} ${String(one.plan)} budget=${String(one.budget)} ${String(one.state)} ${flags}`;
      }),
      ...backups.map((one) => `upstash backup ${String(one.name)}`),
    ];
  },
  /** Keys that a check has left behind: every check deletes its own. */
  redis: (part) =>
    Object.values(part as Record<string, string>)
      .flatMap((text) => text.match(/k77:verify:[^"]*/g) ?? [])
      .map((key) => `redis key ${key}`),
};

/** Readers of Atlas and of what its clusters hold; ids and passwords differ from run to run. */
Object.assign(readers, {
  atlas: (part: unknown) => {
    const { groups, clusters, users, access, alerts } = part as Record<string, Record<string, unknown>[]>;
    return [
      ...(groups ?? []).map((one) => `atlas project ${String(one.name)}`),
      ...(clusters ?? []).map(
        (one) =>
          `atlas cluster ${String(one.name)} ${String(one.size)} ${String(one.region)} backups=${String(one.backupEnabled)}/${String(one.pitEnabled)}`,
      ),
      ...(users ?? []).map((one) => `atlas user ${String(one.username)} ${JSON.stringify(one.roles)} ${JSON.stringify(one.scopes)}`),
      ...(access ?? []).map((one) => `atlas access ${String(one.cidrBlock)}`),
      ...(alerts ?? []).map((one) => `atlas alert ${JSON.stringify(one.config)}`),
    ];
  },
  cloudflare: (part: unknown) => cloudflareInventory(part as CloudflareState),
  discord: (part: unknown) => discordInventory(part as DiscordState),
  // The stand-ins of `later-hosts.ts` hold nothing but names.
  heroku: (part: unknown) => herokuInventory(part as HerokuState),
  fly: (part: unknown) => flyInventory(part as FlyState),
  render: (part: unknown) => renderInventory(part as RenderState),
  digitalocean: (part: unknown) => digitaloceanInventory(part as DigitalOceanState),
  railway: (part: unknown) => ('projects' in (part as object) ? railwayInventory(part as RailwayState) : []),
  'google-analytics': (part: unknown) => googleAnalyticsInventory(part as GoogleState),
  uptimerobot: (part: unknown) => uptimerobotInventory(part as UptimeRobotState),
  netlify: (part: unknown) => netlifyInventory(part as NetlifyState),
  sentry: (part: unknown) => sentryInventory(part as SentryState),
  vercel: (part: unknown) => ('projects' in (part as object) ? vercelInventory(part as VercelState) : []),
  mongodb: (part: unknown) =>
    Object.values((part ?? {}) as Record<string, { told: string[] }>).flatMap(({ told }) => told.map((line) => `mongodb ${line}`)),
});

/** Domains that a registrar's account holds. */
const registrarReader =
  (vendor: string) =>
  (part: unknown): string[] =>
    (part as { domains: Thing[] }).domains.map((one) => {
      const flags = ['autoRenew', 'privacy', 'locked'].map((name) => `${name}=${String(one[name])}`).join(' ');
      return `${vendor} domain ${String(one.domain)} ${flags} ns=${(one.nameservers as string[]).join(',')} ds=${(one.signers as unknown[]).length}`;
    });
Object.assign(
  readers,
  Object.fromEntries(['godaddy', 'namecheap', 'porkbun', 'internet'].map((vendor) => [vendor, registrarReader(vendor)])),
);

/** How each kind of thing that k77 makes in Stripe is told apart. */
const stripeWords: Readonly<Record<string, (thing: Thing) => string | undefined>> = {
  product: (thing) => `${thing.id} ${String(thing.name)} active=${String(thing.active)}`,
  price: (thing) => `${String(thing.lookup_key)} ${String(thing.unit_amount)} active=${String(thing.active)}`,
  webhook_endpoint: (thing) => `${String(thing.url)} ${String(thing.status)} ${(thing.enabled_events as string[]).length} events`,
  'billing_portal.configuration': (thing) => `default=${String(thing.is_default)} active=${String(thing.active)}`,
  'tax.registration': (thing) => `${String(thing.country)} ${String(thing.status)}`,
  /** Stripe makes the pending one by itself when it is first looked at. */
  'tax.settings': (thing) => (thing.status === 'pending' ? undefined : String(thing.status)),
};

export function inventory(snapshot: Snapshot): string[] {
  return Object.entries(snapshot.vendors)
    .flatMap(([vendor, part]) => readers[vendor]?.(part) ?? [])
    .sort();
}

/** Secrets that the world's living things hold and honour: signing secrets of enabled webhook endpoints, passwords of database users. */
export function livingSecrets(snapshot: Snapshot): string[] {
  const stripe = snapshot.vendors.stripe as { spaces: { things: Record<string, Thing[]> }[] } | undefined;
  const atlas = snapshot.vendors.atlas as { users: { $password: string }[] } | undefined;
  const passwords = (atlas?.users ?? []).map((user) => user.$password);
  const signing = (stripe?.spaces ?? []).flatMap((space) =>
    (space.things.webhook_endpoint ?? []).flatMap((endpoint) =>
      endpoint.status === 'enabled' ? [String(endpoint.$secret ?? endpoint.secret)] : [],
    ),
  );
  return [...signing, ...passwords];
}
