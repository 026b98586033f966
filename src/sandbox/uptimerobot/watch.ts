/**
 * Looks at every monitor at its interval, as many times faster as the pace says. What does not answer is asked three times more, what answers wrongly as often as the
 * monitor says (`applicationErrorRetries`): the API's description has both. How long it waits between them is published nowhere; here a third of a minute.
 * https://uptimerobot.com/api/v3/ (HttpKeywordMonitorConfigDto)
 */
import type { Background } from '../kernel.ts';
import { deliver, remind, setStatus } from './alarms.ts';
import { lookAt } from './looking.ts';
import type { Books, Monitor } from './model.ts';

/** Between two looks at which monitors are due, milliseconds: while there are none, while there are some. */
const rest = { idle: 500, busy: 40 };
const connectionRetries = 3;
const retryMs = 20_000;

interface Underway {
  due: number;
  busy: boolean;
  failures: number;
}

export class Watch {
  readonly #books: () => Books;
  readonly #underway = new Map<Monitor, Underway>();

  constructor(books: () => Books) {
    this.#books = books;
  }

  /** Until the world closes. */
  async run({ signal, changed, log }: Background): Promise<void> {
    while (!signal.aborted) {
      const books = this.#books();
      try {
        await books.tools.clock.sleep(books.state.monitors.length > 0 ? rest.busy : rest.idle, signal);
        this.#step(this.#books(), signal, changed, log);
      } catch (error) {
        if (!signal.aborted) log(`watch: ${String(error)}`);
      }
    }
  }

  #step(books: Books, signal: AbortSignal, changed: () => Promise<void>, log: (line: string) => void): void {
    const now = books.tools.clock.tick();
    for (const known of this.#underway.keys()) if (!books.state.monitors.includes(known)) this.#underway.delete(known);
    for (const one of books.state.monitors) {
      const about = this.#underway.get(one) ?? { due: now, busy: false, failures: 0 };
      this.#underway.set(one, about);
      if (about.busy || about.due > now || one.status === 'PAUSED') continue;
      about.busy = true;
      void this.#look(books, one, about, signal, changed)
        .catch((error: unknown) => {
          if (!signal.aborted) log(`watch ${one.friendlyName}: ${String(error)}`);
        })
        .finally(() => {
          about.busy = false;
        });
    }
  }

  async #look(books: Books, one: Monitor, about: Underway, signal: AbortSignal, changed: () => Promise<void>): Promise<void> {
    const { clock } = books.tools;
    const { factor } = books.state.pace;
    const before = books.version;
    const every = (one.interval * 1000) / factor;
    about.due = clock.tick() + every;
    if (one.type === 'HEARTBEAT') this.#listen(books, one);
    else if (await this.#judge(books, one, about, signal)) about.due = clock.tick() + Math.min(every, retryMs / factor);
    if (books.version === before) return;
    await changed();
    await deliver(books);
    await changed();
  }

  /** @returns true when it is to be asked again soon */
  async #judge(books: Books, one: Monitor, about: Underway, signal: AbortSignal): Promise<boolean> {
    const look = await lookAt(books, one, signal);
    if (!books.state.monitors.includes(one) || one.status === 'PAUSED') return false;
    one.looks++;
    if (look.certificateEnds !== undefined) {
      one.certificateEnds = look.certificateEnds;
      remind(books, one, look.certificateEnds);
    }
    if (look.right) {
      about.failures = 0;
      setStatus(books, one, 'UP');
      return false;
    }
    one.misses++;
    about.failures++;
    const retries = look.answered ? (one.config?.applicationErrorRetries ?? 0) : connectionRetries;
    if (one.status === 'DOWN') return false;
    setStatus(books, one, about.failures > retries ? 'DOWN' : 'LOOKS_DOWN', look.wrong);
    return about.failures <= retries;
  }

  /** Before the first call it waits: there is nothing yet that could have fallen silent. */
  #listen(books: Books, one: Monitor): void {
    if (one.beat === null) return;
    one.looks++;
    const silentMs = ((one.interval + (one.gracePeriod ?? 0)) * 1000) / books.state.pace.heart;
    const silent = books.ms() - one.beat > silentMs;
    if (silent) one.misses++;
    setStatus(books, one, silent ? 'DOWN' : 'UP', { cause: 0, reason: 'No heartbeat received', httpCode: null });
  }
}
