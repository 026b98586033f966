/** What is being worked on, so that a process that stops can finish it. */
import { setTimeout as pause } from 'node:timers/promises';

export interface InFlight {
  /** Counts the work until it ends; its error must be handled inside. */
  track(work: Promise<void>): void;
  count(): number;
  /** From now on `isStopping`; resolves with what was left when it all ended or the time was over. */
  drain(ms: number): Promise<number>;
  isStopping(): boolean;
}

export function createInFlight(): InFlight {
  const running = new Set<Promise<void>>();
  let stopping = false;
  return {
    track(work) {
      running.add(work);
      void work.finally(() => running.delete(work));
    },
    count: () => running.size,
    async drain(ms) {
      stopping = true;
      await Promise.race([Promise.allSettled(running), pause(ms, undefined, { ref: false })]);
      return running.size;
    },
    isStopping: () => stopping,
  };
}
