/**
 * Stops asking what does not answer. After a few failures in a row nothing is asked for a while; then one request tries, and its success closes the circuit again.
 */
import type { Clock } from '../ports/clock.ts';

export interface Breaker {
  /** The work's result, or undefined when it failed or was not tried. */
  try<T>(work: () => Promise<T>): Promise<T | undefined>;
  open(): boolean;
}

export interface BreakerOptions {
  clock: Clock;
  /** Failures in a row after which nothing is asked. */
  failures?: number;
  /** For how long. */
  restMs?: number;
  onFailure?(error: unknown): void;
}

export function createBreaker({ clock, failures = 5, restMs = 5000, onFailure }: BreakerOptions): Breaker {
  let inARow = 0;
  let restUntil = 0;
  const open = () => clock.now().getTime() < restUntil;

  return {
    open,
    async try(work) {
      if (open()) return undefined;
      // Whoever comes while this one tries is sent away, when it is the first after a rest.
      if (inARow >= failures) restUntil = clock.now().getTime() + restMs;
      try {
        const result = await work();
        inARow = 0;
        restUntil = 0;
        return result;
      } catch (error) {
        inARow += 1;
        if (inARow >= failures) restUntil = clock.now().getTime() + restMs;
        onFailure?.(error);
        return undefined;
      }
    },
  };
}
