/**
 * Posts messages to one webhook, slowly enough for Discord, and never lets anything out: a log that throws takes the process with it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Batch, type LogLine, type Taken } from './discord-batch.ts';

export interface SenderOptions {
  url: string;
  service: string;
  /** Milliseconds between messages; 2,000 unless told. Discord takes about five in two seconds. */
  everyMs?: number;
  /** How long a message may take. */
  timeoutMs?: number;
  /** How long an error that was told is only counted. */
  digestMs?: number;
  fetch?: typeof globalThis.fetch;
  now?: () => number;
  /** Hears once that errors cannot be told; stderr unless told. */
  complain?: (line: string) => void;
}

/** Messages that may be sent at once after a quiet time. */
const burst = 3;
const shortestWaitMs = 5000;
const longestWaitMs = 60_000;
/** Whoever was deleted does not come back soon. */
const goneMs = 600_000;
const gone = [401, 403, 404];

export class DiscordSender {
  readonly #batch: Batch;
  readonly #options: Required<Omit<SenderOptions, 'digestMs'>>;
  #tokens = burst;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #notBefore = 0;
  #failures = 0;

  constructor({ digestMs, ...options }: SenderOptions) {
    const complain = (line: string): void => void process.stderr.write(`${line}\n`);
    this.#options = { everyMs: 2000, timeoutMs: 5000, fetch: globalThis.fetch, now: Date.now, complain, ...options };
    this.#batch = new Batch(digestMs === undefined ? {} : { digestMs });
    this.#timer = setInterval(() => this.#tick(), this.#options.everyMs);
    this.#timer.unref();
  }

  add(line: LogLine): void {
    this.#batch.add(line);
  }

  /** Sends what waits, for at most so long, and stops. */
  async close(ms = 3000): Promise<void> {
    clearInterval(this.#timer);
    const { now } = this.#options;
    const until = now() + ms;
    await this.#sending;
    this.#batch.digest(now(), true);
    while (this.#batch.size > 0 && this.#notBefore < until && now() < until) {
      await pause(Math.max(0, this.#notBefore - now()));
      await this.#send();
    }
  }

  #tick(): void {
    const now = this.#options.now();
    this.#batch.digest(now);
    this.#tokens = Math.min(burst, this.#tokens + 1);
    if (this.#tokens < 1 || this.#batch.size === 0 || now < this.#notBefore) return;
    this.#tokens -= 1;
    this.#sending = this.#sending.then(() => this.#send());
  }

  async #send(): Promise<void> {
    const { url, service, timeoutMs, fetch, now } = this.#options;
    if (now() < this.#notBefore) return;
    const taken = this.#batch.take(service, now());
    if (taken === undefined) return;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(taken.message),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      await response.body?.cancel();
      this.#answered(taken, response);
    } catch {
      this.#later(taken, 'no answer');
    }
  }

  #answered(taken: Taken, { ok, status, headers }: Response): void {
    const seconds = (name: string): number => Number(headers.get(name) ?? Number.NaN) * 1000;
    if (ok) {
      this.#failures = 0;
      this.#batch.told(taken, this.#options.now());
      if (headers.get('x-ratelimit-remaining') === '0') this.#wait(seconds('x-ratelimit-reset-after'));
    } else if (status === 429) {
      this.#batch.putBack(taken);
      this.#wait(seconds('retry-after'));
    } else if (status >= 500) this.#later(taken, `status ${status}`);
    else {
      // What it refuses once it refuses again: a webhook that is gone, or a message that makes no sense to it.
      this.#batch.lost(taken);
      this.#complain(`status ${status}`);
      if (gone.includes(status)) this.#wait(goneMs);
    }
  }

  /** What waits is bounded, so that an outage of Discord costs no memory: what is more is counted. */
  #later(taken: Taken, why: string): void {
    this.#batch.putBack(taken);
    this.#complain(why);
    this.#wait(Math.min(longestWaitMs, shortestWaitMs * 2 ** Math.min(10, this.#failures - 1)));
  }

  #complain(why: string): void {
    this.#failures += 1;
    if (this.#failures > 1) return;
    const { service, complain, now } = this.#options;
    complain(JSON.stringify({ level: 40, time: now(), service, why, msg: 'errors cannot be told in Discord; they stay in this log' }));
  }

  #wait(ms: number): void {
    this.#notBefore = this.#options.now() + (Number.isFinite(ms) ? ms : shortestWaitMs);
  }
}
