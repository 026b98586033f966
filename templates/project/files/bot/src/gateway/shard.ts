/** One shard: its client, whether it hears Discord, and how it is closed so that another process can go on. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Client, Events, Status } from 'discord.js';
import type { KeptSession } from './kept-session.ts';

export interface ShardState {
  id: number;
  ready: boolean;
  /** When Discord was last heard from: an answered heartbeat, or the start of the connection. Milliseconds since 1970; 0: never. */
  heardAt: number;
  /** Milliseconds to the gateway and back; -1 until a heartbeat was answered. */
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

/** Milliseconds in which a shard that is being opened gets ready before it is closed; and in which a connection is closed. */
const closing = { openingMs: 4000, connectionMs: 2000 };

export function createShard({ id, client, session, token, now = Date.now }: ShardOptions): Shard {
  let connectedAt = 0;
  let opening: Promise<unknown> = Promise.resolve();
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
        latencyMs: shard?.ping ?? -1,
        guilds: session.guilds.size,
      };
    },
    async open() {
      const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
      const opened = client.login(token).then(() => ready);
      opening = opened.catch(() => undefined);
      await opened;
    },
    async close() {
      // discord.js cannot be stopped on its way to Discord: it would be there after it was closed.
      await Promise.race([opening, pause(closing.openingMs, undefined, { ref: false })]);
      session.end();
      await Promise.race([client.destroy(), pause(closing.connectionMs, undefined, { ref: false })]);
      await session.save();
    },
    save: () => session.save(),
    has: (guildId) => session.guilds.has(guildId),
  };
}
