/**
 * One client of discord.js per shard, so that shards can be taken over and handed on one by one. Nothing is cached that the template does not read:
 * a thousand servers fit into small memory. Raise a limit when a feature of yours needs it.
 */
import type { IIdentifyThrottler } from '@discordjs/ws';
import { Client, type GatewayIntentBits, Options } from 'discord.js';
import type { KeptSession } from './gateway/kept-session.ts';

export interface ClientOptions {
  shardId: number;
  total: number;
  intents: readonly GatewayIntentBits[];
  /** `https://discord.com/api` */
  api: string;
  gate: IIdentifyThrottler;
  session: KeptSession;
}

/** The bot itself is always kept: discord.js needs it. */
const onlySelf = { maxSize: 0, keepOverLimit: ({ id, client }: { id: string; client: Client }) => id === client.user?.id };

const cacheLimits = {
  ...Options.DefaultMakeCacheSettings,
  ApplicationCommandManager: 0,
  ApplicationEmojiManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildForumThreadManager: 0,
  GuildInviteManager: 0,
  GuildMemberManager: onlySelf,
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildSoundboardSoundManager: 0,
  GuildStickerManager: 0,
  GuildTextThreadManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  SubscriptionManager: 0,
  ThreadManager: 0,
  ThreadMemberManager: 0,
  UserManager: onlySelf,
  VoiceStateManager: 0,
};

/** For what a raised limit lets in: threads that are over go within two hours. */
const sweepers = { ...Options.DefaultSweeperSettings, threads: { interval: 3600, lifetime: 3600 } };

export function createClient({ shardId, total, intents, api, gate, session }: ClientOptions): Client {
  return new Client({
    intents: [...intents],
    shards: [shardId],
    shardCount: total,
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits(cacheLimits),
    sweepers,
    rest: { api, version: '10', timeout: 10_000, retries: 2 },
    ws: { buildIdentifyThrottler: () => gate, buildStrategy: (manager) => session.strategy(manager) },
  });
}
