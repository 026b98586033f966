/**
 * The stages of a move, one after the other. Each is tasks that are planned and applied as a deploy does it, in the workspace as it would be; what fails after the switch
 * began is brought back.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { Key, Values } from '../core/keys.ts';
import { infoOf } from '../core/keys.ts';
import type { Move, MoveRecord, MoveRecords, MoveStage, MoveStep, Side, StageId } from '../core/move.ts';
import type { AnyTask } from '../core/task.ts';
import { Apply } from './apply.ts';
import { producers } from './graph.ts';
import { titleOf } from './move-begin.ts';
import { ownKeys, shadowOf, valuesOf } from './move-shadow.ts';
import { type Seen, Watcher } from './move-watch.ts';
import { planTasks } from './plan.ts';
import type { DeployOptions, TaskResult, Walk } from './walk.ts';

export interface StageResult {
  id: StageId;
  title: string;
  seconds: number;
  /** Of these, how long it waited for what resolvers remember. */
  waitedSeconds: number;
  tasks: readonly TaskResult[];
  outcome: 'done' | 'failed' | 'stopped';
}

/** What a stage left undone. */
export class Unfinished extends Error {
  readonly errors: readonly unknown[];
  /** The operator stopped it. */
  readonly stopped: boolean;

  constructor(errors: readonly unknown[], stopped: boolean) {
    super('a stage was not finished');
    this.errors = errors;
    this.stopped = stopped;
  }
}

export interface MoverOptions extends DeployOptions {
  /** How many times faster than in the world the caches of resolvers forget: 1 but in a rehearsal. */
  pace: number;
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
      waited = await this.#wait(stage);
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
      await this.#within(stage, async (signal) => {
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

  /** @returns seconds. What resolvers remember they may go on saying; what they are led away from has to be there until then. */
  async #wait({ notBefore }: MoveStage): Promise<number> {
    const { clock, ui, signal } = this.#walk;
    const until = notBefore?.({ values: this.values(), switchedAt: this.#record.switchedAt });
    const left = until ? Date.parse(until.at) - clock.now().getTime() : 0;
    if (!until || left <= 0) return 0;
    const { pace } = this.#options;
    const seconds = Math.ceil(left / 1000);
    ui.say(
      pace === 1
        ? `${until.why}: ${seconds} s`
        : `${until.why}: ${seconds} s, in this rehearsal ${pace} times faster: ${Math.ceil(seconds / pace)} s`,
    );
    const began = clock.tick();
    try {
      await clock.sleep(left / pace, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new Unfinished([], true);
    }
    return secondsOf(clock.tick() - began);
  }

  /** Lets it take so many minutes and no longer. */
  async #within({ minutes, title }: MoveStage, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (minutes === undefined) return work(this.#walk.signal);
    const { clock } = this.#walk;
    const late = new AbortController();
    const over = new AbortController();
    const timer = clock.sleep(minutes * 60_000, over.signal).then(
      () => late.abort(),
      () => undefined,
    );
    try {
      await work(AbortSignal.any([this.#walk.signal, late.signal]));
    } catch (error) {
      if (!late.signal.aborted || this.#walk.signal.aborted) throw error;
      const errors = error instanceof Unfinished ? error.errors : [error];
      throw new Unfinished([...errors, tooLong(title, minutes)], false);
    } finally {
      over.abort();
      await timer;
    }
  }

  /** Plans the tasks and applies them. @throws Unfinished where one of them is not done */
  async #step({ of, tasks, mayWait }: MoveStep, signal: AbortSignal): Promise<readonly TaskResult[]> {
    const walk = { ...this.walkOf(of), signal };
    try {
      const apply = new Apply(walk, await planTasks(walk, tasks), this.#options);
      await apply.all();
      if (signal.aborted) throw new Unfinished(apply.errors, this.#walk.signal.aborted);
      if (apply.errors.length > 0) throw new Unfinished(apply.errors, false);
      const results = apply.results();
      const open = results.find(({ outcome }) => outcome === 'open' || outcome === 'waits');
      if (open && !mayWait) throw new Unfinished([left(open)], false);
      return results;
    } catch (error) {
      if (error instanceof Unfinished) throw error;
      throw new Unfinished(signal.aborted ? [] : [error], this.#walk.signal.aborted);
    }
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
    const { workspace, clock, catalogue } = this.#walk;
    const record = this.#record;
    record.switchedAt ??= clock.now().toISOString();
    record.state = 'switched';
    await this.#save();
    const made = producers(catalogue.phases.flatMap((phase) => phase.tasks));
    const all = (Object.entries(record.new) as [Key, string][]).filter(([key]) => !ownKeys.includes(key));
    const answers = all.filter(([key]) => infoOf(key).owner === 'operator');
    const known = workspace.values();
    for (const [key, text] of all)
      if (infoOf(key).owner !== 'operator' && known[key] !== text) await workspace.keep(made.get(key)?.id ?? 'move', key, text);
    for (const [key, text] of answers) if (known[key] !== text) await workspace.answer(key, text);
    for (const task of Object.keys(record.remembered.new)) if (isOfPhases(catalogue.phases, task)) await workspace.remember(task);
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

function isOfPhases(phases: Walk['catalogue']['phases'], id: string): boolean {
  return phases.some(({ tasks }) => tasks.some((task: AnyTask) => task.id === id));
}

function secondsOf(ms: number): number {
  return Math.round(ms / 100) / 10;
}

function tooLong(title: string, minutes: number): OperatorError {
  return new OperatorError({
    what: `"${title}" was not done after ${minutes} min`,
    fix: 'run the same command again; what is prepared at the new host is kept',
    exit: exits.resumable,
  });
}

function left({ title, why, outcome }: TaskResult): OperatorError {
  return new OperatorError({
    what: `"${title}" ${outcome === 'open' ? 'was left open' : `waits: ${why ?? ''}`}`,
    fix: 'do what it says, then run the same command again',
    exit: exits.resumable,
  });
}
