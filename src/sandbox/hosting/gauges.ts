/** What services use: memory now, CPU over the last minute. */
import type { Clock } from '../../core/ports.ts';
import { groupFigures } from '../../ports/process-figures.ts';
import type { RunnerMetrics } from './desk.ts';

interface Sample {
  at: number;
  cpuMs: number;
}

const minute = 60_000;

export class Gauges {
  readonly #clock: Clock;
  readonly #samples = new Map<number, Sample[]>();
  #memory = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Looks at these groups of processes. */
  async measure(groups: ReadonlySet<number>): Promise<void> {
    const found = await groupFigures(groups);
    const at = this.#clock.tick();
    this.#memory = new Map([...found].map(([group, { memoryMb }]) => [group, memoryMb]));
    for (const group of this.#samples.keys()) if (!found.has(group)) this.#samples.delete(group);
    for (const [group, { cpuMs }] of found) {
      const before = (this.#samples.get(group) ?? []).filter((one) => at - one.at <= minute);
      // A process of the group that ended took its time with it.
      this.#samples.set(group, [...before.map((one) => ({ ...one, cpuMs: Math.min(one.cpuMs, cpuMs) })), { at, cpuMs }]);
    }
  }

  /** Of several groups together; undefined before any of them was looked at. */
  of(groups: readonly number[]): RunnerMetrics | undefined {
    const seen = groups.filter((group) => this.#memory.has(group));
    if (seen.length === 0) return undefined;
    const memoryMb = seen.reduce((sum, group) => sum + (this.#memory.get(group) ?? 0), 0);
    const cpuPercent = seen.reduce((sum, group) => sum + this.#percent(group), 0);
    return { memoryMb: Math.round(memoryMb * 10) / 10, cpuPercent: Math.round(cpuPercent * 10) / 10 };
  }

  memoryOf(group: number): number {
    return this.#memory.get(group) ?? 0;
  }

  #percent(group: number): number {
    const samples = this.#samples.get(group) ?? [];
    const [first, last] = [samples[0], samples.at(-1)];
    return !first || !last || last.at <= first.at ? 0 : ((last.cpuMs - first.cpuMs) / (last.at - first.at)) * 100;
  }
}
