/**
 * The wizard: asks first, shows the plan, then one live list per phase; by-hand steps get a screen of their own.
 */
import { confirm, input } from '@inquirer/prompts';
import type { Key, Values } from '../core/keys.ts';
import type { EnvironmentName, Phase, Question } from '../core/phase.ts';
import type { AnyTask, ByHand } from '../core/task.ts';
import type { TaskEvent, Ui } from '../core/ui.ts';
import type { Identity, Vendor } from '../core/vendor.ts';
import { reasonOf } from '../engine/deploy.ts';
import { handScreen } from './hand-screen.ts';
import type { Io } from './io.ts';
import { LiveList } from './live-list.ts';
import { askQuestion, orCancelled, promptTheme } from './questions.ts';
import { accountText, handLines, phaseHeader, stageHeader, taskLines } from './render.ts';
import { gateLines } from './render-findings.ts';
import { planLines } from './render-plan.ts';
import { wrap } from './text.ts';
import { type Operator, performed } from './unattended.ts';

export interface Wizard {
  io: Io;
  environment: EnvironmentName;
  /** The command as typed; shown when it has to be run again. */
  command: string;
  person: string;
  /** Milliseconds that only go forward. */
  tick(): number;
  /** Keeps an answer at once, so that Ctrl-C loses none. Returns everything known then. */
  keep(question: Question, answer: string): Promise<Partial<Values>>;
  /** In a rehearsal: the sandbox's own answers. */
  offer?(question: Question): string | undefined;
  /** In a rehearsal: the emulated page where a task is done by hand. */
  dashboard?(task: AnyTask, want: unknown): string | undefined;
  /** Does by-hand steps in a rehearsal. */
  operator?: Operator;
  /** Nobody presses Enter at by-hand steps: `--sandbox --yes`. */
  unattended: boolean;
}

export class TerminalUi implements Ui {
  readonly interactive = true;
  readonly person: string;
  readonly #wizard: Wizard;
  #headed: Phase | undefined;
  #tasks: readonly AnyTask[] = [];
  #ended = new Set<AnyTask>();
  #list: LiveList | undefined;
  #closing: Promise<void> | undefined;
  readonly #later: string[] = [];

  constructor(wizard: Wizard) {
    this.#wizard = wizard;
    this.person = wizard.person;
  }

