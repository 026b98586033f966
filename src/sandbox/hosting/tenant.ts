/**
 * One deployment on this machine, from its clone to its last process. It is told what is wanted of it and works towards that, one step after the other.
 */
import { join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import { privateFolders } from '../../ports/spawn.ts';
import { type Builder, BuildFailure, hostingFolder } from './building.ts';
import { serviceBase } from './commands.ts';
import type { HostingEvent, WantedDeployment } from './desk.ts';
import { Instance, type Trouble } from './instance.ts';
import type { RunnerGround, RunnerLimits, RunningService } from './runner.ts';
import { logFile, redactorOf, ServiceLog } from './service-log.ts';

/**
 * new: to be built · built: to be started · live · stopped: told to be · replaced: another one took over · failed: never came up · crashed: gave up restarting
 */
type Phase = 'new' | 'built' | 'live' | 'stopped' | 'replaced' | 'failed' | 'crashed';

/** What is kept of it between runs of the sandbox. */
export interface Remembered {
  phase: Phase;
  attempt: number;
  ports: readonly number[];
  order: number;
  restarts: number;
  message?: string;
}

/** What the machine does for its tenants. */
export interface Landlord {
  ground: RunnerGround;
  limits: RunnerLimits;
  builder: Builder;
  /** A port that nobody has; one of these where it is free. */
  port(before: number | undefined): Promise<number>;
  /** Greater than any before. */
  nextOrder(): number;
  /** It is live and visitors come to it: the others of its service may go. */
  tookOver(tenant: Tenant): void;
  /** What is remembered of it is another thing now. */
  changed(): void;
}

type What = HostingEvent extends infer Event ? (Event extends HostingEvent ? Omit<Event, 'deployment' | 'at'> : never) : never;

export class Tenant {
  readonly vendor: string;
  readonly logs: Readonly<Record<'build' | 'run', ServiceLog>>;
  readonly #landlord: Landlord;
  #wanted: WantedDeployment;
  /** Nobody wants it any more. */
  #gone = false;
  #closing = false;
  #phase: Phase;
  #attempt: number;
  #order: number;
  #ports: number[];
  #restarts: number;
  #message: string | undefined;
  #step: 'waiting' | 'building' | 'starting' | undefined;
  /** It ran when the sandbox was stopped: coming up again is no news. */
  #quiet: boolean;
  #instances: Instance[] = [];
  #told: readonly string[] = [];
  #working: Promise<void> | undefined;
  /** Calls off what is under way. */
  #interrupt = new AbortController();

  constructor(landlord: Landlord, vendor: string, wanted: WantedDeployment, before?: Remembered) {
    const { ground } = landlord;
    this.#landlord = landlord;
    this.vendor = vendor;
    this.#wanted = wanted;
    const redactor = redactorOf(wanted.variables);
    const log = (of: 'build' | 'run') => new ServiceLog(logFile(ground.root, vendor, wanted.id, of), ground.clock, redactor);
    this.logs = { build: log('build'), run: log('run') };
    this.#quiet = before?.phase === 'live';
    this.#phase = before?.phase === 'live' ? 'built' : (before?.phase ?? 'new');
    this.#attempt = before?.attempt ?? wanted.attempt ?? 0;
    this.#order = before?.order ?? landlord.nextOrder();
    this.#ports = [...(before?.ports ?? [])];
    this.#restarts = before?.restarts ?? 0;
    this.#message = before?.message;
    if (before) for (const one of Object.values(this.logs)) void one.recall().catch(() => undefined);
  }

  get wanted(): WantedDeployment {
    return this.#wanted;
  }

  get order(): number {
    return this.#order;
  }

  get isLive(): boolean {
    return this.#phase === 'live' && !this.#gone;
  }

  get instances(): readonly Instance[] {
    return this.#instances;
  }

  /** From now on this; undefined: nothing of it. */
  want(wanted: WantedDeployment | undefined): void {
    if (wanted) this.#wanted = wanted;
    this.#gone = wanted === undefined;
    if (this.#gone || this.#wanted.state === 'stopped') this.#callOff();
    this.#poke();
  }

  /** Another one took over. */
  replaced(): void {
    if (this.#phase !== 'live') return;
    this.#set('replaced');
    this.#poke();
  }

  /** The emulator's state is an older one: it is told again how things are. */
  tellAgain(): void {
    if (this.#phase === 'live') this.#tell({ what: 'live', upstreams: this.#told });
    if (this.#phase === 'crashed') this.#tell({ what: 'crashed', code: null, restarts: this.#restarts });
  }

  /** Everything that it was told up to now is done. */
  async settle(): Promise<void> {
    while (this.#working) await this.#working;
    for (const log of Object.values(this.logs)) await log.written();
  }

  isBusy(): boolean {
    return this.#working !== undefined;
  }

  /** The sandbox ends: it is to come up again with it. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#callOff();
    const stopAll = () => Promise.all(this.#instances.map((one) => one.stop(this.#landlord.limits.closeMs)));
    await Promise.all([stopAll(), this.settle()]);
    // One may have been about to begin.
    await stopAll();
    await this.settle();
  }

  remember(): Remembered {
    const { attempt, order, ports, restarts, message } = {
      attempt: this.#attempt,
      order: this.#order,
      ports: this.#ports,
      restarts: this.#restarts,
      message: this.#message,
    };
    const phase = this.#quiet && this.#phase === 'built' ? 'live' : this.#phase;
    return { phase, attempt, order, ports, restarts, ...(message === undefined ? {} : { message }) };
  }

  show(): Omit<RunningService, 'memoryMb' | 'cpuPercent'> {
    const { id: deployment, service, name, repository, commit } = this.#wanted;
    return {
      vendor: this.vendor,
      deployment,
      service,
      name,
      repository,
      commit,
      state: this.#shown(),
      instances: this.#instances.filter(({ ready }) => ready).length,
      restarts: this.#restarts,
      pids: this.#pids(),
      upstreams: this.#told,
      message: this.#message,
    };
  }

  #shown(): RunningService['state'] {
    if (this.#step) return this.#step;
    const states = {
      new: 'waiting',
      built: 'starting',
      live: 'live',
      stopped: 'stopped',
      replaced: 'stopped',
      failed: 'failed',
      crashed: 'crashed',
    } as const;
    return states[this.#phase];
  }

  #pids(): number[] {
    return this.#instances.flatMap(({ pid }) => pid ?? []);
  }

  #callOff(): void {
    this.#interrupt.abort(new Error('called off'));
    this.#interrupt = new AbortController();
  }

  #poke(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      // Somebody may have wanted something else while the last step ended.
      if (this.#next()) this.#poke();
    });
  }

  async #work(): Promise<void> {
    await Promise.resolve();
    for (let step = this.#next(); step; step = this.#next()) {
      this.#landlord.ground.touch();
      try {
        await step();
      } catch (error) {
        this.#fail('exited', `It could not be run: ${messageOf(error)}`);
      } finally {
        this.#step = undefined;
      }
    }
  }

  /** What is to be done next; undefined: it is as it is wanted. */
  #next(): (() => Promise<void>) | undefined {
    if (this.#closing) return undefined;
    const runs = this.#instances.length > 0;
    if (this.#gone) return runs ? () => this.#stopAll() : undefined;
    if (this.#phase === 'new') return () => this.#build();
    if (this.#wanted.state === 'stopped')
      return this.#phase === 'stopped' || (isDown(this.#phase) && !runs) ? undefined : () => this.#halt('stopped');
    if (this.#phase === 'replaced') return runs ? () => this.#halt('replaced') : undefined;
    if (this.#phase === 'built' || this.#phase === 'stopped') return () => this.#start();
    if ((this.#wanted.attempt ?? 0) !== this.#attempt) return () => this.#restart();
    if (this.#phase === 'live' && this.#instances.length !== Math.max(1, this.#wanted.instances)) return () => this.#scale();
    return undefined;
  }

  async #build(): Promise<void> {
    const { signal } = this.#interrupt;
    const { builder, ground } = this.#landlord;
    const wanted = this.#wanted;
    this.#step = 'building';
    this.#attempt = wanted.attempt ?? 0;
    await this.#announce({ what: 'building' });
    const since = ground.clock.tick();
    try {
      const built = await builder.build(this.vendor, wanted, this.logs.build, signal);
      await builder.preDeploy(built, wanted, this.logs.build, signal);
      this.#set('built');
      await this.#announce({ what: 'built', ms: Math.round(ground.clock.tick() - since) });
    } catch (error) {
      if (signal.aborted) return this.#afterCallOff();
      const why = error instanceof BuildFailure ? error.why : 'build';
      this.logs.build.say(messageOf(error));
      this.#message = messageOf(error);
      this.#set('failed');
      await this.#announce({ what: 'build-failed', why, message: messageOf(error) });
    }
  }

  /** A build that was called off because it is to stop begins anew when it is to run. */
  #afterCallOff(): void {
    if (!this.#gone && !this.#closing) this.#set('stopped');
  }

  async #start(): Promise<void> {
    const { builder } = this.#landlord;
    const { signal } = this.#interrupt;
    const built = await builder.find(this.#wanted);
    // Somebody tidied up.
    if (!built) return this.#set('new');
    this.#step = 'starting';
    this.#attempt = this.#wanted.attempt ?? 0;
    const isAgain = this.#quiet;
    if (!isAgain) {
      this.#order = this.#landlord.nextOrder();
      await this.#announce({ what: 'starting' });
    }
    const outcome = await this.#bringUp(built.folder, Math.max(1, this.#wanted.instances), signal);
    this.#quiet = false;
    if (outcome === 'called off') return;
    if (outcome === 'up') return this.#live();
    await this.#stopAll();
    if (isAgain) await this.#crash(outcome);
    else this.#fail(outcome.why, outcome.message);
  }

  /** Starts instances until there are so many, and waits until all are ready or one stays down. */
  async #bringUp(folder: string, count: number, signal: AbortSignal): Promise<'up' | 'called off' | Trouble> {
    let hear: (outcome: 'up' | 'called off' | Trouble) => void = () => undefined;
    const outcome = new Promise<'up' | 'called off' | Trouble>((resolve) => {
      hear = resolve;
    });
    const calledOff = (): void => hear('called off');
    signal.addEventListener('abort', calledOff);
    const look = (): void => {
      if (this.#instances.length >= count && this.#instances.every(({ ready }) => ready)) hear('up');
    };
    while (this.#instances.length < count && !signal.aborted) {
      const made = await this.#instance(folder, this.#instances.length, look, hear);
      if (signal.aborted) break;
      this.#instances.push(made);
      made.begin();
    }
    if (signal.aborted) hear('called off');
    look();
    const found = await outcome;
    signal.removeEventListener('abort', calledOff);
    return found;
  }

  async #instance(folder: string, nth: number, look: () => void, hear: (trouble: Trouble) => void): Promise<Instance> {
    const { ground, limits } = this.#landlord;
    const wanted = this.#wanted;
    const port = await this.#landlord.port(this.#ports[nth]);
    this.#ports[nth] = port;
    const home = join(ground.root, hostingFolder, this.vendor, wanted.id.replace(/[^\w.-]/g, '_'), 'home');
    await privateFolders(home);
    const given = await ground.environment(wanted.variables);
    const env = { ...serviceBase(folder, wanted.root, home), ...wanted.variables, PORT: String(port), ...given };
    const instance: Instance = new Instance(
      {
        wanted,
        cwd: join(folder, wanted.root),
        env,
        port,
        log: this.logs.run,
        clock: ground.clock,
        limits,
        changed: () => {
          look();
          this.#upstreamsChanged();
        },
        restarting: (code) => this.#restarted(code),
        down: (trouble) => {
          hear(trouble);
          if (this.#phase === 'live') this.#down(instance, trouble);
        },
      },
      this.#quiet,
    );
    return instance;
  }

  async #live(): Promise<void> {
    this.#message = undefined;
    this.#told = this.#upstreams();
    this.#set('live');
    this.#step = undefined;
    await this.#announce({ what: 'live', upstreams: this.#told });
    // One may have ended while the news was spread.
    for (const instance of this.#instances) if (instance.trouble) this.#down(instance, instance.trouble);
    if (this.isLive) this.#landlord.tookOver(this);
  }

  #upstreams(): string[] {
    if (!this.#wanted.web) return [];
    return this.#instances.filter(({ ready }) => ready).map(({ port }) => `http://127.0.0.1:${port}`);
  }

  /** A single one that is started again keeps its address; visitors are told meanwhile that nobody answers there. */
  #upstreamsChanged(): void {
    const now = this.#upstreams();
    if (this.#phase !== 'live' || this.#step || now.length === 0 || now.join() === this.#told.join()) return;
    this.#told = now;
    this.#tell({ what: 'live', upstreams: now });
  }

  #restarted(code: number | null): void {
    this.#restarts += 1;
    this.#landlord.changed();
    if (this.#phase === 'live') this.#tell({ what: 'restarted', code, restarts: this.#restarts });
  }

  #down(instance: Instance, trouble: Trouble): void {
    this.#instances = this.#instances.filter((one) => one !== instance);
    if (this.#instances.length === 0) void this.#crash(trouble);
    else this.#upstreamsChanged();
  }

  async #crash({ code, message }: Trouble): Promise<void> {
    this.#message = message;
    this.#told = [];
    this.#set('crashed');
    this.logs.run.say(message.split('\n')[0] ?? '');
    await this.#announce({ what: 'crashed', code, restarts: this.#restarts, message });
  }

  #fail(why: Trouble['why'], message: string): void {
    this.#message = message;
    this.#set('failed');
    this.logs.run.say(message);
    this.#tell({ what: 'start-failed', why, message });
  }

  /** More or fewer of the same. */
  async #scale(): Promise<void> {
    const count = Math.max(1, this.#wanted.instances);
    const built = await this.#landlord.builder.find(this.#wanted);
    if (built && this.#instances.length < count) {
      const outcome = await this.#bringUp(built.folder, count, this.#interrupt.signal);
      // What cannot be started is not wanted again and again.
      if (typeof outcome === 'object') await this.#restart();
    }
    const surplus = this.#instances.slice(count);
    this.#instances = this.#instances.slice(0, count);
    this.#upstreamsChanged();
    await Promise.all(surplus.map((one) => one.stop(this.#drainMs())));
  }

  async #restart(): Promise<void> {
    await this.#stopAll();
    this.#restarts = 0;
    this.#set('built');
  }

  async #halt(phase: 'stopped' | 'replaced'): Promise<void> {
    const ran = this.#instances.length > 0;
    await this.#stopAll();
    const before = this.#phase;
    this.#told = [];
    this.#set(phase);
    if (ran || before === 'built' || before === 'live') await this.#announce({ what: 'stopped' });
  }

  async #stopAll(): Promise<void> {
    const all = this.#instances;
    await Promise.all(all.map((one) => one.stop(this.#drainMs())));
    this.#instances = this.#instances.filter((one) => !all.includes(one));
  }

  #drainMs(): number {
    const { drainSeconds } = this.#wanted;
    return drainSeconds === undefined ? this.#landlord.limits.drainMs : drainSeconds * 1000;
  }

  #set(phase: Phase): void {
    this.#phase = phase;
    this.#landlord.changed();
  }

  #tell(what: What): void {
    void this.#announce(what).catch((error: unknown) =>
      this.#landlord.ground.log(`${this.vendor} ${this.#wanted.id}: ${messageOf(error)}`),
    );
  }

  /** Tells the emulator; resolves when the world followed it. */
  async #announce(what: What): Promise<void> {
    const { ground } = this.#landlord;
    if (this.#gone || this.#closing) return;
    ground.report(this.vendor, { ...what, deployment: this.#wanted.id, at: ground.clock.now().toISOString() } as HostingEvent);
    await ground.changed(this.vendor);
  }
}

function isDown(phase: Phase): boolean {
  return phase === 'failed' || phase === 'crashed' || phase === 'replaced';
}
