import type { StripeStatus } from '@k77/core';

/** A subscription at Stripe, as last read from there. */
export interface Subscription {
  /** sub_… */
  id: string;
  guildId: string;
  userId: string;
  customerId: string;
  status: StripeStatus;
  plan: 'monthly' | 'yearly';
  priceId: string;
  currentPeriodEnd: Date;
  cancelAtPeriodEnd: boolean;
  /** When the reading from Stripe began. */
  syncedAt: Date;
}

export interface Subscriptions {
  get(id: string): Promise<Subscription | undefined>;
  /**
   * Keeps the later of what is there and what is given: `stale` when what is there was read later.
   * `second`: the server has another active subscription, which the database refuses; the caller has to end one of them.
   */
  save(subscription: Subscription): Promise<'saved' | 'stale' | 'second'>;
  ofGuild(guildId: string): Promise<readonly Subscription[]>;
  ofUser(userId: string): Promise<readonly Subscription[]>;
  /** Neither canceled nor expired, by id, after the given one: pages for the daily comparison with Stripe. */
  live(limit: number, after?: string): Promise<readonly Subscription[]>;
}
