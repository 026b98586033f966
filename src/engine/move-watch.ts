/**
 * Looks at a service as its users see it, once a second, for as long as something is done to it; and says what was seen.
 */
import { messageOf } from '../core/errors.ts';
import type { Glance, Move } from '../core/move.ts';
import { contextFor } from './context.ts';
import type { Walk } from './walk.ts';

export interface Seen {
  looks: number;
  failed: number;
  /** From the last answer before failures to the first one after them, at its longest; 0 without a failure. */
  longestGapSeconds: number;
  /** How often each of them answered, as far as it could be told. */
  by: Readonly<Record<'old' | 'new' | 'unknown', number>>;
  /** What failures looked like, each once. */
  saw: readonly string[];
}

/** A look, with the times at which it began and ended, in milliseconds. */
export interface Look extends Glance {
  began: number;
  ended: number;
}

const everyMs = 1000;

export class Watcher {
  readonly #walk: Walk;
  readonly #looks: Look[] = [];
  readonly #end = new AbortController();
  readonly #done: Promise<void>;

  constructor(walk: Walk, watch: NonNullable<Move['watch']>) {
    this.#walk = walk;
    this.#done = this.#loop(watch);
  }

  /** Resolves when so many looks, one after the other, saw the new one answer, or nobody who could be told to be the old one. */
  async calm(signal: AbortSignal): Promise<void> {
    while (!isCalm(this.#looks)) await this.#walk.clock.sleep(everyMs / 4, signal);
  }

  async stop(): Promise<Seen> {
    this.#end.abort();
    await this.#done;
    return summed(this.#looks);
  }

  async #loop({ task, look }: NonNullable<Move['watch']>): Promise<void> {
    const { workspace, clock } = this.#walk;
    const signal = AbortSignal.any([this.#walk.signal, this.#end.signal]);
    const context = contextFor({ ...this.#walk, signal }, task, { values: workspace.values(), writes: 'no' });
    while (!signal.aborted) {
      const began = clock.tick();
      const glance = await look(context).catch((error: unknown): Glance => ({ ok: false, by: undefined, saw: messageOf(error) }));
      // What was cut off by the end of watching was no failure.
      if (!signal.aborted) this.#looks.push({ ...glance, began, ended: clock.tick() });
      await clock.sleep(Math.max(0, everyMs - (clock.tick() - began)), signal).catch(() => undefined);
    }
  }
}

/** Looks in a row: resolvers do not all forget at once. */
const calmLooks = 3;

export function isCalm(looks: readonly Glance[]): boolean {
  const last = looks.slice(-calmLooks);
  return last.length === calmLooks && last.every(({ ok, by }) => ok && by !== 'old');
}

export function summed(looks: readonly Look[]): Seen {
  const failed = looks.filter(({ ok }) => !ok);
  const many = (who: Glance['by']): number => looks.filter(({ ok, by }) => ok && by === who).length;
  return {
    looks: looks.length,
    failed: failed.length,
    longestGapSeconds: Math.round(longestGap(looks) / 100) / 10,
    by: { old: many('old'), new: many('new'), unknown: many(undefined) },
    saw: [...new Set(failed.map(({ saw }) => saw))].slice(0, 5),
  };
}

function longestGap(looks: readonly Look[]): number {
  let longest = 0;
  let since: number | undefined;
  let lastGood: number | undefined;
  for (const { ok, began, ended } of looks) {
    if (ok && since !== undefined) longest = Math.max(longest, ended - since);
    if (ok) [since, lastGood] = [undefined, ended];
    else since ??= lastGood ?? began;
  }
  const last = looks.at(-1);
  return since === undefined || last === undefined ? longest : Math.max(longest, last.ended - since);
}
