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
  /** Who has it now, to be named to `revoke` and for nothing else. Undefined: nobody. */
  holder(name: string): Promise<string | undefined>;
  /** Ends the lease of a holder that is known to be dead. Does nothing when somebody else has it by now. */
  revoke(name: string, holder: string): Promise<void>;
}
