/**
 * The detached process of a workspace: opens the world on its fixed ports, saves it before every answer, stops when nobody uses it.
 * Two that start at once end as one: whoever holds the control port is the sandbox.
 */
import { join } from 'node:path';
import { OperatorError } from '../core/errors.ts';
import type { Files } from '../core/ports.ts';
import { Redactor, Secret } from '../core/secret.ts';
import { systemClock } from '../ports/clock.ts';
import { openFiles } from '../ports/files.ts';
import { isPortTaken, type Listener, listen } from '../ports/listen.ts';
import type { Edge } from '../ports/network.ts';
import { systemRandom } from '../ports/random.ts';
import { appendPrivate, onStopSignals, ownProcessId, privateFolders, writeNew } from '../ports/spawn.ts';
import { answerControl, type Host } from './control.ts';
import { place, readWorldFile, type WorldFile, whoHolds, worldText, writeWorldFile } from './place.ts';
import type { WorldState } from './state.ts';
import { openWorld, type World } from './world.ts';

export interface RunOptions {
  /** Absolute path of the workspace. */
  root: string;
  /** Minutes without use after which it stops; 30 unless told. */
  idleMinutes?: number;
  /** The k77 that starts it. */
  version?: string;
}

const clock = systemClock;
const random = systemRandom;

/** Runs until it is told to stop, nobody uses it, or another one is there already. Resolves then. */
export async function runSandbox({ root, idleMinutes = 30, version = '' }: RunOptions): Promise<'stopped' | 'already running'> {
  await privateFolders(join(root, place.folder), join(root, place.state), join(root, place.logs));
  const files = openFiles(root);
  const sandbox = new Sandbox(root, files, idleMinutes * 60, version);
  return (await sandbox.start()) ? await sandbox.run() : 'already running';
}

class Sandbox {
  readonly #root: string;
  readonly #files: Files;
  readonly #idleSeconds: number;
  readonly #version: string;
  readonly #stopping = new AbortController();
  #id = '';
  #token = '';
  #world: World | undefined;
  #control: Listener | undefined;
  #file: WorldFile | undefined;
  /** As it is on disk. */
  #ca: string | undefined;
  #lastUse = clock.tick();
  #logging: Promise<void> = Promise.resolve();
  /** Not before the workspace is ours, and not after it is no more. */
  #saving = false;

  constructor(root: string, files: Files, idleSeconds: number, version: string) {
    this.#root = root;
    this.#files = files;
    this.#idleSeconds = idleSeconds;
    this.#version = version;
  }

