/**
 * Guide 6.1/3: the webhook endpoint. Its signing secret is shown once, in the answer to the create; it is kept before anything else happens.
 * An endpoint without a kept secret, or with another API version, can only be replaced: make new, push to consumers, retire old.
 */
import type Stripe from 'stripe';
import { OperatorError } from '../../core/errors.ts';
import { type Context, task } from '../../core/task.ts';
import { stripe, stripeApiVersion } from '../../vendors/stripe.ts';
import { stripeEvents } from '../../vendors/stripe-events.ts';
import { tag } from './premium.ts';

interface Endpoint {
  id?: string;
  url: string;
  events: readonly string[];
  apiVersion: string | null;
  enabled: boolean;
  /** Other endpoints of ours, left behind by a replacement that was cut off. */
  superseded: readonly string[];
}
type Gives = 'STRIPE_WEBHOOK_ENDPOINT' | 'STRIPE_WEBHOOK_SECRET';
const create = 'POST /v1/webhook_endpoints';

export const webhook = task({
  id: 'stripe.webhook',
  guide: ['6.1/3', '6.4/7', '6.1#016', '6.4#016'],
  settings: [
    { id: '6.1/3:url', says: 'https://api.<domain>/api/stripe/webhook' },
    { id: '6.1/3:events', says: "The guide's 7 events and 12 more: 19, no others" },
    { id: '6.1/3:api-version', says: `Pinned to ${stripeApiVersion}, the version that the API speaks` },
    { id: '6.1/3:signing-secret', says: 'Captured once, kept in the env file of the API' },
  ],
  title: 'Point a Stripe webhook at the API',
  uses: [stripe],
  needs: ['domain'],
  createOnly: ['apiVersion'],
  want: (values): Endpoint => ({
    url: `https://api.${values.domain}/api/stripe/webhook`,
    events: [...stripeEvents],
    apiVersion: stripeApiVersion,
    enabled: true,
    superseded: [],
  }),

  async read(context, want): Promise<Endpoint | undefined> {
    const endpoints = await context.client(stripe).webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
    const ours = endpoints.filter((endpoint) => endpoint.metadata[tag] === 'webhook');
    const same = endpoints.filter((endpoint) => endpoint.url === want.url);
    const kept = endpoints.find((endpoint) => endpoint.id === context.kept('STRIPE_WEBHOOK_ENDPOINT'));
    if (!kept && ours.length === 0 && same.length > 1) throw several(same);
    const current = kept ?? ours.find((endpoint) => endpoint.url === want.url) ?? ours[0] ?? same[0];
    if (!current) return undefined;
    return { ...shape(current), superseded: ours.filter((endpoint) => endpoint.id !== current.id).map((endpoint) => endpoint.id) };
  },

  async apply(context, want, have): Promise<Endpoint> {
    const endpoints = context.client(stripe).webhookEndpoints;
    const unusable = !have?.id || have.apiVersion !== want.apiVersion || !context.kept('STRIPE_WEBHOOK_SECRET');
    const current = unusable || context.inFlight(create) ? await make(context, want) : await update(endpoints, String(have.id), want);
    const old = [...(have?.id ? [have.id] : []), ...(have?.superseded ?? [])].filter((id) => id !== current.id);
    for (const id of old) await endpoints.del(id);
    if (old.length > 0)
      context.note(
        `replaced ${old.join(', ')}; the API knows the new secret after its next deploy, until then Stripe repeats deliveries for 3 days`,
      );
    return shape(current);
  },

  async undo(context, have) {
    if (have.id) await context.client(stripe).webhookEndpoints.del(have.id);
  },
  gives: {
    STRIPE_WEBHOOK_ENDPOINT: (have: Endpoint) => have.id,
    /** No read shows it; `apply` keeps it. */
    STRIPE_WEBHOOK_SECRET: () => undefined,
  },
});

/** Creates, or gets the first answer again when an earlier create was cut off; the secret is kept before anything can fail. */
async function make(context: Context<'domain', Gives>, want: Endpoint): Promise<Stripe.WebhookEndpoint> {
  const made = await context.client(stripe).webhookEndpoints.create({
    url: want.url,
    enabled_events: [...stripeEvents],
    api_version: stripeApiVersion,
    description: 'Made by k77',
    metadata: { [tag]: 'webhook' },
  });
  await context.keep('STRIPE_WEBHOOK_ENDPOINT', made.id);
  if (made.secret) await context.keep('STRIPE_WEBHOOK_SECRET', made.secret);
  return made;
}

function update(endpoints: Stripe['webhookEndpoints'], id: string, want: Endpoint): Promise<Stripe.WebhookEndpoint> {
  return endpoints.update(id, {
    url: want.url,
    enabled_events: [...stripeEvents],
    disabled: !want.enabled,
    metadata: { [tag]: 'webhook' },
  });
}

function shape(endpoint: Stripe.WebhookEndpoint): Endpoint {
  const { id, url, enabled_events: events, api_version: apiVersion, status } = endpoint;
  return { id, url, events, apiVersion, enabled: status === 'enabled', superseded: [] };
}

function several(endpoints: Stripe.WebhookEndpoint[]): OperatorError {
  return new OperatorError({
    what: `Stripe has ${endpoints.length} webhook endpoints with the same address: ${endpoints.map((endpoint) => endpoint.id).join(', ')}`,
    fix: 'delete those whose signing secret is not the one in use, then run the same command again',
    see: 'https://dashboard.stripe.com/webhooks',
  });
}
