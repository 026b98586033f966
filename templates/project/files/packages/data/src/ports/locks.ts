/** A right that one process holds at a time, for a while. */
export interface Lease {
  /** Grows with every holder of the name: a store can refuse the writes of one who thinks that it still holds it. */
  fence: number;
  /** False: somebody else has it, or it ran out. */
  renew(ms: number): Promise<boolean>;
  release(): Promise<void>;
}

export interface Locks {
  /** Undefined: taken. */
  lease(name: string, ms: number): Promise<Lease | undefined>;
  /** Runs the work while holding the name, renewing as long as it runs. `{ held: false }`: taken. The signal aborts when the lease was lost. */
  hold<T>(name: string, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<{ held: true; result: T } | { held: false }>;
}
