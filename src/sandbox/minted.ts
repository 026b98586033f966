/**
 * What a world mints and hands out besides secrets: anybody may know it, and it stands in pages, addresses and logs.
 */

/** @param name as the world's credentials name it, `stripe.publishableKey` */
export function isPublic(name: string): boolean {
  return /publishable/i.test(name) || idsOfDiscord.includes(name);
}

/** Whoever is on a server sees them. */
const idsOfDiscord = ['discord.clientId', 'discord.publicKey', 'discord.supportGuild', 'discord.premiumRole'];
