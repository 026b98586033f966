/**
 * A thousand events at Stripe, made the way they are made in life: people subscribe, cancel, get money back, go to their bank, leave.
 */
import { isStripeEvent } from '@k77/config';
import type { TestEvent, TestWorld } from '@k77/testkit';

export interface Buyer {
  id: string;
  name: string;
  customer: string;
}

interface Purchase {
  subscription: string;
  customer: string;
  charge: string;
}

type Story = (world: TestWorld, purchase: Purchase) => Promise<unknown>;

const change = (fields: Readonly<Record<string, unknown>>): Story => {
  return ({ stripe }, { subscription }) => stripe.request('POST', `/v1/subscriptions/${subscription}`, fields);
};

const stories: readonly Story[] = [
  async () => undefined,
  change({ cancel_at_period_end: true }),
  async (world, purchase) => {
    await change({ cancel_at_period_end: true })(world, purchase);
    await change({ cancel_at_period_end: false })(world, purchase);
  },
  ({ stripe }, { subscription }) => stripe.request('DELETE', `/v1/subscriptions/${subscription}`),
  ({ stripe }, { charge }) => stripe.refund(charge),
  ({ stripe }, { charge }) => stripe.refund(charge, 300),
  ({ stripe }, { charge }) => stripe.dispute(charge),
  async ({ stripe }, { charge }) => stripe.closeDispute(String((await stripe.dispute(charge)).id), 'won'),
  async ({ stripe }, { charge }) => stripe.closeDispute(String((await stripe.dispute(charge)).id), 'lost'),
  ({ stripe }, { customer }) => stripe.request('DELETE', `/v1/customers/${customer}`),
];

/** Returns the buyers and exactly so many of the events that the API is subscribed to, in the order in which they happened. */
export async function purchases(
  world: TestWorld,
  wanted: number,
  buyerCount: number,
): Promise<{ buyers: readonly Buyer[]; events: readonly TestEvent[] }> {
  // Stripe itself delivers nothing: the bench does, in its own order.
  await world.stripe.request('POST', `/v1/webhook_endpoints/${world.stripe.webhook.id}`, { disabled: true });
  const buyers: Buyer[] = [];
  const bought: Purchase[] = [];
  for (let index = 0; index < buyerCount; index += 1) {
    const buyer = await newBuyer(world, `buyer${index}`);
    buyers.push(buyer);
    const purchase = await buy(world, buyer, `9${String(index).padStart(17, '0')}`);
    bought.push(purchase);
    await stories[index % stories.length]?.(world, purchase);
  }
  const events = async () => (await world.stripe.events()).filter(({ type }) => isStripeEvent(type));
  const missing = wanted - (await events()).length;
  if (missing < 0) throw new Error(`${-missing} events too many: take fewer buyers`);
  // Those of the first story keep their subscription and change their mind about how it is paid.
  const lasting = bought.filter((_, index) => index % stories.length === 0);
  for (let more = 0; more < missing; more += 1) {
    const purchase = lasting[more % lasting.length];
    if (purchase) await change({ metadata: { note: String(more) } })(world, purchase);
  }
  return { buyers, events: await events() };
}

async function newBuyer({ discord, stripe }: TestWorld, name: string): Promise<Buyer> {
  const { id } = await discord.createUser(name);
  await discord.addMember(discord.support.id, id);
  const { id: customer } = await stripe.request<{ id: string }>('POST', '/v1/customers', { metadata: { user_id: id } });
  return { id, name, customer };
}

/** As the API starts it: the server and the buyer stand in the metadata of the subscription. */
async function buy({ stripe, domain }: TestWorld, { id, customer }: Buyer, guildId: string): Promise<Purchase> {
  const metadata = { guild_id: guildId, user_id: id, env: 'rehearsal' };
  const session = await stripe.request<{ id: string }>('POST', '/v1/checkout/sessions', {
    mode: 'subscription',
    customer,
    line_items: [{ price: stripe.prices.monthly, quantity: 1 }],
    metadata,
    subscription_data: { metadata },
    success_url: `https://${domain}/payment/success?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `https://${domain}/payment/cancel`,
  });
  const paid = await stripe.pay(session.id);
  if (!paid.paid) throw new Error(`the payment was refused: ${paid.problem}`);
  const { subscription } = await stripe.request<{ subscription: string }>('GET', `/v1/checkout/sessions/${session.id}`);
  const { data } = await stripe.request<{ data: { id: string }[] }>('GET', '/v1/charges', { customer });
  return { subscription, customer, charge: data[0]?.id ?? '' };
}
