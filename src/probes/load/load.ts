/**
 * A crowd at several addresses at once: how many were answered, how fast, and what was seen besides while it lasted.
 */
import type { Clock, Network } from '../../core/ports.ts';
import { type LoadSeen, loadWeb, readyToLoad } from '../../ports/load.ts';
import { type Latency, latencyOf, quantile } from '../statistics.ts';

export interface Crowd {
  /** Visitors of each address. */
  visitors: number;
  /** Requests a second of each. */
  perSecond: number;
  seconds: number;
}

export interface LoadOptions {
  clock: Clock;
  timeoutMs: number;
  network?: Network | undefined;
  signal?: AbortSignal | undefined;
  crowd: Crowd;
}

const tooMany: readonly number[] = [429, 403];

/** What the crowd saw of one address. */
export interface Borne {
  url: string;
  /** Answered or not. */
  asked: number;
  perSecond: number;
  /** Of those that were answered, whatever the status. */
  latency: Latency & { p99Ms: number };
  times: readonly number[];
  statuses: Readonly<Record<string, number>>;
  failures: Readonly<Record<string, number>>;
  /** Requests without an answer, and answers from 400 on but those of `refused`. */
  failed: number;
  unanswered: number;
  /** Answers that say that there were too many: 429, and 403 of firewalls. */
  refused: number;
  calledOff: boolean;
}

/** @param during is called once the crowd is there, and may look at things until it is gone */
export async function probeLoad<T>(
  urls: readonly string[],
  { crowd, clock, signal, ...options }: LoadOptions,
  during: () => Promise<T>,
): Promise<{ borne: readonly Borne[]; during: T }> {
  await readyToLoad();
  const over = clock.sleep(crowd.seconds * 1000, signal);
  const { visitors, perSecond } = crowd;
  const loads = urls.map((url) => loadWeb({ ...options, clock, signal, url, visitors, perSecond }, over));
  const [seen, beside] = await Promise.all([Promise.all(loads), during()]);
  return { borne: seen.map(borneBy), during: beside };
}

export function borneBy({ url, times, statuses, failures, lastedMs, calledOff }: LoadSeen): Borne {
  const sorted = [...times].sort((a, b) => a - b);
  const count = (which: (status: number) => boolean): number =>
    Object.entries(statuses).reduce((sum, [status, number]) => (which(Number(status)) ? sum + number : sum), 0);
  const unanswered = Object.values(failures).reduce((sum, number) => sum + number, 0);
  return {
    url,
    asked: times.length + unanswered,
    perSecond: lastedMs === 0 ? 0 : Math.round((times.length / lastedMs) * 10_000) / 10,
    latency: { ...latencyOf(times), p99Ms: quantile(sorted, 0.99) },
    times,
    statuses,
    failures,
    failed: unanswered + count((status) => status >= 400 && !tooMany.includes(status)),
    unanswered,
    refused: count((status) => tooMany.includes(status)),
    calledOff,
  };
}
