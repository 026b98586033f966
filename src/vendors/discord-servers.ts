/**
 * A server of Discord as its bot sees it: channels, who may do what in them, webhooks. https://docs.discord.com/developers/resources/guild
 * Who may do what is reckoned as Discord does: https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
import { DiscordAPIError, PermissionFlagsBits, type REST, Routes } from 'discord.js';

/** For a role (0) or a member (1) in one channel; bit fields as text. */
export interface Overwrite {
  id: string;
  type: 0 | 1;
  allow: string;
  deny: string;
}

export interface DiscordChannel {
  id: string;
  /** 0: text. */
  type: number;
  name: string;
  permission_overwrites?: readonly Overwrite[];
}

export interface DiscordWebhook {
  id: string;
  name: string | null;
  channel_id: string;
  /** The application that made it; null: a person did. */
  application_id: string | null;
  /** Shown to those who may manage it. */
  token?: string;
}

interface DiscordRole {
  id: string;
  name: string;
  permissions: string;
}

export interface DiscordServer {
  id: string;
  name: string;
  ownerId: string;
  /** The user that the bot is. */
  bot: string;
  /** Ids of the bot's roles. */
  held: readonly string[];
  roles: readonly DiscordRole[];
  channels: readonly DiscordChannel[];
}

export const permissionNames = {
  ViewChannel: 'View Channels',
  ReadMessageHistory: 'Read Message History',
  ManageWebhooks: 'Manage Webhooks',
  ManageChannels: 'Manage Channels',
  ManageRoles: 'Manage Roles',
} as const satisfies Partial<Record<keyof typeof PermissionFlagsBits, string>>;
export type PermissionName = keyof typeof permissionNames;

/** What Discord answers where the bot is in no such server. */
const strangers = [10004, 50001];

/** @returns undefined when the bot is not in it */
export async function serverOf(client: REST, id: string): Promise<DiscordServer | undefined> {
  const { id: bot } = (await client.get(Routes.user())) as { id: string };
  try {
    const [guild, member, channels] = (await Promise.all([
      client.get(Routes.guild(id)),
      client.get(Routes.guildMember(id, bot)),
      client.get(Routes.guildChannels(id)),
    ])) as [{ name: string; owner_id: string; roles: DiscordRole[] }, { roles: string[] }, DiscordChannel[]];
    return { id, name: guild.name, ownerId: guild.owner_id, bot, held: member.roles, roles: guild.roles, channels };
  } catch (error) {
    if (error instanceof DiscordAPIError && strangers.includes(Number(error.code))) return undefined;
    throw error;
  }
}

export interface DiscordInvite {
  /** Of the server. */
  guild: string;
  name: string;
  /** ISO 8601; undefined: it works for good. */
  expires: string | undefined;
}

/** What Discord answers where there is no such invitation, or none any more. */
const unknownInvite = 10006;

/** @param code the last part of https://discord.gg/… @returns undefined where it leads nowhere */
export async function inviteOf(client: REST, code: string): Promise<DiscordInvite | undefined> {
  try {
    const { guild, expires_at } = (await client.get(Routes.invite(code))) as {
      guild?: { id: string; name: string };
      expires_at: string | null;
    };
    return { guild: guild?.id ?? '', name: guild?.name ?? '', expires: expires_at ?? undefined };
  } catch (error) {
    if (error instanceof DiscordAPIError && Number(error.code) === unknownInvite) return undefined;
    throw error;
  }
}

/** What the bot lacks of these, in the server or in one of its channels. */
export function lackedBy(server: DiscordServer, names: readonly PermissionName[], channel?: DiscordChannel): PermissionName[] {
  const has = permissionsOf(server, server.held, channel, server.bot);
  return names.filter((name) => (has & PermissionFlagsBits[name]) === 0n);
}

