/**
 * Webhooks that lead to an address of the old host, and not to the API's own name: pointed at the name, in place, so that their signing secrets stay.
 */
import type Stripe from 'stripe';
import type { Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostVendors } from '../../hosts/hosts.ts';
import { stripe } from '../../vendors/stripe.ts';
import { hostsOf } from '../6.4-domain/hosts.ts';
import { parseRecords } from '../6.4-domain/records.ts';
import { at, keysAt } from '../6.5-bot/hosted-service.ts';
import { nameKeys } from '../6.5-bot/names.ts';

interface Hooks {
  /** Addresses of endpoints that lead to the old host alone. */
  astray: readonly string[];
}

export const webhooks: AnyTask = {
  id: 'move.api-webhooks',
  guide: [],
  title: 'Point webhooks at the API’s name that lead to its old host',
  uses: [stripe, ...hostVendors('api')],
  needs: [...keysAt('api'), 'domain', 'STRIPE_SECRET_KEY'],
  tolerates: [nameKeys.api, 'API_RECORDS'],
  want: (): Hooks => ({ astray: [] }),
  async read(context: Context): Promise<Hooks> {
    return { astray: (await astray(context)).movable.map(({ url }) => url) };
  },
  async apply(context: Context, want: Hooks): Promise<Hooks> {
    const { movable, spare } = await astray(context);
    for (const { id, url } of movable) {
      await context.client(stripe).webhookEndpoints.update(id, { url: named(context, url) });
      context.note(`${id} leads to ${named(context, url)} now; its signing secret is the same`);
    }
    for (const { id, url } of spare)
      context.note(`${id} leads to ${url}, and another endpoint leads to the API’s name already: delete it at Stripe`);
    return want;
  },
  undo: { never: 'the name of the API leads to whichever host it has' },
  gives: {},
} as unknown as AnyTask;

function named({ values }: Context, url: string): string {
  const moved = new URL(url);
  moved.protocol = 'https:';
  moved.host = hostsOf((values as Values).domain).api;
  return moved.href;
}

/** `spare`: where one leads to the name already, a second one would deliver everything twice. */
async function astray(context: Context): Promise<{ movable: Stripe.WebhookEndpoint[]; spare: Stripe.WebhookEndpoint[] }> {
  const own = await ownHosts(context);
  const all = await context.client(stripe).webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
  const taken = new Set(all.map(({ url }) => url));
  const found = all.filter(({ url }) => own.has(hostOf(url)));
  const movable = found.filter(({ url }) => {
    const to = named(context, url);
    const free = !taken.has(to);
    taken.add(to);
    return free;
  });
  return { movable, spare: found.filter((one) => !movable.includes(one)) };
}

/** Names by which the old host itself is reached. */
async function ownHosts(context: Context): Promise<ReadonlySet<string>> {
  const { host, place, id } = at('api', context.values);
  const { API_RECORDS, domain } = context.values as Partial<Values>;
  const deployments = await host.api.deployments(context, place, id).catch(() => []);
  const records = API_RECORDS === undefined || domain === undefined ? [] : parseRecords('API_RECORDS', API_RECORDS, domain);
  return new Set([
    ...deployments.flatMap(({ url }) => (url === undefined ? [] : [hostOf(url)])),
    ...records.flatMap(({ type, content }) => (type === 'CNAME' ? [content] : [])),
  ]);
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
}
