/**
 * Port: where a session with the gateway waits for the process that takes it up. It is taken, not read: of two processes one gets it.
 */

import type { SessionInfo } from '@discordjs/ws';
import type { Redis } from '@k77/data';
import type { GatewayReadyDispatchData } from 'discord.js';

/** What the READY of the session said that still counts when another process goes on with it. */
export type Ready = Pick<GatewayReadyDispatchData, 'v' | 'user' | 'application'>;

export interface StoredSession {
  info: SessionInfo;
  ready: Ready;
  /** Servers of the shard, by id. */
  guilds: readonly string[];
}

export interface SessionStore {
  /** Undefined: there is none, or its time is over. */
  take(shardId: number): Promise<StoredSession | undefined>;
  save(shardId: number, session: StoredSession): Promise<void>;
  forget(shardId: number): Promise<void>;
}

export interface SessionStoreOptions {
  redis: Redis;
  environment: string;
  /** A session belongs to a bot and its intents: with others it would go on without the events that they bring. */
  applicationId: string;
  intents: number;
}

/** Discord keeps a session for some minutes after its connection is gone. */
const keptSeconds = 300;

export function redisSessionStore({ redis, environment, applicationId, intents }: SessionStoreOptions): SessionStore {
  const key = (shardId: number) => `k77:${environment}:session:${applicationId}:${intents}:${shardId}`;
  return {
    async take(shardId) {
      const text = await redis.getdel(key(shardId));
      return text === null ? undefined : (JSON.parse(text) as StoredSession);
    },
    async save(shardId, session) {
      await redis.set(key(shardId), JSON.stringify(session), 'EX', keptSeconds);
    },
    async forget(shardId) {
      await redis.del(key(shardId));
    },
  };
}

/** For tests. */
export function memorySessionStore(): SessionStore & { sessions: Map<number, StoredSession> } {
  const sessions = new Map<number, StoredSession>();
  return {
    sessions,
    async take(shardId) {
      const found = sessions.get(shardId);
      sessions.delete(shardId);
      return found;
    },
    async save(shardId, session) {
      sessions.set(shardId, session);
    },
    async forget(shardId) {
      sessions.delete(shardId);
    },
  };
}
