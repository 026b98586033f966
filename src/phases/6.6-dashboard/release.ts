/**
 * The release: what runs at every host after a deploy, in one record, so that a rollback has something whole to go back to: commit, deployments, sets of variables,
 * prices, DNS, shape of the data. Written once every service is deployed, and again whenever one of these differs.
 */
import type { DemandedRecord, HostId } from '../../core/host.ts';
import type { Service, Values } from '../../core/keys.ts';
import type { Files } from '../../core/ports.ts';
import { type Deployed, nextReleaseId, type Release, type ReleasedService, releasesFolder } from '../../core/release.ts';
import { task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';

type Needs =
  | 'botHost'
  | 'workerHost'
  | 'apiHost'
  | 'dashboardHost'
  | 'BOT_DEPLOYED'
  | 'WORKER_DEPLOYED'
  | 'API_DEPLOYED'
  | 'DASHBOARD_DEPLOYED'
  | 'STRIPE_PRICE_PREMIUM_MONTHLY'
  | 'STRIPE_PRICE_PREMIUM_YEARLY'
  | 'MONGODB_INDEXES'
  | 'CLOUDFLARE_ZONE'
  | 'API_HOST'
  | 'DASHBOARD_HOSTS'
  | 'ENVIRONMENT';

/** What it is compared by: everything but number, time and the records, which are compared as they are just now. */
interface Wanted {
  services: Release['services'];
  prices: Release['prices'];
  schema: string;
  dns: 'as recorded' | 'another';
  id?: string;
}

export const release = task({
  id: 'release.record',
  guide: [],
  title: 'Record the release',
  uses: [cloudflare],
  needs: [
    'botHost',
    'workerHost',
    'apiHost',
    'dashboardHost',
    'BOT_DEPLOYED',
    'WORKER_DEPLOYED',
    'API_DEPLOYED',
    'DASHBOARD_DEPLOYED',
    'STRIPE_PRICE_PREMIUM_MONTHLY',
    'STRIPE_PRICE_PREMIUM_YEARLY',
    'MONGODB_INDEXES',
    'CLOUDFLARE_ZONE',
    'API_HOST',
    'DASHBOARD_HOSTS',
    'ENVIRONMENT',
  ],
  want: (values): Wanted => ({
    services: servicesOf(values),
    prices: { monthly: values.STRIPE_PRICE_PREMIUM_MONTHLY, yearly: values.STRIPE_PRICE_PREMIUM_YEARLY },
    schema: `${values.MONGODB_INDEXES} indexes`,
    dns: 'as recorded',
  }),
  async read(context): Promise<Wanted | undefined> {
    const newest = await newestRelease(context.files, folderOf(context.values));
    if (newest === undefined) return undefined;
    const { services, prices, schema, id } = newest;
    return { services, prices, schema, id, dns: sameRecords(newest.dns, await recordsOf(context)) ? 'as recorded' : 'another' };
  },
  async apply(context, want): Promise<Wanted> {
    const folder = folderOf(context.values);
    const id = nextReleaseId((await idsIn(context.files, folder)) ?? []);
    const { services, prices, schema } = want;
    const made: Release = {
      id,
      at: context.clock.now().toISOString(),
      commit: services.api.commit,
      services,
      prices,
      dns: await recordsOf(context),
      schema,
    };
    await context.files.write(`${folder}/${id}.json`, `${JSON.stringify(made, null, 2)}\n`, 0o600);
    return { ...want, id };
  },
  undo: { never: 'it is a record of what was; it takes nothing back to remove it' },
  gives: { RELEASE: (have: Wanted) => have.id },
});

function servicesOf(values: Values<Needs>): Release['services'] {
  const one = (host: string, text: string): ReleasedService => {
    const { id, commit, variables } = JSON.parse(text) as Deployed;
    return { host: host as HostId, deployment: id, commit, variables };
  };
  return {
    bot: one(values.botHost, values.BOT_DEPLOYED),
    worker: one(values.workerHost, values.WORKER_DEPLOYED),
    api: one(values.apiHost, values.API_DEPLOYED),
    dashboard: one(values.dashboardHost, values.DASHBOARD_DEPLOYED),
  } satisfies Record<Service, ReleasedService>;
}

/** `.k77/production/releases`; a rehearsal is kept under `sandbox`. */
function folderOf({ ENVIRONMENT }: Pick<Values<Needs>, 'ENVIRONMENT'>): string {
  return `.k77/${ENVIRONMENT === 'rehearsal' ? 'sandbox' : ENVIRONMENT}/${releasesFolder}`;
}

async function idsIn(files: Files, folder: string): Promise<string[]> {
  return (await files.list(folder)).flatMap((name) => /^(r-\d+)\.json$/.exec(name)?.[1] ?? []);
}

async function newestRelease(files: Files, folder: string): Promise<Release | undefined> {
  const ids = await idsIn(files, folder);
  const [newest] = ids.sort((a, b) => Number(b.slice(2)) - Number(a.slice(2)));
  const text = newest && (await files.read(`${folder}/${newest}.json`));
  return text ? (JSON.parse(text) as Release) : undefined;
}

type Reading = Parameters<NonNullable<(typeof release)['read']>>[0];

/** The records of api, the domain and www, as Cloudflare has them. */
async function recordsOf(context: Pick<Reading, 'client' | 'values'>): Promise<DemandedRecord[]> {
  const { CLOUDFLARE_ZONE, API_HOST, DASHBOARD_HOSTS } = context.values as Values<Needs>;
  const names = [API_HOST, ...DASHBOARD_HOSTS.split(', ')];
  const found: DemandedRecord[] = [];
  for await (const record of context.client(cloudflare).dns.records.list({ zone_id: CLOUDFLARE_ZONE, per_page: 1000 })) {
    const { type, name, content, proxied } = record;
    if (names.includes(name) && (type === 'A' || type === 'AAAA' || type === 'CNAME'))
      found.push({ type, name, content: content ?? '', proxied: proxied === true });
  }
  return found.sort((a, b) => textOf(a).localeCompare(textOf(b)));
}

function sameRecords(a: readonly DemandedRecord[], b: readonly DemandedRecord[]): boolean {
  return a.map(textOf).join('\n') === b.map(textOf).join('\n');
}

function textOf({ type, name, content, proxied }: DemandedRecord): string {
  return `${name} ${type} ${content} ${proxied}`;
}
