/** One shard: its client, whether it hears Discord, and how it is closed so that another process can go on. */
import { type Client, Events, Status } from 'discord.js';
import type { KeptSession } from './kept-session.ts';

export interface ShardState {
  id: number;
  ready: boolean;
  /** When Discord was last heard from: an answered heartbeat, or the start of the connection. Milliseconds since 1970; 0: never. */
  heardAt: number;
  /** Milliseconds to the gateway and back. */
  latencyMs: number;
  guilds: number;
}

export interface Shard {
  id: number;
  client: Client;
  state(): ShardState;
  /** Resolves when it is ready for the first time. @throws Error when it cannot be */
  open(): Promise<void>;
  /** Leaves the session to be resumed. */
  close(): Promise<void>;
  save(): Promise<void>;
  has(guildId: string): boolean;
}

export interface ShardOptions {
  id: number;
  client: Client;
  session: KeptSession;
  token: string;
  now?: () => number;
}

export function createShard({ id, client, session, token, now = Date.now }: ShardOptions): Shard {
  let connectedAt = 0;
  const connected = (shardId: number) => {
    if (shardId === id) connectedAt = now();
  };
  client.on(Events.ShardReady, connected);
  client.on(Events.ShardResume, connected);
  // Without a listener it would end the process; discord.js connects again by itself.
  client.on(Events.ShardError, () => undefined);
  client.on(Events.Error, () => undefined);

  return {
    id,
    client,
    state() {
      const shard = client.ws.shards.get(id);
      const heardAt = Math.max(connectedAt, shard?.lastPingTimestamp ?? 0);
      return {
        id,
        ready: shard?.status === Status.Ready && client.isReady(),
        heardAt,
        latencyMs: Math.max(0, shard?.ping ?? 0),
        guilds: session.guilds.size,
      };
    },
    async open() {
      const ready = client.isReady() ? Promise.resolve() : new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
      await client.login(token);
      await ready;
    },
    async close() {
      await client.destroy();
      await session.save();
    },
    save: () => session.save(),
    has: (guildId) => session.guilds.has(guildId),
  };
}
