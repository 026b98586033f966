/** Webhook endpoints: https://docs.stripe.com/api/webhook_endpoints. The signing secret is in the answer to the creation and nowhere else. */
import { eventTypes, versions } from './catalogue.ts';
import { clearable, flag, list, metadata, oneOf, required, text, url } from './params.ts';
import { badParam, refuse } from './refusal.ts';
import { assign, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

export interface WebhookEndpoint extends Thing {
  url: string;
  status: 'enabled' | 'disabled';
  enabled_events: string[];
  $secret: string;
}

const events = list(oneOf('*', ...eventTypes));
const isPrivate = /^(localhost|.*\.localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|0\.0\.0\.0)/;

export const webhooks = resource({
  object: 'webhook_endpoint',
  path: '/v1/webhook_endpoints',
  permission: 'webhook',
  filters: {},
  create: {
    params: {
      api_version: oneOf(...versions),
      connect: flag,
      description: clearable(text),
      enabled_events: required(events),
      metadata,
      url: required(url),
    },
    build({ space, params }): WebhookEndpoint {
      checked(space, params.url, params.enabled_events);
      if (space.all('webhook_endpoint').length >= 16)
        throw refuse(`You have reached the maximum of 16 ${space.livemode ? 'live' : 'test'} webhook endpoints.`);
      const endpoint: WebhookEndpoint = {
        id: space.id('we_'),
        object: 'webhook_endpoint',
        api_version: params.api_version ?? null,
        application: null,
        created: space.wall(),
        description: params.description ?? null,
        enabled_events: params.enabled_events,
        livemode: space.livemode,
        metadata: {},
        status: 'enabled',
        url: params.url,
        $secret: `whsec_${space.letters(32)}`,
      };
      assign(endpoint, { metadata: params.metadata });
      return endpoint;
    },
  },
  once: (endpoint) => ({ secret: endpoint.$secret }),
  update: {
    params: { description: clearable(text), disabled: flag, enabled_events: events, metadata, url },
    change(endpoint, { space, params }) {
      checked(space, params.url ?? endpoint.url, params.enabled_events ?? endpoint.enabled_events);
      assign(endpoint, params, 'disabled');
      if (params.disabled !== undefined) endpoint.status = params.disabled ? 'disabled' : 'enabled';
    },
  },
  remove(endpoint, { space }) {
    forget(space, endpoint.id);
  },
});

function checked(space: Space, address: string, enabled: readonly string[]): void {
  const { protocol, host } = new URL(address);
  if (enabled.length === 0) throw badParam('You must specify at least one event.', 'enabled_events');
  if (space.livemode && protocol !== 'https:') throw badParam('Invalid URL: An HTTPS URL is required in live mode.', 'url', 'url_invalid');
  if (isPrivate.test(host))
    throw badParam('Invalid URL: URL must be publicly accessible. Consider using a tool like ngrok.', 'url', 'url_invalid');
}

/** Deliveries to an endpoint that is gone are not tried again. */
function forget(space: Space, endpoint: string): void {
  for (const { event } of space.data.deliveries.filter((delivery) => delivery.endpoint === endpoint)) {
    const sent = space.find(event);
    if (sent) sent.pending_webhooks = Math.max(0, Number(sent.pending_webhooks) - 1);
  }
  space.data.deliveries = space.data.deliveries.filter((delivery) => delivery.endpoint !== endpoint);
}
