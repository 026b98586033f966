/**
 * The queries that bot, worker and API of the template run again and again, as `packages/data/src/repositories` of the generated project asks them: at each command,
 * at each request, at each event of Stripe, or every minute. A test beside holds that every one names a collection and fields that the template has.
 */
import type { Doc, Query } from '../src/vendors/mongodb.ts';

export interface HotQuery {
  /** What it is for. */
  name: string;
  /** How often, and by whom. */
  asked: 'at every command and page' | 'at every request' | 'at every event of Stripe' | 'when a page is opened' | 'every minute';
  collection: string;
  /** @param one a document of the collection, so that it is asked for something that is there; empty where there is none */
  query(one: Doc, now: Date): Query;
}

/** The value of a field of the document that is there, or one that nothing has. */
function of(one: Doc, field: string): unknown {
  const value = one[field] as unknown;
  return (Array.isArray(value) ? value[0] : value) ?? 'k77-nothing';
}

/** The worker takes so many at once; `packages/data/src/outbox.ts`. */
const batch = 500;
const page = 50;

export const hotQueries: readonly HotQuery[] = [
  {
    name: 'whether a server has Premium',
    asked: 'at every command and page',
    collection: 'entitlements',
    query: (one) => ({ filter: { _id: of(one, '_id') }, limit: 1 }),
  },
  {
    name: 'settings of a server',
    asked: 'at every command and page',
    collection: 'guilds',
    query: (one) => ({ filter: { guild_id: of(one, 'guild_id') }, limit: 1 }),
  },
  {
    name: 'a session',
    asked: 'at every request',
    collection: 'sessions',
    query: (one, now) => ({ filter: { _id: of(one, '_id'), expires_at: { $gt: now } }, limit: 1 }),
  },
  {
    name: 'an account',
    asked: 'at every request',
    collection: 'accounts',
    query: (one) => ({ filter: { user_id: of(one, 'user_id') }, limit: 1 }),
  },
  {
    name: 'which of somebody’s servers have the bot',
    asked: 'when a page is opened',
    collection: 'guilds',
    query: (one) => ({ filter: { guild_id: { $in: [of(one, 'guild_id'), 'k77-nothing'] }, left_at: { $exists: false } } }),
  },
  {
    name: 'what somebody pays for',
    asked: 'when a page is opened',
    collection: 'entitlements',
    query: (one) => ({ filter: { user_id: of(one, 'user_id') } }),
  },
  {
    name: 'subscriptions of a server',
    asked: 'when a page is opened',
    collection: 'premium_subscriptions',
    query: (one) => ({ filter: { guild_id: of(one, 'guild_id') }, sort: { synced_at: -1 } }),
  },
  {
    name: 'the log of a server',
    asked: 'when a page is opened',
    collection: 'audit_logs',
    query: (one) => ({ filter: { guild_id: of(one, 'guild_id') }, sort: { at: -1 }, limit: page }),
  },
  {
    name: 'giveaways that run in a server',
    asked: 'at every command and page',
    collection: 'giveaways',
    query: (one) => ({ filter: { guild_id: of(one, 'guild_id'), status: 'running' } }),
  },
  {
    name: 'a subscription',
    asked: 'at every event of Stripe',
    collection: 'premium_subscriptions',
    query: (one) => ({ filter: { stripe_subscription_id: of(one, 'stripe_subscription_id') }, limit: 1 }),
  },
  {
    name: 'the account of a customer',
    asked: 'at every event of Stripe',
    collection: 'accounts',
    query: (one) => ({ filter: { stripe_customer_id: of(one, 'stripe_customer_id') }, limit: 1 }),
  },
  {
    name: 'an event',
    asked: 'at every event of Stripe',
    collection: 'stripe_events',
    query: (one) => ({ filter: { _id: of(one, '_id') }, limit: 1 }),
  },
  {
    name: 'refunds of an invoice',
    asked: 'at every event of Stripe',
    collection: 'refunds',
    query: (one) => ({ filter: { invoice_id: of(one, 'invoice_id') }, sort: { n: 1 } }),
  },
  {
    name: 'events that wait',
    asked: 'every minute',
    collection: 'stripe_events',
    query: (_one, now) => ({ filter: { status: 'received', received_at: { $lt: now } }, sort: { received_at: 1 }, limit: batch }),
  },
  {
    name: 'refunds that wait',
    asked: 'every minute',
    collection: 'refunds',
    query: (_one, now) => ({ filter: { status: 'requested', updated_at: { $lt: now } }, sort: { updated_at: 1 }, limit: batch }),
  },
  {
    name: 'exports that wait',
    asked: 'every minute',
    collection: 'privacy_requests',
    query: (_one, now) => ({
      filter: { kind: 'export', status: 'requested', created_at: { $lt: now } },
      sort: { created_at: 1 },
      limit: batch,
    }),
  },
  {
    name: 'deletions that are due',
    asked: 'every minute',
    collection: 'privacy_requests',
    query: (_one, now) => ({
      filter: { kind: 'delete', status: 'scheduled', runs_at: { $lte: now } },
      sort: { created_at: 1 },
      limit: batch,
    }),
  },
  {
    name: 'giveaways that end',
    asked: 'every minute',
    collection: 'giveaways',
    query: (_one, now) => ({ filter: { status: 'running', end_time: { $lte: now } }, sort: { end_time: 1 }, limit: batch }),
  },
  {
    name: 'servers to be forgotten',
    asked: 'every minute',
    collection: 'guilds',
    query: (_one, now) => ({ filter: { purge_at: { $lte: now } }, sort: { purge_at: 1 }, limit: batch }),
  },
  {
    name: 'Premium that ended',
    asked: 'every minute',
    collection: 'entitlements',
    query: (_one, now) => ({ filter: { expires_at: { $lte: now } }, sort: { expires_at: 1 }, limit: batch }),
  },
];
