/**
 * apply: carries out one phase's plan. A task counts as done only when a read after the write shows what was wanted.
 */
import { diff, stable } from '../core/change.ts';
import { Cancelled, exits, OperatorError } from '../core/errors.ts';
import { infoOf, isSecret, type Key, type Values } from '../core/keys.ts';
import type { Planned } from '../core/plan.ts';
import type { AnyTask, ByHand, Context } from '../core/task.ts';
import type { TaskEvent } from '../core/ui.ts';
import { contextFor } from './context.ts';
import { explained } from './explain.ts';
import { before, ordered, producers } from './graph.ts';
import { given, lost, planOne } from './plan.ts';
import type { DeployOptions, TaskResult, Walk } from './walk.ts';

type Done = Extract<TaskEvent, { kind: 'done' }>['how'];
interface Outcome {
  outcome: TaskResult['outcome'];
  why?: string | undefined;
  notes: readonly string[];
  ms: number;
}

const changing = ['created', 'updated', 'replaced', 'by hand'] as const satisfies readonly TaskResult['outcome'][];

export class Apply {
  readonly errors: unknown[] = [];
  readonly #walk: Walk;
  readonly #planned: readonly Planned[];
  readonly #options: DeployOptions;
  readonly #ahead: ReadonlySet<AnyTask>;
  readonly #outcomes = new Map<AnyTask, Outcome>();

  /** @param ahead tasks of later phases: what builds on them does without them where they fail */
  constructor(walk: Walk, planned: readonly Planned[], options: DeployOptions, ahead: ReadonlySet<AnyTask> = new Set()) {
    this.#ahead = ahead;
    this.#walk = walk;
    this.#planned = planned;
    this.#options = options;
  }

