/** What the world does without being asked. */
import type { Clock } from '../core/ports.ts';
import type { VendorId } from '../core/vendor.ts';
import type { Emulator, Post } from './kernel.ts';

/** How often the world looks whether something is due, milliseconds. */
const heartbeat = 250;

/** Lets emulators do what is due, saves what that changed, and knows when all of it is done. */
export class Worker {
  readonly #emulators: readonly Emulator[];
  readonly #post: Post;
  readonly #save: (vendor: VendorId) => Promise<void>;
  readonly #running = new Set<Promise<void>>();

  constructor(emulators: readonly Emulator[], post: Post, save: (vendor: VendorId) => Promise<void>) {
    this.#emulators = emulators;
    this.#post = post;
    this.#save = save;
  }

  /** Begins one round; rounds may overlap, deliveries do not. */
  poke(): void {
    const round = this.#round().finally(() => this.#running.delete(round));
    this.#running.add(round);
  }

  async #round(): Promise<void> {
    await Promise.resolve();
    for (const emulator of this.#emulators) {
      const before = emulator.version();
      await emulator.work(this.#post);
      if (emulator.version() !== before) await this.#save(emulator.vendor).catch(() => {});
    }
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  /** Rounds until one of them changes nothing. */
  async settle(): Promise<void> {
    for (let before = -1; before !== this.#version(); ) {
      before = this.#version();
      this.poke();
      await this.idle();
    }
  }

  #version(): number {
    return this.#emulators.reduce((sum, emulator) => sum + emulator.version(), 0);
  }
}

/** Pokes it until the world closes. */
export async function beat(worker: Worker, clock: Clock, signal: AbortSignal, log: ((line: string) => void) | undefined): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(heartbeat, signal);
      worker.poke();
    } catch (error) {
      if (!signal.aborted) log?.(`heartbeat: ${String(error)}`);
    }
  }
}
