/**
 * What a world mints and hands out besides secrets: anybody may know it, and it stands in pages, addresses and logs.
 */

/** @param name as the world's credentials name it, `stripe.publishableKey` */
export function isPublic(name: string): boolean {
  return /publishable/i.test(name) || ids.includes(name);
}

/** Whoever is on a Discord server sees them; the number of an app's installation opens nothing. */
const ids = [
  'discord.clientId',
  'discord.publicKey',
  'discord.supportGuild',
  'discord.premiumRole',
  'netlify.installation',
  'sentry.organization',
];
