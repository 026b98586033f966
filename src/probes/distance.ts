/** How far away an address is from here: the median of several TCP handshakes, one after the other. */
import { type DistanceOptions, tcpDistance } from '../ports/tcp-distance.ts';
import { latencyOf } from './statistics.ts';

/** Milliseconds there and back. @throws Error when nobody answers in time */
export async function probeDistance(options: DistanceOptions, samples = 5): Promise<number> {
  const taken: number[] = [];
  for (let nth = 0; nth < samples; nth++) taken.push(await tcpDistance(options));
  return latencyOf(taken).medianMs;
}
