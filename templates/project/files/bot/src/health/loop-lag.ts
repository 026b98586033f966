/** How late this process is with its own work: a loop that is blocked answers nobody in time. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface LoopLag {
  /** Milliseconds, 99th percentile of the last half minute or so. */
  ms(): number;
  stop(): void;
}

const resolutionMs = 20;

export function watchLoop(windowMs = 15_000): LoopLag {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let before = 0;
  const now = () => (histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(99) / 1e6 - resolutionMs));
  const timer = setInterval(() => {
    before = now();
    histogram.reset();
  }, windowMs);
  timer.unref();
  return {
    ms: () => Math.max(before, now()),
    stop() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
