/**
 * A vendor's documented limits, kept on our side: so many requests a second, so many at once.
 */
import type { Clock } from '../core/ports.ts';
import type { RateLimit } from '../core/vendor.ts';

export class Limiter {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  #tokens: number;
  #refilled: number;

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
    this.#tokens = limit.burst ?? limit.perSecond;
    this.#refilled = clock.tick();
  }

  /** Waits for a place and a token. Call `leave` when the answer is there. */
  async enter(signal: AbortSignal): Promise<void> {
    if (this.#inside >= this.#limit.concurrent) await new Promise<void>((free) => this.#waiting.push(free));
    else this.#inside++;
    for (let short = this.#take(); short > 0; short = this.#take()) await this.#clock.sleep(short, signal);
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#inside--;
  }

  /** 0 when a token was taken, else milliseconds until there may be one. */
  #take(): number {
    const now = this.#clock.tick();
    this.#tokens = Math.min(
      this.#limit.burst ?? this.#limit.perSecond,
      this.#tokens + ((now - this.#refilled) / 1000) * this.#limit.perSecond,
    );
    this.#refilled = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#tokens) / this.#limit.perSecond) * 1000);
  }
}
