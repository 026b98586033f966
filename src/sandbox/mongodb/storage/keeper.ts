/**
 * Keeps a store on disk: changes are appended within `delayMs`; the log is written anew, without what is gone, when it is opened.
 */
import type { Clock } from '../../../core/ports.ts';
import type { ByteLog } from '../../../ports/byte-log.ts';
import { frame, recordOf, recordsOf, replay, unframe } from './records.ts';
import type { Change, Store } from './space.ts';

export class Keeper {
  readonly #log: ByteLog;
  readonly #clock: Clock;
  readonly #delayMs: number;
  #pending: Buffer[] = [];
  #position = 0;
  #writing: Promise<void> = Promise.resolve();
  #scheduled = false;
  #failure: unknown;

  constructor(about: { log: ByteLog; clock: Clock; delayMs: number }) {
    this.#log = about.log;
    this.#clock = about.clock;
    this.#delayMs = about.delayMs;
  }

  /** Fills an empty store; a torn end is cut off. */
  async load(store: Store): Promise<void> {
    const { records } = unframe(await this.#log.read());
    for (const record of records) replay(store, record);
    // What the replay itself reported is on disk already.
    this.#pending = [];
    await this.rewrite(store);
  }

  note(change: Change): void {
    this.#pending.push(recordOf(change));
    if (this.#scheduled) return;
    this.#scheduled = true;
    void this.#clock.sleep(this.#delayMs).then(() => {
      this.#scheduled = false;
      // A disk that refuses is told at the next flush or at the close: nobody waits here.
      this.flush().catch(() => undefined);
    });
  }

  /** Everything noted so far is on disk when it resolves. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const records = this.#pending;
      if (records.length === 0) return;
      this.#pending = [];
      try {
        const bytes = frame(records);
        await this.#log.append(bytes, this.#position);
        this.#position += bytes.length;
      } catch (error) {
        this.#pending = [...records, ...this.#pending];
        this.#failure = error;
      }
    });
    return this.#writing.then(() => {
      if (this.#failure === undefined) return;
      const failure = this.#failure;
      this.#failure = undefined;
      throw failure;
    });
  }

  /** Writes the log anew with what the store holds now. */
  rewrite(store: Store): Promise<void> {
    const work = this.#writing.then(async () => {
      this.#pending = [];
      const bytes = frame(recordsOf(store));
      await this.#log.replace(bytes);
      this.#position = bytes.length;
    });
    // Appends wait for it; a failure is the caller's alone.
    this.#writing = work.catch(() => undefined);
    return work;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#log.close();
    }
  }
}
