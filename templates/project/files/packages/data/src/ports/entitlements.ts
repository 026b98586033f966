import type { Entitlement, Fact, PremiumRules } from '@k77/core';

/** Which servers have Premium. The bot reads it, the worker writes it. */
export interface Entitlements {
  get(guildId: string): Promise<Entitlement | undefined>;
  /** Adds a fact; safe when several workers do so at once. `changed` is false when the fact was known or is outdated. */
  add(fact: Fact, rules: PremiumRules, now: Date): Promise<{ entitlement: Entitlement; changed: boolean }>;
  /** Servers for which the user pays or paid. */
  ofUser(userId: string): Promise<readonly Entitlement[]>;
  /** Premium ended by the clock alone, without an event. They stay in this list until `settle`. */
  expired(now: Date, limit: number): Promise<readonly Entitlement[]>;
  /** Writes down when Premium may next end. */
  settle(guildId: string, rules: PremiumRules, now: Date): Promise<void>;
}
