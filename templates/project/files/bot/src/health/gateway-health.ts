/** Whether the bot hears Discord: every shard of this process, not some. */
import { heardWithinMs } from '../gateway/beats.ts';
import type { ShardState } from '../gateway/shard.ts';

export interface GatewayHealthOptions {
  /** Shards that this process has to run. */
  mine(): readonly number[];
  /** Others run its shards: it need not hear Discord. */
  standsBy(): boolean;
  states(): readonly ShardState[];
  now?: () => number;
}

/** Undefined: all is well. */
export function gatewayTrouble({ mine, standsBy, states, now = Date.now }: GatewayHealthOptions): string | undefined {
  if (mine().length === 0 && !standsBy()) return 'it is not known yet which shards are to be run';
  const known = new Map(states().map((state) => [state.id, state]));
  for (const id of mine()) {
    const state = known.get(id);
    if (state === undefined || !state.ready) return `shard ${id} is not ready`;
    if (now() - state.heardAt >= heardWithinMs) return `shard ${id} has not heard from Discord for a minute`;
  }
  return undefined;
}

export interface WatchdogOptions {
  trouble(): string | undefined;
  /** So long it may last: then only a new process helps. */
  patienceMs?: number;
  everyMs?: number;
  onGivenUp(why: string): void;
}

export function startWatchdog({ trouble, onGivenUp, patienceMs = 300_000, everyMs = 10_000 }: WatchdogOptions): { stop(): void } {
  let since: number | undefined = Date.now();
  const timer = setInterval(() => {
    const why = trouble();
    if (why === undefined) since = undefined;
    else since ??= Date.now();
    if (why === undefined || since === undefined || Date.now() - since < patienceMs) return;
    clearInterval(timer);
    onGivenUp(why);
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
