/**
 * Guide 6.7/6: the public status page, with all five monitors. A name of your own leads to it where the plan has that.
 */
import { OperatorError } from '../../../core/errors.ts';
import { type Context, type NotWanted, task } from '../../../core/task.ts';
import { uptimerobot } from '../../../vendors/uptimerobot.ts';
import type { UptimePage } from '../../../vendors/uptimerobot-types.ts';
import { unwatched } from './account.ts';

const needs = ['uptimeMonitor', 'project', 'domain', 'ENVIRONMENT', 'statusHost', 'UPTIME_PLAN', 'UPTIME_MONITORS', 'UPTIME_BOT'] as const;
type Needs = (typeof needs)[number];

interface Page {
  name: string;
  status: 'ENABLED' | string;
  monitors: readonly number[];
  /** Its own name; none: it stays under stats.uptimerobot.com. */
  host: string;
  homepage: string;
  password: boolean;
  hiddenFromSearch: boolean;
  showsAddresses: boolean;
  id?: number;
  url?: string;
}
const noHost = 'none';
/** https://help.uptimerobot.com/ "Custom domain of a status page": a CNAME, not proxied. */
export const statusTarget = 'stats.uptimerobot.com';

export function statusHostOf(domain: string): string {
  return `status.${domain}`;
}

export const page = task({
  id: 'uptime.page',
  guide: ['6.7/6', '6.7#013', 'post#056'],
  settings: [
    { id: '6.7/6:name', says: 'named after the project' },
    { id: '6.7/6:monitors', says: 'all five monitors; their addresses are not shown' },
  ],
  title: 'Make the public status page',
  uses: [uptimerobot],
  needs: [...needs],
  want: (values): Page | NotWanted => unwatched(values) ?? wantedPage(values),
  async read(context, want): Promise<Page | undefined> {
    const found = await standing(context, want);
    return found && shape(found, want);
  },
  async apply(context, want, have): Promise<Page> {
    const client = context.client(uptimerobot);
    const { statusHost, UPTIME_PLAN } = context.values;
    if (statusHost === 'yes' && UPTIME_PLAN === 'free')
      context.note('the free plan has no names of your own: the page stays under stats.uptimerobot.com');
    if (have?.password) throw closed(want.name);
    const wish = {
      friendlyName: want.name,
      status: 'ENABLED',
      monitorIds: want.monitors,
      homepageLink: want.homepage,
      noIndex: false,
      hideUrlLinks: false,
      ...(want.host === noHost ? {} : { customDomain: want.host }),
    } as const;
    const made = have?.id === undefined ? await client.createPage(wish) : await client.updatePage(have.id, wish, have.showsAddresses);
    return shape(made, want);
  },
  async undo(context, have) {
    if (have.id !== undefined) await context.client(uptimerobot).deletePage(have.id);
  },
  gives: {
    STATUS_PAGE: (have: Page) => (have.id === undefined ? undefined : String(have.id)),
    STATUS_PAGE_URL: (have: Page) => have.url,
    STATUS_RECORDS: (have: Page) =>
      JSON.stringify(have.host === noHost ? [] : [{ type: 'CNAME', name: have.host, content: statusTarget, proxied: false }]),
  },
});

function wantedPage(values: Context<Needs>['values']): Page {
  const { project, domain, ENVIRONMENT, statusHost, UPTIME_PLAN, UPTIME_MONITORS, UPTIME_BOT } = values;
  const ids = Object.values(JSON.parse(UPTIME_MONITORS) as Record<string, number>);
  return {
    name: `${project} Status${ENVIRONMENT === 'production' ? '' : ` (${ENVIRONMENT})`}`,
    status: 'ENABLED',
    monitors: [...ids, Number(UPTIME_BOT)].sort((a, b) => a - b),
    host: statusHost === 'yes' && UPTIME_PLAN !== 'free' ? statusHostOf(domain) : noHost,
    homepage: `https://${domain}`,
    password: false,
    hiddenFromSearch: false,
    showsAddresses: false,
  };
}

async function standing({ client }: Pick<Context, 'client'>, want: Page): Promise<UptimePage | undefined> {
  const all = (await client(uptimerobot).pages()).sort((a, b) => a.id - b.id);
  return (
    all.find(({ customDomain }) => want.host !== noHost && customDomain === want.host) ??
    all.find(({ friendlyName }) => friendlyName === want.name)
  );
}

/** Monitors that the operator added to it stay, and do not count. */
function shape(seen: UptimePage, want: Page): Page {
  return {
    name: seen.friendlyName,
    status: seen.status,
    monitors: seen.monitors.filter((id) => want.monitors.includes(id)).sort((a, b) => a - b),
    host: seen.customDomain ?? noHost,
    homepage: seen.homepage?.replace(/\/$/, '') ?? '',
    password: seen.hasPassword,
    hiddenFromSearch: seen.noIndex,
    showsAddresses: seen.showsAddresses,
    id: seen.id,
    url: seen.customDomain === undefined ? `https://${statusTarget}/${seen.urlKey}` : `https://${seen.customDomain}`,
  };
}

function closed(name: string): OperatorError {
  return new OperatorError({
    what: `the status page ${name} asks for a password, so that nobody sees it`,
    fix: 'take the password away (Status pages → the page → Password), or give the page another name; then run the same command again',
    see: 'https://dashboard.uptimerobot.com/status',
  });
}
