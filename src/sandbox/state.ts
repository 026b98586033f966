/**
 * Saving: a change is on disk before its answer is sent, so that a killed sandbox has lost nothing that anybody was told.
 * Several changes that wait together are saved together.
 */
export class Saver {
  readonly #write: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param write saves the state as it is when it is called */
  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when a write that began after this call has ended. */
  save(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#write().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.save();
      });
    return this.#next;
  }
}

/** A world as plain JSON: what a snapshot holds and what the files below `state/` add up to. */
export interface WorldState {
  version: 1;
  /** Which server stands behind a canonical name: `api.kingdom77.test` → `http://127.0.0.1:4701`. */
  hosts: Record<string, string>;
  vendors: Record<string, unknown>;
}