  /** True when this process is the sandbox now. */
  async start(): Promise<boolean> {
    this.#token = await this.#ownToken();
    const known = await readWorldFile(this.#files);
    this.#id = known?.id ?? random.uuid();
    const control = await this.#takeControl(known);
    if (!control) return false;
    this.#control = control;
    const world = await this.#open(known);
    const file: WorldFile = {
      id: this.#id,
      pid: ownProcessId(),
      startedAt: clock.now().toISOString(),
      ports: { control: control.port, ...world.ports },
      hosts: { ...world.hosts() },
      edge: world.edge(),
      version: this.#version,
    };
    if (!known && !(await this.#claim(file))) {
      await Promise.all([control.close(), world.close()]);
      return false;
    }
    this.#file = file;
    this.#saving = true;
    await world.saveAll();
    await this.#writeEdge(file.edge);
    this.#world = world;
    this.#log(`started, process ${file.pid}, ports ${JSON.stringify(file.ports)}`);
    return true;
  }

  async run(): Promise<'stopped'> {
    const release = onStopSignals((signal) => this.#stop(signal));
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await clock.sleep(500, signal).catch(() => {});
      if (this.#leftSeconds() <= 0) this.#stop(`idle for ${this.#idleSeconds / 60} minutes`);
      if (!signal.aborted && (await this.#isReplaced())) this.#stop('the workspace is gone or has another sandbox');
    }
    await this.#control?.close();
    const replaced = await this.#isReplaced();
    if (replaced) this.#saving = false;
    await this.#world?.close();
    if (this.#file && !replaced) await writeWorldFile(this.#files, { ...this.#file, hosts: { ...this.#world?.hosts() }, pid: null });
    await this.#logging;
    release();
    return 'stopped';
  }

  /** The control port, or undefined when the sandbox of this workspace holds it. Another program's port is given up for a new one. */
  async #takeControl(known: WorldFile | undefined): Promise<Listener | undefined> {
    const handler = (incoming: Parameters<typeof answerControl>[1]) => answerControl(this.#host(), incoming);
    try {
      return await listen(handler, known?.ports.control ?? 0);
    } catch (error) {
      if (!known || !isPortTaken(error)) throw error;
      const holder = await whoHolds(known);
      if (holder === 'ours') return undefined;
      // One that is only slow may be ours: a second sandbox would part the workspace in two.
      if (holder === 'silent')
        throw new OperatorError({
          what: `Whoever holds port ${known.ports.control} does not answer`,
          fix: `Try again; if it stays so, end process ${known.pid ?? 'that holds it'}`,
        });
      return await listen(handler, 0);
    }
  }

  /** The world as it was saved, on its ports. @throws when a state file is damaged */
  async #open(known: WorldFile | undefined): Promise<World> {
    const options = {
      clock,
      random,
      log: (line: string) => this.#log(line),
      touch: () => this.#touch(),
      folder: join(this.#root, place.state),
      mongodb: 'real' as const,
      // A rehearsal is over long before the day is: its backup has to be there while somebody looks.
      firstSnapshotMs: 60_000,
      hosting: { mode: 'run' as const, root: this.#root },
      save: (part: string, state: string) =>
        this.#saving ? this.#files.write(`${place.state}/${part}.json`, state, 0o600) : Promise.resolve(),
      edgeChanged: async (edge: Edge) => {
        if (!this.#file) return;
        this.#file = { ...this.#file, edge };
        await this.#writeEdge(edge);
      },
      hostsChanged: async (hosts: Readonly<Record<string, string>>) => {
        if (!this.#file) return;
        this.#file = { ...this.#file, hosts: { ...hosts } };
        await writeWorldFile(this.#files, this.#file);
      },
      state: await this.#saved(known?.hosts ?? {}),
    };
    try {
      return await openWorld({ ...options, ports: known?.ports ?? {} });
    } catch (error) {
      if (!isPortTaken(error)) throw error;
      return await openWorld(options);
    }
  }

  /** The world's file, and its authority in a file of its own: for programs that read certificates from files. */
  async #writeEdge(edge: Edge | undefined): Promise<void> {
    if (this.#file) await writeWorldFile(this.#files, this.#file);
    const ca = edge?.ca;
    if (ca !== undefined && ca !== this.#ca) await this.#files.write(place.ca, ca, 0o644);
    this.#ca = ca;
  }

  async #saved(hosts: Record<string, string>): Promise<WorldState> {
    const vendors: Record<string, unknown> = {};
    for (const name of await this.#files.list(place.state)) {
      const text = name.endsWith('.json') ? await this.#files.read(`${place.state}/${name}`) : undefined;
      if (text !== undefined) vendors[name.replace(/\.json$/, '')] = parsed(text, `${place.state}/${name}`);
    }
    return { version: 1, hosts, vendors };
  }

  /** First start: whoever writes the file first has the workspace. */
  async #claim(file: WorldFile): Promise<boolean> {
    const path = join(this.#root, place.world);
    if (await writeNew(path, worldText(file))) return true;
    if (await readWorldFile(this.#files)) return false;
    // What is there is no world: a damaged file is replaced.
    await this.#files.remove(place.world);
    return await writeNew(path, worldText(file));
  }

  async #ownToken(): Promise<string> {
    await writeNew(join(this.#root, place.token), `${random.token(32)}\n`);
    return (await this.#files.read(place.token))?.trim() ?? '';
  }

  #host(): Host {
    return {
      id: this.#id,
      token: this.#token,
      world: () => this.#world,
      touch: () => this.#touch(),
      stop: () => this.#stop('told to'),
      log: async (lines) => {
        await this.#logging;
        return ((await this.#files.read(place.log)) ?? '').trimEnd().split('\n').slice(-lines).join('\n');
      },
      status: () => ({
        pid: ownProcessId(),
        startedAt: this.#file?.startedAt ?? '',
        version: this.#version,
        vendors: this.#world?.vendors ?? [],
        endpoints: this.#world?.endpoints ?? {},
        hosts: this.#world?.hosts() ?? {},
        web: this.#world?.sites() ?? [],
        ports: { https: this.#world?.ports.https, http: this.#world?.ports.http },
        resolver: this.#world?.edge().dns,
        faults: this.#world?.faults.settings ?? { faults: [], latencyMs: 0, clockSkewSeconds: 0 },
        services: this.#world?.services() ?? [],
        webhooksWaiting: this.#world?.waiting() ?? 0,
        stopsInSeconds: Math.max(0, Math.round(this.#leftSeconds())),
      }),
    };
  }

  /** The folder was removed, or another process wrote itself into it: this one must not write any more. */
  async #isReplaced(): Promise<boolean> {
    const now = await readWorldFile(this.#files).catch(() => undefined);
    return now?.id !== this.#id || now.pid !== ownProcessId();
  }

  #touch(): void {
    this.#lastUse = clock.tick();
  }

  #leftSeconds(): number {
    return this.#idleSeconds - (clock.tick() - this.#lastUse) / 1000;
  }

  #stop(why: string): void {
    if (this.#stopping.signal.aborted) return;
    this.#log(`stops: ${why}`);
    this.#stopping.abort();
  }

  /** One line, without secrets. A log that cannot be written stops nothing. */
  #log(line: string): void {
    const redactor = new Redactor();
    for (const secret of [...(this.#world?.secrets() ?? []), this.#token]) redactor.learn(new Secret('secret', secret));
    const text = `${clock.now().toISOString()} ${redactor.redact(line)}\n`;
    this.#logging = this.#logging.then(() => appendPrivate(join(this.#root, place.log), text)).catch(() => {});
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OperatorError({ what: `${path} is damaged`, fix: `Remove it; the rehearsal begins anew`, cause });
  }
}
