/**
 * Lets one shard go on with the session of the process before it, so that a restart misses nothing and costs none of the thousand logins a day.
 * discord.js keeps sessions in its own memory only; its `buildStrategy` is the place where that can be widened.
 */
import { CloseCodes, type SessionInfo, SimpleShardingStrategy, type WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { GatewayDispatchEvents, type GatewayDispatchPayload, GatewayOpcodes, type GatewayReadyDispatchData } from 'discord.js';
import type { Ready, SessionStore, StoredSession } from './session-store.ts';

export interface KeptSession {
  /** The `buildStrategy` of discord.js. */
  strategy(manager: WebSocketManager): SimpleShardingStrategy;
  /** Writes down where the session is, for whoever takes it up; does nothing while there is none. */
  save(): Promise<void>;
  /** From now on nothing connects any more. */
  end(): void;
  /** Servers of the shard, by id. */
  guilds: ReadonlySet<string>;
}

export interface KeptSessionOptions {
  shardId: number;
  store: SessionStore;
  /** A store that is away costs a login and nothing else. */
  onTrouble(error: unknown): void;
}

export function keepSession({ shardId, store, onTrouble }: KeptSessionOptions): KeptSession {
  const guilds = new Set<string>();
  let info: SessionInfo | null = null;
  let ready: Ready | undefined;
  let asked = false;
  let closing = false;
  let ended = false;
  /** Taken from the store, and not heard from yet. */
  let inherited = false;

  const take = async (): Promise<StoredSession | undefined> => {
    asked = true;
    return store.take(shardId).catch((error: unknown) => {
      onTrouble(error);
      return undefined;
    });
  };

  const widen = (manager: WebSocketManager): void => {
    const { retrieveSessionInfo, updateSessionInfo } = manager.options;
    manager.options.retrieveSessionInfo = async (id) => {
      // Every connection begins with this question. @discordjs/ws connects anew when it is closed while it waits for Discord's first words.
      if (ended) return new Promise(() => undefined);
      const own = await retrieveSessionInfo(id);
      if (own !== null || asked) return own;
      const found = await take();
      if (found === undefined) return null;
      ({ info, ready } = found);
      for (const guild of found.guilds) guilds.add(guild);
      inherited = true;
      await updateSessionInfo(id, info);
      return info;
    };
    manager.options.updateSessionInfo = async (id, next) => {
      // Closing for good forgets the session; here it is what the next process goes on with.
      if (closing && next === null) return;
      info = next;
      // Discord did not take the inherited session: what follows is one of its own.
      if (next === null) inherited = false;
      await updateSessionInfo(id, next);
    };
  };

  const follow = (manager: WebSocketManager): void => {
    manager.on(WebSocketShardEvents.Ready, ({ data }) => {
      if (inherited) return;
      ready = { v: data.v, user: data.user, application: data.application };
      guilds.clear();
      for (const { id } of data.guilds) guilds.add(id);
    });
    manager.on(WebSocketShardEvents.Dispatch, ({ data: { t, d } }) => {
      if (t === GatewayDispatchEvents.GuildCreate) guilds.add(d.id);
      if (t === GatewayDispatchEvents.GuildDelete && !d.unavailable) guilds.delete(d.id);
    });
    manager.on(WebSocketShardEvents.Resumed, () => {
      if (!inherited || ready === undefined) return;
      repeatReady(manager, shardId, ready);
      inherited = false;
    });
  };

  return {
    strategy(manager) {
      widen(manager);
      follow(manager);
      return new ResumableStrategy(manager, (state) => {
        closing = state;
      });
    },
    async save() {
      if (info !== null && ready !== undefined) await store.save(shardId, { info, ready, guilds: [...guilds] });
    },
    end() {
      ended = true;
    },
    guilds,
  };
}

/** Closes with a code after which Discord keeps the session; with the usual 1000 it forgets it. */
class ResumableStrategy extends SimpleShardingStrategy {
  readonly #closing: (state: boolean) => void;

  constructor(manager: WebSocketManager, closing: (state: boolean) => void) {
    super(manager);
    this.#closing = closing;
  }

  /** Also follows a `destroy`: that is how @discordjs/ws begins. */
  override async spawn(shardIds: number[]): Promise<void> {
    this.#closing(false);
    await super.spawn(shardIds);
  }

  override async destroy(options?: Parameters<SimpleShardingStrategy['destroy']>[0]): Promise<void> {
    this.#closing(true);
    await super.destroy({ ...options, code: CloseCodes.Resuming });
  }
}

/**
 * discord.js counts as ready, and knows who it is, after a READY only; a session that is taken up has none. It gets the one that the session began with,
 * without servers: those it does not wait for.
 */
function repeatReady(manager: WebSocketManager, shardId: number, ready: Ready): void {
  const data = { ...ready, guilds: [], session_id: '', resume_gateway_url: '' } as unknown as GatewayReadyDispatchData;
  manager.emit(WebSocketShardEvents.Ready, { data, shardId });
  const payload = { op: GatewayOpcodes.Dispatch, s: 0, t: GatewayDispatchEvents.Ready, d: data } as GatewayDispatchPayload;
  manager.emit(WebSocketShardEvents.Dispatch, { data: payload, shardId });
}
