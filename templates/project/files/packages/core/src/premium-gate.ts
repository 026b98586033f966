/**
 * The door in front of what only Premium may do.
 */
import type { Premium } from './entitlements/premium.ts';

/** Port: who can tell whether a server has Premium. `@k77/data` reads it through the cache. */
export interface PremiumReader {
  of(guildId: string): Promise<Premium>;
}

export class PremiumRequired extends Error {
  override readonly name = 'PremiumRequired';
  readonly guildId: string;

  constructor(guildId: string) {
    super('This needs Premium');
    this.guildId = guildId;
  }
}

/** @throws PremiumRequired when the server has none */
export async function requirePremium(reader: PremiumReader, guildId: string): Promise<Premium> {
  const premium = await reader.of(guildId);
  if (!premium.active) throw new PremiumRequired(guildId);
  return premium;
}
