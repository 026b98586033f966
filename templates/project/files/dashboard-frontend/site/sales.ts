/** Whether anything is sold just now. The API knows; when it does not answer, nothing is said: pages must not depend on it. */
import { publicEnv } from './env.ts';

const askAgainSeconds = 60;
const patienceMs = 1500;

/** @returns undefined where the API does not tell */
export async function isSelling(ask: typeof fetch = fetch): Promise<boolean | undefined> {
  try {
    const answer = await ask(`${publicEnv.apiUrl}/api/billing/plans`, {
      signal: AbortSignal.timeout(patienceMs),
      next: { revalidate: askAgainSeconds },
    } as RequestInit);
    const plans = answer.ok ? ((await answer.json()) as { enabled?: unknown }) : {};
    return typeof plans.enabled === 'boolean' ? plans.enabled : undefined;
  } catch {
    return undefined;
  }
}
