/**
 * The hosting department of a world: the desks of its hosting vendors, the repositories of its GitHub, and the runner between them.
 */
import type { Clock, Random } from '../../core/ports.ts';
import type { VendorId } from '../../core/vendor.ts';
import type { Emulator } from '../kernel.ts';
import type { HostingEvent, HostingView, RunnerLine } from './desk.ts';
import { openServiceEnvironment } from './environment.ts';
import { type KeptRepositories, openRepositories, type Repositories, type Seen } from './repositories.ts';
import { openRunner, type Runner, type RunnerLimits, type RunningService } from './runner.ts';

export interface HostingOptions {
  /** `record`: everything is live at once and nothing is touched. `run`: repositories are cloned, built and run on this machine. */
  mode: 'run' | 'record';
  /** Absolute path of the workspace. */
  root: string;
  limits?: Partial<RunnerLimits>;
}

/** A service as it is shown to the operator. */
export interface HostedStatus extends Omit<RunningService, 'service'> {
  /** Where visitors reach it. */
  url: string | undefined;
}

/** What a world keeps of it besides the repositories themselves. */
interface Memory {
  seen?: Seen;
  runner?: unknown;
}

export interface HostingGround {
  clock: Clock;
  random: Random;
  emulators: readonly Emulator[];
  /** Lets the world follow a vendor's changed state and saves it. */
  follow(vendor: VendorId): Promise<void>;
  save(): Promise<void>;
  touch(): void;
  log(line: string): void;
}

const home = '.k77/sandbox/git';

export class Hosting {
  readonly repositories: Repositories;
  readonly view: HostingView;
  readonly #options: HostingOptions | undefined;
  #runner: Runner | undefined;
  #ground: HostingGround | undefined;
  #edge = { ca: '', text: '' };
  readonly #environment: ReturnType<typeof openServiceEnvironment> | undefined;
  #memory: Memory;
  #mark = -1;
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(options: HostingOptions | undefined, memory: unknown) {
    this.#options = options;
    this.#memory = (memory ?? {}) as Memory;
    this.repositories = openRepositories(options && `${options.root}/${home}`);
    if (this.#memory.seen) this.repositories.setSeen(this.#memory.seen);
    this.#environment = options?.mode === 'run' ? openServiceEnvironment(options.root) : undefined;
    const { head, branches, repositories, commit, file } = this.repositories;
    this.view = {
      head,
      branches,
      repositories,
      commit,
      ...(file ? { file } : {}),
      logs: (id, of) => this.#runner?.logs(id, of) ?? [],
      metrics: (id) => this.#runner?.metrics(id),
    };
  }

  /** Once the emulators are there. Nothing is started before `followAll`. */
  open(ground: HostingGround): void {
    this.#ground = ground;
    const { clock, random, touch, log } = ground;
    this.#runner = openRunner(this.#options?.mode ?? 'record', {
      clock,
      random,
      root: this.#options?.root ?? '',
      limits: this.#options?.limits ?? {},
      report: (vendor, event) => this.#report(vendor, event),
      changed: async (vendor) => {
        if (!this.#closed) await ground.follow(vendor as VendorId);
      },
      repository: (name) => this.repositories.folder(name),
      environment: async (variables) => (await this.#environment?.for(variables)) ?? {},
      touch,
      log,
    });
    this.#runner.load(this.#memory.runner);
    this.#mark = this.#runner.version();
  }

  /** What services are told of the world's edge, in files of their own. */
  async edge(edge: { ca: string | undefined }): Promise<void> {
    const text = JSON.stringify(edge);
    if (!this.#environment || text === this.#edge.text) return;
    this.#edge = { text, ca: edge.ca ?? '' };
    await this.#environment.write(this.#edge);
  }

  /** Lets the runner follow what a vendor wants now. What can be told at once is told before it returns. */
  follow(vendor: VendorId): void {
    const desk = this.#emulator(vendor)?.desk;
    if (!desk || !this.#runner) return;
    for (let rounds = 0; this.#runner.follow(vendor, desk.wanted()); rounds++)
      if (rounds > 10_000) throw new Error(`${vendor} wants something else whenever it gets what it wants`);
  }

  /** Everything that hosting vendors want. */
  followAll(): void {
    for (const { vendor, desk } of this.#ground?.emulators ?? []) if (desk) this.follow(vendor);
  }

  /** Looks whether somebody pushed, and tells every desk. Resolves when all that it told is followed and saved. */
  async look(): Promise<void> {
    while (this.#looking) await this.#looking;
    if (this.#closed || !this.#ground) return;
    const pushes = this.repositories.pushed();
    if (pushes.length === 0) return;
    const { emulators, follow, save, log } = this.#ground;
    const changed = new Set<VendorId>();
    for (const push of pushes) {
      log(`git push ${push.repository} ${push.branch} ${push.commit.slice(0, 7)}`);
      for (const { vendor, desk, version } of emulators) {
        if (!desk) continue;
        const before = version();
        desk.pushed(push);
        if (version() !== before) changed.add(vendor);
      }
    }
    this.#looking = (async () => {
      for (const vendor of changed) await follow(vendor);
      this.#mark = -1;
      await save();
    })().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  services(): HostedStatus[] {
    const hosts = (this.#ground?.emulators ?? []).flatMap(({ names }) => names?.().web ?? []);
    return (this.#runner?.services() ?? []).map(({ service: _, ...rest }) => {
      const found = hosts.find(({ upstream, upstreams = [] }) =>
        [upstream, ...upstreams].some((one) => one && rest.upstreams.includes(one)),
      );
      return { ...rest, url: found && `https://${found.name}` };
    });
  }

  /** Redacted as in the files of logs. */
  lines(vendor: string, deployment: string, of: 'build' | 'run'): RunnerLine[] {
    return [...(this.#runner?.redacted(`${vendor}/${deployment}`, of) ?? [])];
  }

  kill(vendor: string, deployment: string): boolean {
    return this.#runner?.kill(`${vendor}/${deployment}`) ?? false;
  }

  /** Programs of services run, or are made: traffic of this world may be theirs. */
  busy(): boolean {
    return (this.#runner?.services() ?? []).some(({ pids, state }) => pids.length > 0 || state === 'building');
  }

  /** Something else than when it was saved last. */
  unsaved(): boolean {
    return (this.#runner?.version() ?? 0) !== this.#mark;
  }

  /** To be saved. */
  dump(): Memory {
    this.#mark = this.#runner?.version() ?? 0;
    return { seen: this.repositories.seen(), runner: this.#runner?.dump() };
  }

  async snapshot(): Promise<{ memory: Memory; repositories: KeptRepositories }> {
    return { memory: this.dump(), repositories: await this.repositories.keep() };
  }

  restore(kept: unknown): void {
    const { memory = {}, repositories } = (kept ?? {}) as { memory?: Memory; repositories?: KeptRepositories };
    this.repositories.restore(repositories);
    this.#runner?.load(memory.runner);
    this.followAll();
  }

  /** Everything in it was made for a world that is no more. */
  forget(): void {
    this.repositories.clear();
  }

  settle(): Promise<void> {
    return this.#runner?.settle() ?? Promise.resolve();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#runner?.close();
  }

  #report(vendor: string, event: HostingEvent): void {
    this.#ground?.log(`${vendor} ${event.deployment} ${event.what}${'message' in event && event.message ? `: ${event.message}` : ''}`);
    this.#emulator(vendor)?.desk?.report(event);
  }

  #emulator(vendor: string): Emulator | undefined {
    return this.#ground?.emulators.find((one) => one.vendor === vendor);
  }
}
