/** Collection `accounts`. */
import { z } from 'zod';
import type { Account, Accounts } from '../ports/accounts.ts';
import type { Document, Store } from '../store/documents.ts';
import { compact, count, decode, id, maybe, time } from './codec.ts';

const schema = z
  .object({
    user_id: id,
    name: maybe(z.string()),
    avatar: maybe(z.string()),
    stripe_customer_id: maybe(z.string()),
    tokens: maybe(z.string()),
    session_version: maybe(count),
    frozen: maybe(z.boolean()),
    created_at: time,
    last_seen_at: time,
  })
  .transform(
    (row): Account => ({
      userId: row.user_id,
      name: row.name ?? '',
      avatar: row.avatar,
      stripeCustomerId: row.stripe_customer_id,
      tokens: row.tokens,
      sessionVersion: row.session_version ?? 0,
      frozen: row.frozen ?? false,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
    }),
  );

const read = (document: Document) => decode('accounts', schema, document);

export function accountsIn(store: Store): Accounts {
  const accounts = store.collection('accounts');
  const change = (userId: string, fields: Document) => accounts.change({ user_id: userId }, { $set: fields });
  const one = async (found: Document | undefined) => found && read(found);

  return {
    get: async (userId) => one(await accounts.get({ user_id: userId })),
    byCustomer: async (stripeCustomerId) => one(await accounts.get({ stripe_customer_id: stripeCustomerId })),
    async seen({ userId, name, avatar }, at) {
      const made = await accounts.change(
        { user_id: userId },
        { $set: compact({ name, avatar, last_seen_at: at }), $setOnInsert: { created_at: at, session_version: 0, frozen: false } },
        { upsert: true },
      );
      return read(made ?? { user_id: userId, name, avatar, created_at: at, last_seen_at: at });
    },
    async bindCustomer(userId, stripeCustomerId) {
      const free = { user_id: userId, stripe_customer_id: { $exists: false } };
      const bound = await accounts.change(free, { $set: { stripe_customer_id: stripeCustomerId } });
      const account = bound ?? (await accounts.get({ user_id: userId }));
      if (account === undefined) throw new Error('there is no such account');
      return read(account).stripeCustomerId ?? stripeCustomerId;
    },
    async forgetCustomer(stripeCustomerId) {
      await accounts.change({ stripe_customer_id: stripeCustomerId }, { $unset: { stripe_customer_id: true } });
    },
    async setTokens(userId, tokens) {
      if (tokens === undefined) await accounts.change({ user_id: userId }, { $unset: { tokens: true } });
      else await change(userId, { tokens });
    },
    async setFrozen(userId, frozen) {
      await change(userId, { frozen });
    },
    async bumpSessionVersion(userId) {
      const account = await accounts.change({ user_id: userId }, { $inc: { session_version: 1 } });
      return account === undefined ? 0 : read(account).sessionVersion;
    },
    inactive: async (since, limit) =>
      (await accounts.list({ last_seen_at: { $lt: since } }, { sort: { last_seen_at: 1 }, limit })).map(read),
  };
}
