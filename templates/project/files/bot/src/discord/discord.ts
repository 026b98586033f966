/**
 * What commands and events ask of Discord beyond their own answer: over REST alone, so that nothing depends on what a process has in its memory.
 */
import { type APIEntitlement, DiscordAPIError, REST, type RESTGetAPIGatewayBotResult, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { AnswerBody } from '../registry/command.ts';

export interface Discord {
  /** Where the gateway is, how many shards Discord recommends, how many may identify at once. @throws DiscordAPIError with 401 for a wrong token */
  gateway(): Promise<RESTGetAPIGatewayBotResult>;
  /** Returns the id of the message; undefined where the bot may not write or the channel is gone. The nonce keeps a repetition from being a second message. */
  post(channelId: string, message: AnswerBody, nonce: string): Promise<string | undefined>;
  /** Does nothing where the message is gone. */
  edit(channelId: string, messageId: string, message: AnswerBody): Promise<void>;
  /** Undefined: there is none (any more). */
  entitlement(id: string): Promise<APIEntitlement | undefined>;
  /** Of this offer, 100 a page, oldest first; those that ended or were deleted too. */
  entitlements(skuId: string, after?: string): Promise<readonly APIEntitlement[]>;
}

export interface DiscordOptions {
  token: string;
  applicationId: string;
  /** `https://discord.com/api` */
  api: string;
}

export function openRest({ token, api }: Pick<DiscordOptions, 'token' | 'api'>): REST {
  return new REST({ version: '10', api, timeout: 10_000, retries: 2 }).setToken(token);
}

export function openDiscord({ token, applicationId, api }: DiscordOptions): Discord {
  const rest = openRest({ token, api });
  const quiet = { allowed_mentions: { parse: [] } };
  return {
    gateway: async () => (await rest.get(Routes.gatewayBot())) as RESTGetAPIGatewayBotResult,

    async post(channelId, message, nonce) {
      const body = { ...message, ...quiet, nonce: nonce.slice(0, 25), enforce_nonce: true };
      return orNothing(lost, async () => ((await rest.post(Routes.channelMessages(channelId), { body })) as { id: string }).id);
    },

    async edit(channelId, messageId, message) {
      const body = { ...message, ...quiet };
      await orNothing(lost, async () => void (await rest.patch(Routes.channelMessage(channelId, messageId), { body })));
    },

    entitlement: (id) =>
      orNothing([RESTJSONErrorCodes.UnknownEntitlement], async () => {
        return (await rest.get(Routes.entitlement(applicationId, id))) as APIEntitlement;
      }),

    async entitlements(skuId, after) {
      const query = new URLSearchParams({ sku_ids: skuId, limit: '100', exclude_deleted: 'false', after: after ?? '0' });
      return (await rest.get(Routes.entitlements(applicationId), { query })) as APIEntitlement[];
    },
  };
}

/** What is answered where the bot has been removed, muted or the channel deleted: nothing that trying again would mend. */
const lost: readonly number[] = [
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.UnknownGuild,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownMessage,
];

async function orNothing<T>(codes: readonly number[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiscordAPIError && codes.includes(Number(error.code))) return undefined;
    throw error;
  }
}
