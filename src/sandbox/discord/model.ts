/**
 * What the emulated Discord knows: applications with their bots, users, servers, messages and purchases, as plain JSON.
 * https://docs.discord.com/developers/reference (document d47cf2a of 2026-11-20, API version 10)
 */
import type { Clock, Random } from '../../core/ports.ts';

export interface Tools {
  clock: Clock;
  random: Random;
}

export interface User {
  id: string;
  username: string;
  email: string;
  locale: string;
  bot?: true;
  /** Takes no direct messages. */
  closed?: true;
}

export interface Role {
  id: string;
  name: string;
  /** A bit field, as text. */
  permissions: string;
  position: number;
  color: number;
  /** Belongs to this bot: nobody can give it. */
  bot?: string;
}

export interface Overwrite {
  id: string;
  /** 0: a role, 1: a member. */
  type: 0 | 1;
  allow: string;
  deny: string;
}

export interface Channel {
  id: string;
  name: string;
  /** 0: text, 2: voice, 4: category, 5: announcements. */
  type: number;
  topic?: string;
  parent?: string;
  overwrites?: Overwrite[];
}

export interface Member {
  roles: string[];
  /** ISO 8601. */
  joined: string;
  nick?: string;
}

export interface Guild {
  id: string;
  name: string;
  owner: string;
  roles: Role[];
  channels: Channel[];
  members: Record<string, Member>;
  /** Discord has lost it for a while. */
  unavailable?: true;
}

export interface PrivateChannel {
  id: string;
  /** The user; the other end is the bot of this application. */
  user: string;
  application: string;
}

export interface Attachment {
  id: string;
  filename: string;
  size: number;
  contentType: string;
  /** As text: the emulator keeps no binary files. */
  text: string;
}

export interface Message {
  id: string;
  channel: string;
  author: string;
  /** Wrote it, as a webhook or as an answer to an interaction. */
  webhook?: string;
  /** The name that a webhook gave itself. */
  as?: string;
  application?: string;
  content: string;
  embeds: Record<string, unknown>[];
  components: Record<string, unknown>[];
  attachments: Attachment[];
  flags: number;
  /** ISO 8601. */
  at: string;
  edited?: string;
  reactions: { emoji: string; users: string[] }[];
  /** The interaction that it answers. */
  interaction?: string;
  /** The message that it replies to. */
  replyTo?: string;
  pinned?: true;
}

export interface Webhook {
  id: string;
  token: string;
  name: string;
  guild: string;
  channel: string;
  creator: string;
  application?: string;
}

export interface Command {
  id: string;
  application: string;
  guild?: string;
  version: string;
  type: number;
  name: string;
  description: string;
  /** As it was sent: options, localizations, contexts, … */
  more: Record<string, unknown>;
}

export type InteractionState = 'open' | 'deferred' | 'answered';

export interface Interaction {
  id: string;
  token: string;
  application: string;
  /** 2: command, 3: component, 4: autocomplete, 5: modal. */
  type: number;
  user: string;
  guild?: string;
  channel: string;
  /** Milliseconds since 1970. */
  at: number;
  state: InteractionState;
  /** The type of the first answer. */
  callback?: number;
  /** Of the deferred answer. */
  flags?: number;
  /** The message that `@original` means. */
  original?: string;
  /** The message whose component was used. */
  source?: string;
  name: string;
}

export interface Sku {
  id: string;
  application: string;
  /** 5: subscription, 6: subscription group, 3: consumable, 2: durable. */
  type: number;
  name: string;
  slug: string;
  /** 1 << 7: guild subscription, 1 << 8: user subscription, 1 << 2: available. */
  flags: number;
}

export interface Entitlement {
  id: string;
  sku: string;
  application: string;
  user?: string;
  guild?: string;
  /** 8: subscription bought in Discord; 4: test entitlement. */
  type: number;
  deleted: boolean;
  consumed: boolean;
  starts?: string;
  ends?: string;
  subscription?: string;
}

export interface Application {
  /** Also the id of its bot. */
  id: string;
  name: string;
  description: string;
  owner: string;
  botToken: string;
  clientSecret: string;
  publicKey: string;
  redirects: string[];
  /** Switched on in the developer portal. */
  intents: PrivilegedIntent[];
  isPublic: boolean;
  terms?: string;
  privacy?: string;
  tags: string[];
  /** What the API can set and shows as it was set. */
  more: Record<string, unknown>;
  guild?: string;
}

export type PrivilegedIntent = 'presence' | 'guild-members' | 'message-content';
export const privilegedIntents: readonly PrivilegedIntent[] = ['presence', 'guild-members', 'message-content'];

/** A code from the consent page, good once. */
export interface Code {
  code: string;
  application: string;
  user: string;
  redirect: string;
  scopes: string[];
  challenge?: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** What a user allowed an application. */
export interface Grant {
  access: string;
  refresh: string;
  application: string;
  /** Absent: the application itself (client credentials). */
  user?: string;
  scopes: string[];
  until: number;
}

/** A link by which people join a server. */
export interface Invite {
  code: string;
  guild: string;
  channel: string;
  inviter: string;
  /** ISO 8601; without it the link works for good. */
  expires?: string;
}

export interface GatewaySettings {
  /** Sessions that may identify per window. */
  maxConcurrency: number;
  identifyWindowMs: number;
  heartbeatMs: number;
  /** Identifies a day. */
  sessionStarts: number;
  /** What Discord recommends; 0: one per 1,000 servers. */
  shards: number;
  down: boolean;
}

export interface DiscordState {
  version: 1;
  /** Makes ids unique. */
  sequence: number;
  applications: Application[];
  users: User[];
  guilds: Guild[];
  privateChannels: PrivateChannel[];
  /** By channel, oldest first. */
  messages: Record<string, Message[]>;
  webhooks: Webhook[];
  commands: Command[];
  interactions: Interaction[];
  skus: Sku[];
  entitlements: Entitlement[];
  codes: Code[];
  grants: Grant[];
  /** Absent in worlds that were kept before there were any. */
  invites?: Invite[];
  gateway: GatewaySettings;
}

export const discordEpoch = 1_420_070_400_000;

/** An id that tells when it was made. */
export function snowflake(ms: number, sequence: number): string {
  return String((BigInt(Math.max(0, Math.floor(ms) - discordEpoch)) << 22n) | BigInt(sequence % 4_194_304));
}

/** Milliseconds since 1970. */
export function madeAt(id: string): number {
  return Number(BigInt(id) >> 22n) + discordEpoch;
}
