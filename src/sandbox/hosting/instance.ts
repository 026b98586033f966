/**
 * One process of a deployment: started, watched until it is ready, started again when it ends, as its policy says.
 */

import { messageOf } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { type Ended, type Program, startProgram } from '../../ports/program.ts';
import type { RunTrouble, WantedDeployment } from './desk.ts';
import { untilReady } from './readiness.ts';
import type { RunnerLimits } from './runner.ts';
import type { ServiceLog } from './service-log.ts';

export interface InstanceAbout {
  wanted: WantedDeployment;
  /** Where the start command runs. */
  cwd: string;
  /** All of it, PORT included. */
  env: Readonly<Record<string, string>>;
  port: number;
  log: ServiceLog;
  clock: Clock;
  limits: RunnerLimits;
  /** It is ready, or was and is not any more. */
  changed(): void;
  /** It ended and is started again after a pause. */
  restarting(code: number | null): void;
  /** It stays down. */
  down(trouble: Trouble): void;
}

export interface Trouble {
  why: RunTrouble;
  code: number | null;
  message: string;
}

/** Before it was ever ready it is not tried more often than this, whatever its policy says: somebody waits for it. */
const triesBeforeReady = 3;

export class Instance {
  readonly #about: InstanceAbout;
  readonly #stopping = new AbortController();
  #program: Program | undefined;
  #running: Promise<void> = Promise.resolve();
  #ready = false;
  #wasReady: boolean;
  #restarts = 0;
  #trouble: Trouble | undefined;
  /** Why we ended it ourselves. */
  #sentence: { text: string } | undefined;

  /** @param wasReady it ran before the sandbox was stopped */
  constructor(about: InstanceAbout, wasReady: boolean) {
    this.#about = about;
    this.#wasReady = wasReady;
  }

  get ready(): boolean {
    return this.#ready;
  }

  get pid(): number | undefined {
    return this.#program?.pid;
  }

  /** Why it stays down; undefined while it does not. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  get port(): number {
    return this.#about.port;
  }

  begin(): void {
    this.#running = this.#run().catch((error: unknown) => {
      this.#setReady(false);
      this.#giveUp({ why: 'exited', code: null, message: `It could not be started: ${messageOf(error)}` });
    });
  }

  #giveUp(trouble: Trouble): void {
    this.#trouble = trouble;
    this.#about.down(trouble);
  }

  /** Resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    await this.#program?.stop(graceMs);
    await this.#running;
    this.#setReady(false);
  }

  /** At once, as a crash would. */
  kill(why?: string): void {
    if (why !== undefined) {
      this.#sentence = { text: why };
      this.#about.log.say(why);
    }
    this.#program?.kill();
  }

  async #run(): Promise<void> {
    const { clock, limits, log, wanted } = this.#about;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const since = clock.tick();
      this.#sentence = undefined;
      const program = await this.#start();
      const trouble = await this.#watch(program);
      const ended = await program.ended;
      log.flush();
      this.#program = undefined;
      if (signal.aborted) return;
      this.#setReady(false);
      if (clock.tick() - since > limits.forgiveMs) this.#restarts = 0;
      const stays = trouble ?? this.#verdict(ended);
      if (stays) return this.#giveUp(stays);
      this.#restarts += 1;
      this.#about.restarting(ended.code);
      const pause = Math.min(limits.pauseMs * 2 ** (this.#restarts - 1), limits.longestPauseMs);
      log.say(`Restarting ${wanted.name} in ${pause / 1000} s (${howItEnded(ended)}, restart ${this.#restarts})`);
      await clock.sleep(pause, signal).catch(() => undefined);
    }
  }

  async #start(): Promise<Program> {
    const { wanted, cwd, env, log } = this.#about;
    const program = await startProgram({ command: wanted.startCommand, cwd, env, print: (stream, text) => log.print(stream, text) });
    this.#program = program;
    if (this.#stopping.signal.aborted) program.kill();
    return program;
  }

  /** Until it is ready or has ended. What it never did in time ends it, for good. */
  async #watch(program: Program): Promise<Trouble | undefined> {
    const { wanted, port, clock, limits } = this.#about;
    const over = new AbortController();
    void program.ended.then(() => over.abort());
    const found = await untilReady({ wanted, port, clock, limits, signal: over.signal, group: program.pid });
    if (found === 'ended') return undefined;
    if (found !== 'ready') {
      program.kill();
      return { ...found, code: null };
    }
    this.#wasReady = true;
    this.#setReady(true);
    return undefined;
  }

  /** Why it is not started again; undefined when it is. */
  #verdict(ended: Ended): Trouble | undefined {
    const { restart } = this.#about.wanted;
    const { code } = ended;
    const wants = restart.policy === 'always' || (restart.policy === 'on-failure' && code !== 0);
    const most = this.#wasReady ? restart.retries : Math.min(restart.retries, triesBeforeReady);
    if (wants && this.#restarts < most) return undefined;
    const often = this.#restarts > 0 ? ` after ${this.#restarts} ${this.#restarts === 1 ? 'restart' : 'restarts'}` : '';
    const words = this.#sentence?.text ?? this.#about.log.words(6);
    return { why: 'exited', code, message: `It ended${often} with ${howItEnded(ended)}${words ? `:\n${words}` : ' and printed nothing'}` };
  }

  #setReady(ready: boolean): void {
    if (this.#ready === ready) return;
    this.#ready = ready;
    if (!this.#stopping.signal.aborted) this.#about.changed();
  }
}

function howItEnded({ code, signal }: Ended): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}
