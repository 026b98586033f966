/** How long a website takes to answer, once one is there: requests one after the other, each on a connection of its own, with the way there and back taken off. */
import { ask } from '../src/probes/http/ask.ts';
import { latencyOf } from '../src/probes/statistics.ts';
import { type Looking, webOptions } from './domain-seen.ts';

export interface TimedAnswers {
  /** Milliseconds that the service itself took, from the whole request to the whole answer. */
  times: readonly number[];
  /** Milliseconds as somebody here waits for it: look-up, connection and TLS besides. */
  whole: readonly number[];
  /** Milliseconds there and back, as the connections took it. */
  away: number;
  /** "https://… answers 503", each once. */
  wrong: readonly string[];
}

export async function timedAnswers(context: Looking, urls: readonly string[], each: number): Promise<TimedAnswers> {
  const [times, whole, ways]: number[][] = [[], [], []];
  const wrong = new Set<string>();
  for (let nth = 0; nth < each; nth++)
    for (const url of urls) {
      const answer = await ask(url, webOptions(context));
      if (answer.state === 'failed') wrong.add(`${url} does not answer: ${answer.failure}`);
      else if (answer.status !== 200) wrong.add(`${url} answers ${answer.status}`);
      if (answer.state === 'failed') continue;
      const { totalMs, dnsMs, connectMs, tlsMs } = answer.timings;
      times?.push(Math.max(0, Math.round((totalMs - dnsMs - tlsMs - 2 * connectMs) * 100) / 100));
      whole?.push(totalMs);
      ways?.push(connectMs);
    }
  return { times: times ?? [], whole: whole ?? [], away: latencyOf(ways ?? []).medianMs, wrong: [...wrong] };
}

/** Measures again, up to three times, while it is not below the limit: a machine that is busy for a moment is slow once, a service every time. */
export async function calmest<T extends { times: readonly number[] }>(limitMs: number, measure: () => Promise<T>): Promise<T> {
  let best: T | undefined;
  for (let round = 0; round < 3; round++) {
    const seen = await measure();
    if (best === undefined || latencyOf(seen.times).medianMs < latencyOf(best.times).medianMs) best = seen;
    // Nor does a moment make every single one slow.
    if (best.times.length === 0 || latencyOf(best.times).medianMs < limitMs || Math.min(...seen.times) >= limitMs) break;
  }
  return best as T;
}

/** "12 ms in the middle, 30 ms at 95 %, of 20" */
export function latencyWords(times: readonly number[]): string {
  const { medianMs, p95Ms, samples } = latencyOf(times);
  return `${medianMs} ms in the middle, ${p95Ms} ms at 95 %, of ${samples}`;
}
