/**
 * What the worker asks of Discord, over REST alone: it needs no gateway, and any number of workers share the bot's token.
 */
import { createHash } from 'node:crypto';
import { DiscordAPIError, REST } from '@discordjs/rest';
import { type APIChannel, type APIGuild, type RESTGetAPICurrentUserGuildsResult, RESTJSONErrorCodes, Routes } from 'discord-api-types/v10';

export type RoleChange = 'done' | 'no such member' | 'not allowed';

export interface Discord {
  /** `not allowed`: the bot lacks Manage Roles, or its role stands below the one to give. */
  setRole(guildId: string, userId: string, roleId: string, has: boolean): Promise<RoleChange>;
  /** Returns the id of the message; undefined where the channel is gone or the bot may not write. The nonce keeps a repetition from being a second message. */
  say(
    channelId: string,
    message: { content: string; replyTo?: string; mentions?: readonly string[] },
    nonce: string,
  ): Promise<string | undefined>;
  /** Takes the buttons off a message and says what became of it. */
  close(channelId: string, messageId: string, content: string): Promise<void>;
  /** Servers that have the bot, 200 a page. */
  guilds(after?: string): Promise<readonly { id: string }[]>;
  /** Where Discord itself writes to a server; undefined where nobody chose a channel. */
  systemChannel(guildId: string): Promise<string | undefined>;
}

export interface DiscordOptions {
  token: string;
  /** `https://discord.com/api` */
  api: string;
}

export function openDiscord({ token, api }: DiscordOptions): Discord {
  const rest = new REST({ version: '10', api, timeout: 10_000, retries: 2 }).setToken(token);
  return {
    async setRole(guildId, userId, roleId, has) {
      const route = Routes.guildMemberRole(guildId, userId, roleId);
      const why = 'Premium subscription';
      try {
        if (has) await rest.put(route, { reason: why });
        else await rest.delete(route, { reason: why });
        return 'done';
      } catch (error) {
        if (isCode(error, gone)) return 'no such member';
        if (isCode(error, forbidden)) return 'not allowed';
        throw error;
      }
    },

    async say(channelId, { content, replyTo, mentions = [] }, nonce) {
      const body = {
        content: content.slice(0, 2000),
        nonce: shortNonce(nonce),
        enforce_nonce: true,
        allowed_mentions: { parse: [], users: [...mentions] },
        ...(replyTo ? { message_reference: { message_id: replyTo, fail_if_not_exists: false } } : {}),
      };
      return await orNothing(async () => ((await rest.post(Routes.channelMessages(channelId), { body })) as { id: string }).id);
    },

    async close(channelId, messageId, content) {
      const body = { content: content.slice(0, 2000), components: [], allowed_mentions: { parse: [] } };
      await orNothing(async () => void (await rest.patch(Routes.channelMessage(channelId, messageId), { body })));
    },

    async guilds(after) {
      const query = new URLSearchParams({ limit: '200', ...(after ? { after } : {}) });
      return (await rest.get(Routes.userGuilds(), { query })) as RESTGetAPICurrentUserGuildsResult;
    },

    async systemChannel(guildId) {
      const guild = await orNothing(async () => (await rest.get(Routes.guild(guildId))) as APIGuild);
      if (!guild?.system_channel_id) return undefined;
      const channel = await orNothing(async () => (await rest.get(Routes.channel(String(guild.system_channel_id)))) as APIChannel);
      return channel?.id;
    },
  };
}

/** Discord takes 25 characters, and compares them over all messages of the bot: cut off, different ones would be the same. */
function shortNonce(nonce: string): string {
  return nonce.length <= 25 ? nonce : createHash('sha256').update(nonce).digest('base64url').slice(0, 25);
}

const gone: readonly number[] = [RESTJSONErrorCodes.UnknownMember, RESTJSONErrorCodes.UnknownUser];
const forbidden: readonly number[] = [
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.UnknownRole,
  RESTJSONErrorCodes.UnknownGuild,
];
/** What is answered where the bot has been removed, muted or the channel deleted: nothing that trying again would mend. */
const lost: readonly number[] = [
  ...forbidden,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
];

function isCode(error: unknown, codes: readonly number[]): boolean {
  return error instanceof DiscordAPIError && codes.includes(Number(error.code));
}

async function orNothing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isCode(error, lost)) return undefined;
    throw error;
  }
}