  async ask(phase: Phase, open: readonly Question[], known: Partial<Values>): Promise<ReadonlyMap<Key, string>> {
    this.#head(phase);
    const answers = new Map<Key, string>();
    let values = known;
    for (const question of phase.questions) {
      const asked = open.includes(question) || (question.when !== undefined && values[question.key] === undefined);
      if (!asked || !(question.when?.(values) ?? true)) continue;
      const answer = await askQuestion(this.#wizard, question, values);
      answers.set(question.key, answer);
      if (answer !== '') values = await this.#wizard.keep(question, answer);
    }
    return answers;
  }

  async askAgain(question: Question, why: string): Promise<string | undefined> {
    if (this.#wizard.unattended) return undefined;
    this.warn(why);
    return askQuestion(this.#wizard, question, {});
  }

  accounts(): void {}

  async confirmAccount(vendor: Vendor<unknown>, found: Identity, pinned: Identity): Promise<boolean> {
    if (this.#wizard.unattended) return false;
    const { io, command } = this.#wizard;
    this.warn(`${vendor.title}: this workspace belongs to ${accountText(io, pinned)}; the credentials open ${accountText(io, found)}.`);
    const typed = await orCancelled(
      io,
      command,
      input({ message: `Type ${found.account} to go on with it`, theme: promptTheme(io) }, { signal: io.signal }),
    );
    return typed.trim() === found.account;
  }

  plan(...[plan, phase]: Parameters<Ui['plan']>): void {
    this.#head(phase);
    this.#say(planLines(this.#wizard.io, plan));
  }

  async confirmPlan(): Promise<boolean> {
    const { io, command } = this.#wizard;
    return orCancelled(io, command, confirm({ message: 'Apply?', default: true, theme: promptTheme(io) }, { signal: io.signal }));
  }

  phaseStarts(...[phase, planned]: Parameters<Ui['phaseStarts']>): void {
    this.#head(phase);
    this.#tasks = planned.map(({ task }) => task);
    this.#ended = new Set();
    this.#wizard.io.line();
  }

  task(event: TaskEvent): void {
    // After Ctrl-C the rest of the list has nothing to say.
    if (event.kind === 'waits' && this.#wizard.io.signal.aborted) return;
    const reason = event.kind === 'failed' ? reasonOf(event.error) : undefined;
    if (event.kind === 'started' && event.task.byHand) return;
    if (event.kind === 'started' && !this.#list?.has(event.task)) this.#open();
    if (event.kind !== 'started' && event.kind !== 'progress') this.#ended.add(event.task);
    if (this.#list?.has(event.task)) this.#list.event(event, reason);
    else this.#say(taskLines(this.#wizard.io, event, reason));
  }

  async byHand(
    task: AnyTask,
    hand: ByHand,
    want: unknown,
    missing: () => Promise<string | undefined>,
  ): Promise<'done' | 'performed' | 'left open'> {
    await this.close();
    const { io, operator, unattended, command, tick } = this.#wizard;
    if (unattended) return (await performed(operator, task, want)) ?? 'left open';
    this.#say(handLines(io, { task, hand, want, dashboard: this.#wizard.dashboard?.(task, want) }));
    const enter = operator && hand.proof === 'read' ? 'k77 does it' : 'I have done it';
    const config = { look: io, enter, tick, ...(hand.proof === 'read' ? { missing } : {}) };
    const answer = await orCancelled(io, command, handScreen(config, { signal: io.signal, clearPromptOnDone: true }));
    if (answer === 'left') return 'left open';
    const scripted = answer === 'enter' && hand.proof === 'read' ? operator : undefined;
    return (await performed(scripted, task, want)) ?? 'done';
  }

  gate(...[phase, findings, passed]: Parameters<Ui['gate']>): void {
    void this.close();
    this.#say(gateLines(this.#wizard.io, phase, findings, passed));
  }

  phaseEnds(): void {
    this.#headed = undefined;
  }

  stage(...[title, tasks, index, of]: Parameters<Ui['stage']>): void {
    void this.close();
    this.#say(stageHeader(this.#wizard.io, title, index, of));
    this.#tasks = tasks;
    this.#ended = new Set();
  }

  say(text: string): void {
    this.#say(wrap(text, this.#wizard.io.width - 2).map((line) => `  ${line}`));
  }

  warn(text: string): void {
    const { io } = this.#wizard;
    this.#say(wrap(text, io.width - 4).map((line, index) => `  ${index === 0 ? io.paint.bold(io.marks.warn) : ' '} ${line}`));
  }

  /** Ends the live list, so that the terminal is as it was, and says what had to wait for that. */
  async close(): Promise<void> {
    const list = this.#list;
    this.#list = undefined;
    if (list) {
      this.#closing = list.close().then(() => {
        this.#closing = undefined;
        this.#say(this.#later.splice(0));
      });
    }
    await this.#closing;
  }

  #open(): void {
    const { io, tick } = this.#wizard;
    void this.close();
    this.#list = new LiveList(
      io,
      tick,
      this.#tasks.filter((task) => !task.byHand && !this.#ended.has(task)),
    );
  }

  #head(phase: Phase): void {
    if (this.#headed === phase) return;
    this.#headed = phase;
    this.#say(phaseHeader(this.#wizard.io, phase));
  }

  /** The live list owns the terminal while it is there. */
  #say(lines: readonly string[]): void {
    if (this.#list || this.#closing) this.#later.push(...lines);
    else for (const line of lines) this.#wizard.io.line(line);
  }
}
