/**
 * The stages of a move, one after the other. Each is tasks that are planned and applied as a deploy does it, in the workspace as it would be; what fails after the switch
 * began is brought back.
 */
import type { Values } from '../core/keys.ts';
import type { Move, MoveRecord, MoveRecords, MoveStage, MoveStep, Side, StageId } from '../core/move.ts';
import { titleOf } from './move-begin.ts';
import { keepNew } from './move-commit.ts';
import { shadowOf, valuesOf } from './move-shadow.ts';
import { type MoverOptions, takeStep, Unfinished } from './move-step.ts';
import { outwait, secondsOf, within } from './move-time.ts';
import { type Seen, Watcher } from './move-watch.ts';
import type { TaskResult, Walk } from './walk.ts';

export interface StageResult {
  id: StageId;
  title: string;
  seconds: number;
  /** Of these, how long it waited for what resolvers remember. */
  waitedSeconds: number;
  tasks: readonly TaskResult[];
  outcome: 'done' | 'failed' | 'stopped';
}

export class Mover {
  readonly results: StageResult[] = [];
  seen: Seen | undefined;
  /** How long the stage took that interrupts the service. */
  interrupted: { what: string; seconds: number } | undefined;
  readonly #walk: Walk;
  readonly #move: Move;
  readonly #records: MoveRecords;
  readonly #record: MoveRecord;
  readonly #options: MoverOptions;

  /** Before it is confirmed nothing is kept. */
  #begun: boolean;

  constructor(about: { walk: Walk; move: Move; records: MoveRecords; record: MoveRecord; begun: boolean; options: MoverOptions }) {
    this.#walk = about.walk;
    this.#move = about.move;
    this.#records = about.records;
    this.#record = about.record;
    this.#options = about.options;
    this.#begun = about.begun;
  }

  async begin(): Promise<void> {
    this.#begun = true;
    await this.#save();
  }

  async #save(): Promise<void> {
    if (this.#begun) await this.#records.write(this.#record);
  }

  /** What is known of both places: for stages that ask about the move itself. */
  values(): Partial<Values> {
    const real = this.#walk.workspace.values();
    return { ...valuesOf(real, this.#move, this.#record, 'old'), ...valuesOf(real, this.#move, this.#record, 'new') };
  }

  walkOf(side: Side, walk = this.#walk): Walk {
    if (side === 'workspace') return walk;
    return shadowOf(walk, this.#move, this.#record, side, () => this.#save());
  }

  /** @throws Unfinished */
  async all(stages: readonly MoveStage[]): Promise<void> {
    for (const [index, stage] of stages.entries()) await this.#stage(stage, index, stages.length);
  }

  async #stage(stage: MoveStage, index: number, of: number): Promise<void> {
    const { clock, ui } = this.#walk;
    ui.stage(
      stage.title,
      stage.steps.flatMap(({ tasks }) => tasks),
      index,
      of,
    );
    const began = clock.tick();
    const tasks: TaskResult[] = [];
    let waited = 0;
    const end = (outcome: StageResult['outcome']): void => {
      const seconds = secondsOf(clock.tick() - began);
      this.results.push({ id: stage.id, title: stage.title, seconds, waitedSeconds: waited, tasks, outcome });
      this.#record.seconds[stage.id] = secondsOf((this.#record.seconds[stage.id] ?? 0) * 1000 + (clock.tick() - began));
    };
    try {
      waited = await outwait(this.#walk, this.#until(stage), this.#options.pace);
      await this.#carryOut(stage, tasks);
      end('done');
      await this.#save();
      await this.#note(stage.id);
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error;
      end(error.stopped ? 'stopped' : 'failed');
      await this.#note(stage.id, error.stopped ? 'stopped' : 'failed');
      if (!error.stopped && stage.back) await this.#back(stage, stage.back, error);
      throw error;
    }
  }

  async #carryOut(stage: MoveStage, tasks: TaskResult[]): Promise<void> {
    const { clock } = this.#walk;
    const watcher = stage.watched && this.#move.watch ? new Watcher(this.walkOf('new'), this.#move.watch) : undefined;
    const began = clock.tick();
    try {
      await within(this.#walk, stage, async (signal) => {
        for (const step of stage.steps) tasks.push(...(await this.#step(step, signal)));
        await watcher?.calm(signal).catch(() => {
          throw new Unfinished([], this.#walk.signal.aborted);
        });
      });
      if (stage.interrupts !== undefined)
        this.interrupted = { what: stage.interrupts, seconds: Math.round((clock.tick() - began) / 100) / 10 };
    } finally {
      const seen = await watcher?.stop();
      if (seen) this.seen = seen;
    }
    if (stage.commits) await this.commit();
  }

  #until({ notBefore }: MoveStage): ReturnType<NonNullable<MoveStage['notBefore']>> {
    return notBefore?.({ values: this.values(), switchedAt: this.#record.switchedAt });
  }

  #step(step: MoveStep, signal: AbortSignal): Promise<readonly TaskResult[]> {
    return takeStep({ walk: this.walkOf(step.of), stop: this.#walk.signal, options: this.#options }, step, signal);
  }

  /** What was switched leads to the old place again, and nothing has happened. */
  async #back(stage: MoveStage, steps: readonly MoveStep[], failed: Unfinished): Promise<void> {
    const { ui } = this.#walk;
    const from = titleOf(this.#move, this.#record.from);
    ui.warn(`"${stage.title}" did not succeed: back to ${from}`);
    try {
      for (const step of steps) await this.#step(step, this.#walk.signal);
      await this.#note('returned', stage.id);
      ui.warn(`the ${this.#move.title} is at ${from} as before`);
    } catch (error) {
      const why = error instanceof Unfinished ? error.errors : [error];
      throw new Unfinished([...failed.errors, ...why], false);
    }
  }

  /** Steps outside of any stage: taking a move back. @throws Unfinished */
  async steps(steps: readonly MoveStep[]): Promise<void> {
    for (const step of steps) await this.#step(step, this.#walk.signal);
  }

  /** From now on the new place is the one that counts. Cut off, it is done again: the record says so first. */
  async commit(): Promise<void> {
    const record = this.#record;
    record.switchedAt ??= this.#walk.clock.now().toISOString();
    record.state = 'switched';
    await this.#save();
    await keepNew(this.#walk, record);
    record.state = 'settling';
    await this.#save();
    await this.#note('switched');
  }

  async #note(stage: string, text?: string): Promise<void> {
    const { service, from, to } = this.#record;
    await this.#walk.workspace.journal.append({ kind: 'move', service, from, to, stage, ...(text === undefined ? {} : { text }) });
  }

  async end(state: 'moved' | 'returned'): Promise<void> {
    this.#record.state = state;
    await this.#save();
    await this.#note(state);
  }
}
