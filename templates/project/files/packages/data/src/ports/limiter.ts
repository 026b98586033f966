export type Tier = 'free' | 'basic' | 'premium' | 'admin';

export interface Verdict {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Seconds until the window ends. */
  resetSeconds: number;
  /** Who counted: all processes together, this one alone because Redis is away, or nobody: this budget then refuses. */
  counted: 'redis' | 'memory' | 'closed';
}

export interface Limiter {
  /**
   * Takes one request from somebody's budget. Budgets are separate: `api`, `auth`, `refund`, `export`, `webhook`, `command`, …
   * @param key who: `user:<id>`, `ip:<address or /64>`, `guild:<id>`
   */
  take(budget: string, key: string, tier: Tier): Promise<Verdict>;
  reset(budget: string, key: string, tier: Tier): Promise<void>;
}
