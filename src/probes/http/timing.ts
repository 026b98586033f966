/**
 * How long an answer takes, phase by phase, over several requests one after the other, each on a connection of its own.
 */
import type { WebTimings } from '../../ports/web.ts';
import type { WebFailure } from '../../ports/web-failure.ts';
import { type Latency, latencyOf } from '../statistics.ts';
import { ask, type HttpProbeOptions } from './ask.ts';

export interface Timing {
  url: string;
  /** Requests that were made. */
  asked: number;
  /** Of those that answered, each phase by itself; the total from the start to the last byte. */
  dns: Latency;
  connect: Latency;
  tls: Latency;
  firstByte: Latency;
  total: Latency;
  /** Statuses with how often they came. */
  statuses: Readonly<Record<string, number>>;
  failures: Readonly<Partial<Record<WebFailure, number>>>;
}

/** @param options `samples` 10 unless told */
export async function probeTiming(url: string | URL, options: HttpProbeOptions & { samples?: number }): Promise<Timing> {
  const { samples = 10 } = options;
  const taken: WebTimings[] = [];
  const statuses: Record<string, number> = {};
  const failures: Partial<Record<WebFailure, number>> = {};
  for (let nth = 0; nth < samples; nth++) {
    const outcome = await ask(url, options);
    if (outcome.state === 'failed') {
      failures[outcome.failure] = (failures[outcome.failure] ?? 0) + 1;
      continue;
    }
    statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1;
    taken.push(outcome.timings);
  }
  const phase = (name: keyof WebTimings): Latency => latencyOf(taken.map((timings) => timings[name]));
  return {
    url: new URL(url).href,
    asked: samples,
    dns: phase('dnsMs'),
    connect: phase('connectMs'),
    tls: phase('tlsMs'),
    firstByte: phase('firstByteMs'),
    total: phase('totalMs'),
    statuses,
    failures,
  };
}
