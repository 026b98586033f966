/** Messages to all processes; whoever is not listening misses them, so nothing may depend on their arrival. */
export interface Bus {
  publish(channel: string, message: string): Promise<void>;
  /** Returns how to stop. */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>>;
}
