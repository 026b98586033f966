/**
 * Posts messages to one webhook, slowly enough for Discord, and never lets anything out: a log that throws takes the process with it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Batch, type LogLine } from './discord-batch.ts';

export interface SenderOptions {
  url: string;
  service: string;
  /** Milliseconds between messages; 2,000 unless told. Discord takes about five in two seconds. */
  everyMs?: number;
  /** How long a message may take. */
  timeoutMs?: number;
  fetch?: typeof globalThis.fetch;
}

/** Messages that may be sent at once after a quiet time. */
const burst = 3;
const longestWaitMs = 60_000;

export class DiscordSender {
  readonly #batch = new Batch();
  readonly #options: Required<SenderOptions>;
  #tokens = burst;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #notBefore = 0;

  constructor(options: SenderOptions) {
    this.#options = { everyMs: 2000, timeoutMs: 5000, fetch: globalThis.fetch, ...options };
    this.#timer = setInterval(() => this.#tick(), this.#options.everyMs);
    this.#timer.unref();
  }

  add(line: LogLine): void {
    this.#batch.add(line);
  }

  /** Sends what waits, for at most so long, and stops. */
  async close(ms = 3000): Promise<void> {
    clearInterval(this.#timer);
    const until = Date.now() + ms;
    await this.#sending;
    while (this.#batch.size > 0 && Date.now() < until) {
      await pause(Math.min(Math.max(0, this.#notBefore - Date.now()), Math.max(0, until - Date.now())));
      await this.#send();
    }
  }

  #tick(): void {
    this.#tokens = Math.min(burst, this.#tokens + 1);
    if (this.#tokens < 1 || this.#batch.size === 0 || Date.now() < this.#notBefore) return;
    this.#tokens -= 1;
    this.#sending = this.#sending.then(() => this.#send());
  }

  async #send(): Promise<void> {
    const { url, service, timeoutMs, fetch } = this.#options;
    const message = this.#batch.next(service);
    if (message === undefined) return;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      await response.body?.cancel();
      if (!response.ok) this.#refused(response, message.embeds.length);
    } catch {
      this.#refused(undefined, message.embeds.length);
    }
  }

  #refused(response: Response | undefined, count: number): void {
    this.#batch.lost(count);
    const seconds = Number(response?.headers.get('retry-after') ?? 5);
    this.#notBefore = Date.now() + Math.min(longestWaitMs, (Number.isFinite(seconds) ? seconds : 5) * 1000);
  }
}
