/**
 * Whether anything is sold just now. The API knows; pages must not depend on it: what was heard last is used at once and asked anew behind the scenes, and
 * where nothing was heard nothing is said.
 */
import { publicEnv } from './env.ts';

/** How old an answer may be before it is asked anew, and how long the very first page waits for it. */
const freshMs = 60_000;
const firstPatienceMs = 200;
const patienceMs = 3000;

export type Selling = boolean | undefined;

export interface SalesTools {
  ask: typeof fetch;
  now(): number;
  /** Resolves after the time, or never, in tests. */
  sleep(ms: number): Promise<undefined>;
}

/** @returns a function that never waits longer than a fifth of a second; undefined where the API does not tell */
export function salesWatch(apiUrl: string, { ask, now, sleep }: SalesTools): () => Promise<Selling> {
  let heard: { selling: Selling; at: number } | undefined;
  let asking: Promise<void> | undefined;

  async function renew(): Promise<void> {
    const selling = await askApi(apiUrl, ask);
    // An API that does not answer has not changed its mind.
    heard = { selling: selling ?? heard?.selling, at: now() };
    asking = undefined;
  }

  return async () => {
    if (heard === undefined || now() - heard.at > freshMs) asking ??= renew();
    if (heard === undefined) await Promise.race([asking, sleep(firstPatienceMs)]);
    return heard?.selling;
  };
}

async function askApi(apiUrl: string, ask: typeof fetch): Promise<Selling> {
  try {
    const answer = await ask(`${apiUrl}/api/billing/plans`, { signal: AbortSignal.timeout(patienceMs), cache: 'no-store' });
    const plans = answer.ok ? ((await answer.json()) as { enabled?: unknown }) : {};
    return typeof plans.enabled === 'boolean' ? plans.enabled : undefined;
  } catch {
    return undefined;
  }
}

export const isSelling = salesWatch(publicEnv.apiUrl, {
  ask: (...request) => fetch(...request),
  now: Date.now,
  sleep: (ms) => new Promise((done) => setTimeout(done, ms, undefined)),
});
