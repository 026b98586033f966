/**
 * What the tasks and checks of logs agree on: which channel of which server, and what the bot has to be allowed for it.
 */
import { OperatorError } from '../../../core/errors.ts';
import type { Key, Values } from '../../../core/keys.ts';
import { type NotWanted, notWanted } from '../../../core/task.ts';
import { type DiscordChannel, type DiscordServer, isHidden, lackedBy, type PermissionName } from '../../../vendors/discord-servers.ts';

export const usualChannel = 'bot-logs';
/** As the author of its messages is called. Discord takes no name with its own in it. */
export const webhookName = 'k77 logs';

/** What the bot does in the channel: see what arrives, and hold the webhook. */
export const neededThere: readonly PermissionName[] = ['ViewChannel', 'ReadMessageHistory', 'ManageWebhooks'];

export const logTolerates: readonly Key[] = ['SUPPORT_GUILD_ID', 'logChannel'];

export interface LogPlace {
  guild: string;
  name: string;
}

/** Errors are told in Discord unless there is no server for it, or nobody wants that. */
export function logPlace({ SUPPORT_GUILD_ID: guild, logChannel }: Partial<Values>): LogPlace | NotWanted {
  if (logChannel === 'none') return notWanted('errors are told in no channel, as answered; they are in the logs of the hosts');
  if (!guild) return notWanted('there is no server for it: k77 deploy --set SUPPORT_GUILD_ID=<id of your support server>');
  return { guild, name: logChannel || usualChannel };
}

/** The text channel of that name. @throws OperatorError when several are called so */
export function channelNamed(server: DiscordServer, name: string): DiscordChannel | undefined {
  const [found, ...others] = server.channels.filter(({ type, name: own }) => type === 0 && own === name);
  if (others.length > 0)
    throw new OperatorError({
      what: `${server.name} has ${others.length + 1} text channels that are called ${name}`,
      fix: 'rename those that errors should not be told in, or name another one: --set logChannel=<name>',
      see: pageOf(server.id),
    });
  return found;
}

/** What the bot has to be allowed before the channel can be made, or be made private, or hold its webhook. */
export function lackedFor(server: DiscordServer, name: string): PermissionName[] {
  const channel = channelNamed(server, name);
  if (channel === undefined) return lackedBy(server, [...neededThere, 'ManageChannels']);
  const lacked = lackedBy(server, neededThere, channel);
  const hides = !isHidden(server, channel) ? lackedBy(server, ['ManageRoles'], channel) : [];
  return [...lacked, ...hides];
}

export function pageOf(guild: string): string {
  return `https://discord.com/channels/${guild}`;
}
