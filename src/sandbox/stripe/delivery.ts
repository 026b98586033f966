/** Webhook delivery: signed, retried with growing pauses, and waiting for hosts that do not exist yet. https://docs.stripe.com/webhooks */
import { createHmac } from 'node:crypto';
import type { Post } from '../kernel.ts';
import type { Delivery, Space, Thing } from './space.ts';
import { visible } from './space.ts';
import type { WebhookEndpoint } from './webhooks.ts';

const second = 1000;
/** Pauses before the second, third … attempt; then Stripe gives up. Shorter at first than Stripe's, three days in all. */
export const pauses: readonly number[] = [1, 5, 30, 300, 1800, 7200, 18000, 36000, 36000, 79200, 79200].map((seconds) => seconds * second);

/** Sends what is due. Deliveries to hosts that nobody serves yet stay as they are. */
export async function deliver(space: Space, post: Post, underWay: Set<Delivery>, backoff: readonly number[] = pauses): Promise<void> {
  const now = space.tools.clock.now().getTime();
  const due = space.data.deliveries.filter((delivery) => delivery.due <= now && !underWay.has(delivery));
  await Promise.all(due.map((delivery) => attempt(space, delivery, post, underWay, backoff)));
}

async function attempt(space: Space, delivery: Delivery, post: Post, underWay: Set<Delivery>, backoff: readonly number[]): Promise<void> {
  const endpoint = space.find<WebhookEndpoint>(delivery.endpoint, 'webhook_endpoint');
  const event = space.find(delivery.event, 'event');
  if (!endpoint || !event) return drop(space, delivery);
  if (endpoint.status !== 'enabled') return;
  const body = JSON.stringify(visible({ ...event, api_version: endpoint.api_version ?? event.api_version }), null, 2);
  underWay.add(delivery);
  try {
    const status = await post(endpoint.url, { ...headers(space, endpoint, body) }, body);
    if (status !== 'no host') settle(space, delivery, event, status >= 200 && status < 300, backoff);
  } finally {
    underWay.delete(delivery);
  }
}

function headers(space: Space, endpoint: WebhookEndpoint, body: string): Record<string, string> {
  const at = space.wall();
  const signature = createHmac('sha256', endpoint.$secret).update(`${at}.${body}`).digest('hex');
  return {
    'content-type': 'application/json; charset=utf-8',
    'stripe-signature': `t=${at},v1=${signature}`,
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    accept: '*/*; q=0.5, application/xml',
  };
}

function settle(space: Space, delivery: Delivery, event: Thing, delivered: boolean, backoff: readonly number[]): void {
  space.version++;
  if (delivered) {
    event.pending_webhooks = Math.max(0, Number(event.pending_webhooks) - 1);
    drop(space, delivery);
    return;
  }
  const pause = backoff[delivery.attempts];
  delivery.attempts++;
  if (pause === undefined) drop(space, delivery);
  else delivery.due = space.tools.clock.now().getTime() + pause;
}

function drop(space: Space, delivery: Delivery): void {
  space.data.deliveries = space.data.deliveries.filter((other) => other !== delivery);
  space.version++;
}
