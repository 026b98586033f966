/**
 * What is known about who paid for Premium in a server. A fact is one observation of one subscription (Stripe) or entitlement (Discord),
 * read from the vendor itself, never from the text of an event: events come twice and out of order.
 */
export type StripeStatus = 'active' | 'trialing' | 'past_due' | 'unpaid' | 'canceled' | 'incomplete' | 'incomplete_expired' | 'paused';

export interface StripeFact {
  source: 'stripe';
  /** sub_… */
  id: string;
  guildId: string;
  /** Who pays. */
  userId: string;
  status: StripeStatus;
  /** End of the paid period, from the subscription's item. */
  periodEnd: Date;
  cancelAtPeriodEnd: boolean;
  /** Since when a payment is missing; the grace period counts from here. */
  pastDueSince?: Date | undefined;
  /** The money went back: Premium ends at once, whatever Stripe's status says. Every reading says so again: the latest one is all that counts. */
  revoked?: 'refund' | 'dispute' | undefined;
  /** When the reading from the vendor began: of two observations the later one is right. */
  observedAt: Date;
}

export interface DiscordFact {
  source: 'discord';
  id: string;
  guildId: string;
  userId: string;
  skuId: string;
  startsAt?: Date | undefined;
  /** Absent: until it is deleted. */
  endsAt?: Date | undefined;
  deleted: boolean;
  observedAt: Date;
}

export type Fact = StripeFact | DiscordFact;

export interface Entitlement {
  guildId: string;
  /** By `stripe:sub_…` or `discord:123…`. */
  facts: Readonly<Record<string, Fact>>;
}

export function factKey({ source, id }: Pick<Fact, 'source' | 'id'>): string {
  return `${source}:${id}`;
}
