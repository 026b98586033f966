/** What each shard of the bot says about itself every few seconds. */
export interface ShardBeat {
  shardId: number;
  guilds: number;
  /** Milliseconds to the gateway and back; -1 until a heartbeat was answered. */
  latencyMs: number;
  at: Date;
}

export interface Heartbeats {
  beat(beat: ShardBeat): Promise<void>;
  /** Those that have been heard of lately, by number. */
  alive(): Promise<readonly ShardBeat[]>;
  /** How many shards the bot has; undefined until the first bot process has decided it. */
  total(): Promise<number | undefined>;
  /** Decides the total unless it is decided; returns what counts. `force` changes it: every shard has to restart then. */
  decideTotal(total: number, force?: boolean): Promise<number>;
}
