/** The shards of this process: opens and closes them, and says how they are. */
import type { IIdentifyThrottler } from '@discordjs/ws';
import type { Logger } from '@k77/observability';
import { type Client, Events, type GatewayIntentBits } from 'discord.js';
import { createClient } from '../client.ts';
import { type CannotRun, fatalClose } from './fatal.ts';
import { keepSession } from './kept-session.ts';
import type { SessionStore } from './session-store.ts';
import { createShard, type Shard, type ShardState } from './shard.ts';

export interface Shards {
  /** Resolves when it is ready. @throws Error when it cannot be: it is not one of them then */
  open(id: number): Promise<void>;
  /** Hands it on: closed, and its session left for another process. */
  close(id: number): Promise<void>;
  closeAll(): Promise<void>;
  states(): readonly ShardState[];
  /** Whether one of them has this server. */
  hasGuild(guildId: string): boolean;
  /** Writes down where all sessions are, for the case of a crash. */
  saveAll(): Promise<void>;
}

export interface ShardsOptions {
  total: number;
  token: string;
  api: string;
  intents: readonly GatewayIntentBits[];
  gate: IIdentifyThrottler;
  store: SessionStore;
  logger: Pick<Logger, 'debug' | 'info' | 'warn'>;
  /** Gives a new client its listeners, before it connects. */
  attach(client: Client, shardId: number): void;
  /** Discord refuses for good. */
  onFatal(reason: CannotRun): void;
}

export function createShards({ logger, attach, onFatal, store, ...options }: ShardsOptions): Shards {
  const { total, token, intents } = options;
  const open = new Map<number, Shard>();

  const create = (shardId: number): Shard => {
    const onTrouble = (error: unknown) => logger.warn({ err: error, shard: shardId }, 'the session cannot be fetched: logging in anew');
    const session = keepSession({ shardId, store, onTrouble });
    const client = createClient({ ...options, shardId, session });
    client.on(Events.ShardDisconnect, ({ code }) => {
      const reason = fatalClose(code, intents);
      if (reason !== undefined) onFatal(reason);
    });
    client.on(Events.ShardReconnecting, () => logger.debug({ shard: shardId }, 'connecting again'));
    client.on(Events.ShardResume, (_id, replayed) => logger.info({ shard: shardId, replayed }, 'shard resumed'));
    client.on(Events.ShardReady, () => logger.info({ shard: shardId, total, guilds: session.guilds.size }, 'shard ready'));
    attach(client, shardId);
    return createShard({ id: shardId, client, session, token });
  };

  const close = async (id: number): Promise<void> => {
    const shard = open.get(id);
    open.delete(id);
    await shard?.close();
  };

  return {
    async open(id) {
      if (open.has(id)) return;
      const shard = create(id);
      open.set(id, shard);
      try {
        await shard.open();
      } catch (error) {
        open.delete(id);
        throw error;
      }
    },
    close,
    async closeAll() {
      await Promise.allSettled([...open.keys()].map(close));
    },
    states: () => [...open.values()].map((shard) => shard.state()).sort((a, b) => a.id - b.id),
    hasGuild: (guildId) => [...open.values()].some((shard) => shard.has(guildId)),
    async saveAll() {
      await Promise.allSettled([...open.values()].map((shard) => shard.save()));
    },
  };
}
