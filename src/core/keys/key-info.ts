/** What is known of a key, and the services that may receive one. */
import type { PhaseNumber } from '../phase.ts';

export type Service = 'bot' | 'worker' | 'api' | 'dashboard';
export const services: readonly Service[] = ['bot', 'worker', 'api', 'dashboard'];

export const everyone = services;
export const both = ['api', 'worker'] as const;
export const running = ['bot', 'worker', 'api'] as const;
/** Where people ask for something. */
export const asking = ['bot', 'api'] as const;

export interface KeyInfo {
  /** Who decides the value: the operator answers it, k77 makes it, or a vendor gives it. */
  owner: 'operator' | 'k77' | 'stripe' | 'atlas' | 'upstash' | 'cloudflare' | 'discord' | 'sentry' | 'uptimerobot' | 'google-analytics';
  /** The phase that asks for it or makes it; a task that needs it waits for that phase. */
  phase: PhaseNumber;
  /**
   * `k77.json` (answers), `credentials` (secrets that the operator typed), `env` (secrets that k77 or a vendor made)
   * or `values` (facts that are no secret, such as a price id).
   */
  kept: 'answers' | 'credentials' | 'env' | 'values';
  /** Services whose env file carries it. */
  services: readonly Service[];
  /** What services call it, where that is not its own name: each has a SENTRY_DSN, and they are not the same. */
  as?: string;
  /** May be seen by a browser (`NEXT_PUBLIC_*`, publishable keys). */
  public?: true;
  /** Services start without it. */
  optional?: true;
  /** It names something in one account of a vendor: staging and the rehearsal have accounts of their own and do not inherit it. */
  account?: true;
  about: string;
}
