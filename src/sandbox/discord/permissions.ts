/** Permissions as Discord counts them: one bit each, as text in JSON. https://docs.discord.com/developers/topics/permissions */
import type { Channel, Guild, Role } from './model.ts';

export const permission = {
  createInvite: 1n << 0n,
  kickMembers: 1n << 1n,
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  manageGuild: 1n << 5n,
  addReactions: 1n << 6n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  readMessageHistory: 1n << 16n,
  manageRoles: 1n << 28n,
  manageWebhooks: 1n << 29n,
  useApplicationCommands: 1n << 31n,
} as const;
export type PermissionName = keyof typeof permission;

export const all = (1n << 53n) - 1n;
/** What everybody may do in a new server. */
export const everyone = 2248473465835073n & all;
/** What the invite link of the generated projects asks for. */
export const botDefault =
  permission.viewChannel |
  permission.sendMessages |
  permission.embedLinks |
  permission.readMessageHistory |
  permission.addReactions |
  permission.manageRoles |
  permission.manageMessages |
  permission.manageWebhooks |
  permission.useApplicationCommands;

/** Roles of a member, `@everyone` first. */
export function rolesOf(guild: Guild, user: string): Role[] {
  const held = guild.members[user]?.roles ?? [];
  return guild.roles.filter((role) => role.id === guild.id || held.includes(role.id));
}

/** Highest position among the roles of a member; the owner stands above all. */
export function standing(guild: Guild, user: string): number {
  if (guild.owner === user) return Number.POSITIVE_INFINITY;
  return Math.max(...rolesOf(guild, user).map(({ position }) => position));
}

/** What a member may do in a server, and in one of its channels. */
export function permissionsOf(guild: Guild, user: string, channel?: Channel): bigint {
  if (guild.owner === user) return all;
  const own = rolesOf(guild, user);
  const base = own.reduce((sum, role) => sum | BigInt(role.permissions), 0n);
  if (base & permission.administrator) return all;
  if (!channel) return base;
  const ids = own.map(({ id }) => id);
  const overwrites = channel.overwrites ?? [];
  const everybody = overwrites.filter(({ id }) => id === guild.id);
  const roles = overwrites.filter(({ id }) => id !== guild.id && ids.includes(id));
  const personal = overwrites.filter(({ id }) => id === user);
  return [everybody, roles, personal].reduce((held, some) => {
    const deny = some.reduce((sum, one) => sum | BigInt(one.deny), 0n);
    const allow = some.reduce((sum, one) => sum | BigInt(one.allow), 0n);
    return (held & ~deny) | allow;
  }, base);
}