/** Whether somebody without a role sees a channel. */
export function isHidden(server: DiscordServer, channel: DiscordChannel): boolean {
  return (permissionsOf(server, [], channel) & PermissionFlagsBits.ViewChannel) === 0n;
}

/** Names of roles, besides the bot's own, whose members a channel is opened to. */
export function openTo(server: DiscordServer, { permission_overwrites: overwrites = [] }: DiscordChannel): string[] {
  const view = PermissionFlagsBits.ViewChannel;
  const opened = overwrites.filter(({ type, allow }) => type === 0 && (BigInt(allow) & view) !== 0n).map(({ id }) => id);
  return server.roles.filter(({ id }) => id !== server.id && opened.includes(id) && !server.held.includes(id)).map(({ name }) => name);
}

function permissionsOf(server: DiscordServer, held: readonly string[], channel?: DiscordChannel, member?: string): bigint {
  const ids = [server.id, ...held];
  const base = server.roles.filter(({ id }) => ids.includes(id)).reduce((sum, { permissions }) => sum | BigInt(permissions), 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n || member === server.ownerId) return (1n << 60n) - 1n;
  const overwrites = channel?.permission_overwrites ?? [];
  const everybody = overwrites.filter(({ id }) => id === server.id);
  const roles = overwrites.filter(({ id, type }) => type === 0 && held.includes(id));
  const own = overwrites.filter(({ id, type }) => type === 1 && id === member);
  return [everybody, roles, own].reduce((has, some) => {
    const sum = (of: 'allow' | 'deny') => some.reduce((bits, one) => bits | BigInt(one[of]), 0n);
    return (has & ~sum('deny')) | sum('allow');
  }, base);
}

/** Bits as the API wants them. */
export function bitsOf(names: readonly PermissionName[]): string {
  return String(names.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n));
}

/** A text channel that nobody sees but the bot, and those who run the server. */
export async function makeHiddenChannel(
  client: REST,
  { id, bot }: DiscordServer,
  wanted: { name: string; topic: string; may: readonly PermissionName[] },
): Promise<void> {
  const permission_overwrites = [
    { id: bot, type: 1, allow: bitsOf(wanted.may), deny: '0' },
    { id, type: 0, allow: '0', deny: bitsOf(['ViewChannel']) },
  ];
  await client.post(Routes.guildChannels(id), { body: { name: wanted.name, type: 0, topic: wanted.topic, permission_overwrites } });
}

/** Merged into what is there. */
export async function setOverwrite(
  client: REST,
  channel: DiscordChannel,
  who: Pick<Overwrite, 'id' | 'type'>,
  change: { allow?: readonly PermissionName[]; deny?: readonly PermissionName[] },
): Promise<void> {
  const before = channel.permission_overwrites?.find(({ id }) => id === who.id);
  const [allow, deny] = [BigInt(bitsOf(change.allow ?? [])), BigInt(bitsOf(change.deny ?? []))];
  const body = {
    type: who.type,
    allow: String((BigInt(before?.allow ?? 0) & ~deny) | allow),
    deny: String((BigInt(before?.deny ?? 0) & ~allow) | deny),
  };
  await client.put(Routes.channelPermission(channel.id, who.id), { body });
}

export async function webhooksIn(client: REST, channel: string): Promise<DiscordWebhook[]> {
  return (await client.get(Routes.channelWebhooks(channel))) as DiscordWebhook[];
}

export async function makeWebhook(client: REST, channel: string, name: string): Promise<DiscordWebhook> {
  return (await client.post(Routes.channelWebhooks(channel), { body: { name } })) as DiscordWebhook;
}

export async function removeWebhook(client: REST, id: string): Promise<void> {
  await client.delete(Routes.webhook(id));
}

/** A secret: whoever has it writes into the channel. */
export function addressOf({ id, token }: Pick<DiscordWebhook, 'id' | 'token'>): string | undefined {
  return token === undefined ? undefined : `https://discord.com/api/webhooks/${id}/${token}`;
}
