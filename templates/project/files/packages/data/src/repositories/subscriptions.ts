/** Collection `premium_subscriptions`, in the guide's fields. */
import { z } from 'zod';
import type { Subscription, Subscriptions } from '../ports/subscriptions.ts';
import { type Document, Duplicate, type Store } from '../store/documents.ts';
import { decode, id, time } from './codec.ts';

const statuses = ['active', 'trialing', 'past_due', 'unpaid', 'canceled', 'incomplete', 'incomplete_expired', 'paused'] as const;
const over = ['canceled', 'incomplete_expired'];

const schema = z
  .object({
    stripe_subscription_id: z.string(),
    guild_id: id,
    user_id: id,
    stripe_customer_id: z.string(),
    status: z.enum(statuses),
    plan: z.enum(['monthly', 'yearly']),
    price_id: z.string(),
    current_period_end: time,
    cancel_at_period_end: z.boolean(),
    synced_at: time,
  })
  .transform(
    (row): Subscription => ({
      id: row.stripe_subscription_id,
      guildId: row.guild_id,
      userId: row.user_id,
      customerId: row.stripe_customer_id,
      status: row.status,
      plan: row.plan,
      priceId: row.price_id,
      currentPeriodEnd: row.current_period_end,
      cancelAtPeriodEnd: row.cancel_at_period_end,
      syncedAt: row.synced_at,
    }),
  );

const read = (document: Document) => decode('premium_subscriptions', schema, document);

function toRow(subscription: Subscription): Document {
  return {
    stripe_subscription_id: subscription.id,
    guild_id: subscription.guildId,
    user_id: subscription.userId,
    stripe_customer_id: subscription.customerId,
    status: subscription.status,
    plan: subscription.plan,
    price_id: subscription.priceId,
    current_period_end: subscription.currentPeriodEnd,
    cancel_at_period_end: subscription.cancelAtPeriodEnd,
    synced_at: subscription.syncedAt,
  };
}

export function subscriptionsIn(store: Store): Subscriptions {
  const documents = store.collection('premium_subscriptions');
  const get = async (subscriptionId: string) => {
    const found = await documents.get({ stripe_subscription_id: subscriptionId });
    return found && read(found);
  };
  const list = async (filter: Document) => (await documents.list(filter, { sort: { synced_at: -1 } })).map(read);

  return {
    get,
    async save(subscription) {
      const row = toRow(subscription);
      const older = { stripe_subscription_id: subscription.id, synced_at: { $lt: subscription.syncedAt } };
      const write = async () => {
        if (await documents.change(older, { $set: row })) return 'saved' as const;
        if (await get(subscription.id)) return 'stale' as const;
        await documents.insert({ _id: subscription.id, ...row });
        return 'saved' as const;
      };
      // Refused once: perhaps this very subscription was written meanwhile, from an older reading. Refused again: another one is active in the server.
      return (await unlessRefused(write)) ?? (await unlessRefused(write)) ?? 'second';
    },
    ofGuild: (guildId) => list({ guild_id: guildId }),
    ofUser: (userId) => list({ user_id: userId }),
    async live(limit, after = '') {
      const alive = statuses.filter((status) => !over.includes(status));
      const filter = { status: { $in: alive }, stripe_subscription_id: { $gt: after } };
      return (await documents.list(filter, { sort: { stripe_subscription_id: 1 }, limit })).map(read);
    },
  };
}

/** Undefined: a unique index stood in the way. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Duplicate) return undefined;
    throw error;
  }
}
