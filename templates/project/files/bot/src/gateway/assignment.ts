/** Which shards this process runs: those that it was told, all of them, or those that it can get hold of. */
export interface Assignment {
  /** Begins to open shards; does not wait until they are ready. */
  start(): Promise<void>;
  /** Those that this process has to run now. */
  mine(): readonly number[];
  /** Hands all of them on. */
  stop(): Promise<void>;
}

export interface ShardDesk {
  open(id: number): Promise<void>;
  close(id: number): Promise<void>;
}

/** SHARD_LIST, or the only process there is. A shard that cannot be opened ends the process: the platform starts it again. */
export function fixedAssignment(
  shards: readonly number[],
  desk: ShardDesk,
  onFailure: (error: unknown, shard: number) => void,
): Assignment {
  return {
    async start() {
      for (const id of shards) desk.open(id).catch((error: unknown) => onFailure(error, id));
    },
    mine: () => shards,
    async stop() {
      await Promise.all(shards.map((id) => desk.close(id)));
    },
  };
}