  /** Until nothing can move any more: all automatic tasks, then one that a person does, then again. */
  async all(): Promise<void> {
    const todo = ordered(this.#planned.map((planned) => planned.task));
    for (;;) {
      await this.#automatic(todo);
      const hand = todo.find((task) => task.byHand && !this.#outcomes.has(task) && this.#ready(task, todo));
      if (!hand || this.#walk.signal.aborted) break;
      await this.#one(hand);
    }
    for (const task of todo)
      if (!this.#outcomes.has(task)) this.#put(task, { outcome: 'waits', why: this.#whyNot(task, todo), notes: [], ms: 0 });
  }

  results(): TaskResult[] {
    return this.#planned.map((planned) => {
      const done = this.#outcomes.get(planned.task) ?? { outcome: 'waits', notes: [], ms: 0 };
      const { why, ...rest } = done;
      return {
        task: planned.task.id,
        title: planned.task.title,
        phase: planned.phase,
        planned: planned.action,
        ...rest,
        ...(why === undefined ? {} : { why }),
      };
    });
  }

  async #automatic(todo: readonly AnyTask[]): Promise<void> {
    const running = new Map<AnyTask, Promise<void>>();
    const start = (): void => {
      for (const task of todo)
        if (!task.byHand && !running.has(task) && !this.#outcomes.has(task) && this.#ready(task, todo) && !this.#walk.signal.aborted)
          running.set(task, this.#one(task).then(start));
    };
    start();
    for (let seen = -1; seen !== running.size; ) {
      seen = running.size;
      await Promise.all(running.values());
    }
  }

  /** Everything that it depends on is done (not failed, not open, not waiting). */
  #ready(task: AnyTask, todo: readonly AnyTask[]): boolean {
    return before(task, producers(todo)).every((other) => {
      const outcome = this.#outcomes.get(other)?.outcome;
      const finished = outcome !== undefined && (!['failed', 'open', 'waits'].includes(outcome) || this.#knows(task, other));
      return finished || (this.#ahead.has(other) && !this.#ahead.has(task) && this.#ended(other, todo));
    });
  }

  /** It was tried, or it builds on something that did not work and will not be tried. */
  #ended(task: AnyTask, todo: readonly AnyTask[]): boolean {
    if (this.#outcomes.has(task)) return true;
    const stuck = (other: AnyTask): boolean => ['failed', 'open'].includes(this.#outcomes.get(other)?.outcome ?? '');
    return before(task, producers(todo)).some((other) => stuck(other) || (!this.#outcomes.has(other) && this.#ended(other, todo)));
  }

  /** What an unfinished task was to give is known from an earlier run, and is still there. */
  #knows(task: AnyTask, other: AnyTask): boolean {
    if (task.fresh?.some((key) => key in other.gives)) return false;
    const values = this.#walk.workspace.values();
    const planned = this.#planned.find((one) => one.task === other);
    if (planned && planned.have === undefined && (planned.action === 'create' || planned.action === 'follows')) return false;
    return (Object.keys(other.gives) as Key[]).every((key) => !task.needs.includes(key) || values[key] !== undefined);
  }

  #whyNot(task: AnyTask, todo: readonly AnyTask[]): string {
    const stuck = before(task, producers(todo)).find((other) =>
      ['failed', 'open', 'waits'].includes(this.#outcomes.get(other)?.outcome ?? 'waits'),
    );
    return stuck ? `waits for "${stuck.title}"` : 'stopped before it began';
  }

  #put(task: AnyTask, outcome: Outcome): void {
    this.#outcomes.set(task, outcome);
    if (outcome.outcome === 'waits') this.#walk.ui.task({ kind: 'waits', task, why: outcome.why ?? '' });
    if (outcome.outcome === 'open') this.#walk.ui.task({ kind: 'open', task, why: outcome.why ?? '' });
  }

  async #one(task: AnyTask): Promise<void> {
    const { walk, started } = { walk: this.#walk, started: this.#walk.clock.tick() };
    const notes: string[] = [];
    const ms = (): number => Math.round(walk.clock.tick() - started);
    walk.ui.task({ kind: 'started', task, at: started });
    try {
      const outcome = await this.#carryOut(task, notes);
      this.#put(task, { ...outcome, notes, ms: ms() });
      if (isDone(outcome.outcome)) walk.ui.task({ kind: 'done', task, how: outcome.outcome, ms: ms(), notes });
    } catch (thrown) {
      const error = explained(walk, task.id, task.uses, thrown);
      if (walk.signal.aborted) return;
      if (error instanceof Cancelled) throw error;
      // Its own phase tries again, and reports what is still wrong then.
      if (!this.#ahead.has(task)) this.errors.push(error);
      this.#put(task, { outcome: 'failed', why: error instanceof Error ? error.message : String(error), notes, ms: ms() });
      await walk.workspace.journal.append({ kind: 'task-failed', task: task.id, error: String(this.#outcomes.get(task)?.why) });
      walk.ui.task({ kind: 'failed', task, error, ms: ms() });
    }
  }

  async #carryOut(task: AnyTask, notes: string[]): Promise<{ outcome: TaskResult['outcome']; why?: string | undefined }> {
    const { workspace } = this.#walk;
    const pointless = this.#pointless(task);
    if (pointless) return { outcome: 'skipped', why: pointless.why };
    const now = await planOne(this.#walk, task, workspace.values());
    this.#sameAsShown(now);
    switch (now.action) {
      case 'unchanged':
        await this.#keepGiven(task, now.have);
        return { outcome: 'unchanged', why: now.why };
      case 'waits':
        return { outcome: 'waits', why: now.why };
      case 'not-wanted':
        return { outcome: 'skipped', why: now.why };
      case 'by-hand':
        return this.#byHand(task, now);
    }
    if (this.#mayNotReplace(task, now))
      return { outcome: 'open', why: `${now.why ?? 'it can only be replaced'}: allow it with --replace ${task.id}` };
    await workspace.journal.append({ kind: 'task-started', task: task.id, action: now.action, changes: shown(now) });
    const context = contextFor(this.#walk, task, {
      values: workspace.values(),
      writes: 'yes',
      replace: now.action === 'replace',
      note: (text) => notes.push(text),
      progress: (text) => this.#walk.ui.task({ kind: 'progress', task, text }),
    });
    await this.#keepGiven(task, await task.apply(context, now.want, now.have));
    await this.#prove(task, context, now.want);
    await workspace.remember(task.id);
    await workspace.journal.append({ kind: 'task-done', task: task.id });
    return { outcome: outcomeOf(now) };
  }

  /** What it builds on is not wanted, so neither is it. */
  #pointless(task: AnyTask): { why?: string | undefined } | undefined {
    const shown = this.#planned.find((planned) => planned.task === task);
    if (shown?.action === 'not-wanted' && shown.want === undefined) return shown;
    const values = this.#walk.workspace.values();
    const made = producers(this.#planned.map((planned) => planned.task));
    const never = before(task, made).find(
      (other) =>
        this.#outcomes.get(other)?.outcome === 'skipped' &&
        (Object.keys(other.gives) as Key[]).some((key) => task.needs.includes(key) && values[key] === undefined),
    );
    return never && this.#outcomes.get(never);
  }

  /** Stops when the world moved between the plan that was shown and now. Tasks that had to wait for others were shown as such. */
  #sameAsShown(now: Planned): void {
    const then = this.#planned.find((planned) => planned.task === now.task);
    if (!then || then.action === 'follows' || then.action === 'waits' || stable(then.want) !== stable(now.want)) return;
    if (now.changes.length === 0 || stable(then.changes) === stable(now.changes) || this.#movedItself(then, now)) return;
    throw new OperatorError({
      what: `"${now.task.title}" is not as the plan showed it: ${now.changes.map((change) => change.path || 'it').join(', ')} changed meanwhile`,
      fix: 'run the same command again and look at the new plan',
      exit: exits.changesPending,
    });
  }

  /** What it builds on was changed by this very run, and what is wanted of it is what was shown: it starts from elsewhere, and ends as agreed. */
  #movedItself(then: Planned, now: Planned): boolean {
    const made = producers(this.#planned.map((planned) => planned.task));
    const moved = before(now.task, made).some((other) => changing.some((one) => one === this.#outcomes.get(other)?.outcome));
    return (
      moved && now.changes.every(({ path, to }) => then.changes.some((shown) => shown.path === path && stable(shown.to) === stable(to)))
    );
  }

  #mayNotReplace(task: AnyTask, now: Planned): boolean {
    const shownOnce = (Object.keys(task.gives) as Key[]).some((key) => isSecret(key) && infoOf(key).owner !== 'k77');
    const risky = shownOnce && (now.action === 'replace' || now.action === 'unknowable');
    return risky && this.#walk.workspace.environment === 'production' && !this.#options.replace.includes(task.id);
  }

  async #byHand(task: AnyTask, now: Planned): Promise<{ outcome: TaskResult['outcome']; why?: string | undefined }> {
    const { ui, workspace, clock, doors } = this.#walk;
    const hand = task.byHand;
    if (!hand) throw new Error(`${task.id} is not done by hand`);
    let last = now;
    const missing = async (): Promise<string | undefined> => {
      if (hand.proof !== 'read') return undefined;
      doors.forget();
      last = await planOne(this.#walk, task, workspace.values());
      if (last.action === 'unchanged') return undefined;
      return last.have === undefined ? 'all of it' : last.changes.map((change) => change.path || task.title).join(', ');
    };
    const answer = await ui.byHand(task, await this.#withWhatIsSeen(task, hand, now.want), now.want, missing);
    if (hand.proof !== 'read') {
      if (answer !== 'done') return { outcome: 'open', why: hand.proof.nothing };
      const check = this.#walk.catalogue.checks.find((candidate) => candidate.id === (hand.proof as { attest: string }).attest);
      const at = clock.now();
      const until = new Date(at.getTime() + (check?.attestable?.days ?? 30) * 86_400_000).toISOString();
      await workspace.confirm(hand.proof.attest, { state: 'attested', by: ui.person, at: at.toISOString(), until, note: task.title });
      return { outcome: 'by hand' };
    }
    const still = await missing();
    if (still !== undefined) return { outcome: 'open', why: `still missing: ${still}` };
    await this.#keepGiven(task, last.have);
    await workspace.remember(task.id);
    await workspace.journal.append({ kind: 'task-done', task: task.id });
    return { outcome: 'by hand' };
  }

  /** Where the look fails, the steps stand alone. */
  async #withWhatIsSeen(task: AnyTask, hand: ByHand, want: unknown): Promise<ByHand> {
    const context = contextFor(this.#walk, task, { values: this.#walk.workspace.values(), writes: 'no' });
    const seen = await hand.look?.(context, want).catch(() => undefined);
    return seen ? { ...hand, seen } : hand;
  }

  async #keepGiven(task: AnyTask, have: unknown): Promise<void> {
    const { workspace } = this.#walk;
    if (have === undefined) return;
    const kept = workspace.values();
    for (const [key, value] of Object.entries(given(task, have)) as [Key, Values[Key]][]) {
      const text = typeof value === 'string' ? value : value.reveal();
      const before = kept[key];
      if ((typeof before === 'string' ? before : before?.reveal()) !== text) await workspace.keep(task.id, key, text);
    }
  }

  async #prove(task: AnyTask, context: Context, want: unknown): Promise<void> {
    for (const vendor of task.uses) this.#walk.doors.forget(vendor.id);
    const have = await task.read(context, want);
    const { workspace } = this.#walk;
    const rest = diff(want, have, (a, b) => workspace.fingerprint(a) === workspace.fingerprint(b));
    const gone = have === undefined ? [] : lost(this.#walk, task, have);
    if (have !== undefined && rest.length === 0 && gone.length === 0) return;
    throw new OperatorError({
      what: `"${task.title}" was written, but reading it back shows ${have === undefined ? 'nothing' : `another ${[...rest.map((change) => change.path), ...gone].join(', ')}`}`,
      fix: 'run the same command again; if it stays, the vendor changed its API: k77 doctor',
    });
  }
}

function isDone(outcome: TaskResult['outcome']): outcome is Done {
  return ['unchanged', 'created', 'updated', 'replaced', 'by hand', 'skipped'].includes(outcome);
}

function outcomeOf(now: Planned): TaskResult['outcome'] {
  if (now.action === 'replace') return 'replaced';
  return now.have === undefined ? 'created' : 'updated';
}

/** Changes as the journal keeps them: secrets are placeholders by their own nature. */
function shown(now: Planned): Planned['changes'] {
  return JSON.parse(JSON.stringify(now.changes)) as Planned['changes'];
}
