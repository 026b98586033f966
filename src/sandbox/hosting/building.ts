/**
 * Clones what was pushed, installs what its lock file says and runs the build command; what was built once from the same things is not built again.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import { processFacts } from '../../ports/environment.ts';
import { openFiles } from '../../ports/files.ts';
import { kindOf } from '../../ports/folders.ts';
import { systemShell } from '../../ports/shell.ts';
import { privateFolders } from '../../ports/spawn.ts';
import { agesIn, removeTree, touchTree } from '../../ports/trees.ts';
import { runCommand, serviceBase } from './commands.ts';
import type { BuildTrouble, WantedDeployment } from './desk.ts';
import { Installs } from './installs.ts';
import { Queue } from './queue.ts';
import type { RunnerGround, RunnerLimits } from './runner.ts';
import type { ServiceLog } from './service-log.ts';

/** What ended a build, in a sentence that names cause and remedy. */
export class BuildFailure extends Error {
  readonly why: BuildTrouble;

  constructor(why: BuildTrouble, message: string) {
    super(message);
    this.why = why;
  }
}

export interface Built {
  key: string;
  /** Absolute; commands run in `<folder>/<root>`. */
  folder: string;
  /** It was there already. */
  reused: boolean;
}

interface Marker {
  /** Whose it is: `railway/<service>`. */
  service: string;
  install?: string;
  ms: number;
}

export const hostingFolder = '.k77/sandbox/hosting';
const checkoutMs = 120_000;
/** Nothing of the machine's own settings of git counts, and git asks nobody. */
const quietGit = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };

export class Builder {
  readonly #ground: RunnerGround;
  readonly #limits: RunnerLimits;
  readonly #queue: Queue;
  readonly #installs: Installs;
  readonly #home: string;
  /** Builds of the same key follow each other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(ground: RunnerGround, limits: RunnerLimits) {
    this.#ground = ground;
    this.#limits = limits;
    this.#queue = new Queue(limits.builds);
    this.#home = join(ground.root, hostingFolder, 'builds');
    this.#installs = new Installs(join(ground.root, hostingFolder, 'installs'), ground, limits);
  }

  /** @throws BuildFailure; the reason of the signal when it was called off */
  async build(vendor: string, wanted: WantedDeployment, log: ServiceLog, signal: AbortSignal): Promise<Built> {
    const key = keyOf(wanted);
    while (this.#turns.has(key)) await this.#turns.get(key);
    signal.throwIfAborted();
    const turn = this.#queue.run(() => this.#build(key, vendor, wanted, log, signal));
    const done = turn.catch(() => undefined).finally(() => this.#turns.delete(key));
    this.#turns.set(key, done);
    return await turn;
  }

  /** What was built for it, if it is still there. */
  async find(wanted: WantedDeployment): Promise<Built | undefined> {
    const key = keyOf(wanted);
    const marker = await this.#marker(key);
    return marker && { key, folder: join(this.#home, key), reused: true };
  }

  /** Removes builds that nobody wants and that are not among the last ones of their service. */
  async prune(wanted: readonly WantedDeployment[]): Promise<void> {
    const used = new Set(wanted.map(keyOf));
    const kept = new Map<string, number>();
    const installs = new Set<string>();
    const names = new Set((await agesIn(this.#home)).reverse().map(({ name }) => name.replace(/\.(json|home|index)$/, '')));
    for (const key of names) {
      if (this.#turns.has(key)) continue;
      const marker = await this.#marker(key);
      const count = kept.get(marker?.service ?? '') ?? 0;
      if (used.has(key) || (marker && count < this.#limits.keptBuilds)) {
        if (!used.has(key)) kept.set(marker?.service ?? '', count + 1);
        if (marker?.install) installs.add(marker.install);
      } else await this.#remove(key);
    }
    if (this.#turns.size === 0) await this.#installs.prune(installs);
  }

  async #build(key: string, vendor: string, wanted: WantedDeployment, log: ServiceLog, signal: AbortSignal): Promise<Built> {
    const folder = join(this.#home, key);
    if (await this.#marker(key)) {
      await touchTree(`${folder}.json`);
      log.say(`Built before from commit ${wanted.commit.slice(0, 7)} with the same variables: nothing to do`);
      return { key, folder, reused: true };
    }
    signal.throwIfAborted();
    await this.#remove(key);
    await privateFolders(join(this.#ground.root, hostingFolder), this.#home, folder, `${folder}.home`);
    const since = this.#ground.clock.tick();
    try {
      await this.#checkout(folder, wanted, log, signal);
      const install = await this.#installs.into(folder, wanted.root, log, signal);
      if (wanted.buildCommand) await this.#run('build', wanted.buildCommand, wanted, folder, log, this.#limits.buildMs, signal);
      const marker: Marker = {
        service: `${vendor}/${wanted.service}`,
        ms: Math.round(this.#ground.clock.tick() - since),
        ...(install ? { install } : {}),
      };
      await openFiles(this.#home).write(`${key}.json`, JSON.stringify(marker), 0o600);
      return { key, folder, reused: false };
    } catch (error) {
      log.flush();
      await this.#remove(key);
      throw error;
    }
  }

  /** Before a deployment goes live: migrations and the like. */
  async preDeploy(built: Built, wanted: WantedDeployment, log: ServiceLog, signal: AbortSignal): Promise<void> {
    if (!wanted.preDeployCommand) return;
    await this.#run('pre-deploy', wanted.preDeployCommand, wanted, built.folder, log, this.#limits.preDeployMs, signal);
  }

  /** Everything but what git keeps about it. */
  async #checkout(folder: string, { repository, commit, root }: WantedDeployment, log: ServiceLog, signal: AbortSignal): Promise<void> {
    const bare = this.#ground.repository(repository);
    if (bare === undefined)
      throw new BuildFailure(
        'repository',
        `There is no repository ${repository}, or it cannot be read. Create it, push to it and let the host read it.`,
      );
    const git = (args: readonly string[], env = {}) =>
      systemShell.run('git', [`--git-dir=${bare}`, ...args], { env: { ...quietGit, ...env }, timeoutMs: checkoutMs, signal });
    const known = await git(['cat-file', '-e', `${commit}^{commit}`]);
    if (known.code !== 0) throw new BuildFailure('commit', `${repository} has no commit ${commit}. Push it, then deploy again.`);
    log.say(`Cloning ${repository}, commit ${commit.slice(0, 7)}`);
    const taken = await git([`--work-tree=${folder}`, 'checkout', '-f', commit, '--', '.'], { GIT_INDEX_FILE: `${folder}.index` });
    await removeTree(`${folder}.index`);
    if (taken.code !== 0)
      throw new BuildFailure('repository', `git could not take commit ${commit.slice(0, 7)} of ${repository}: ${taken.stderr.trim()}`);
    if (root.split('/').includes('..') || (await kindOf(join(folder, root))) !== 'folder')
      throw new BuildFailure(
        'root',
        `The root directory "${root}" is not in commit ${commit.slice(0, 7)} of ${repository}. Correct it in the settings of the service.`,
      );
  }

  async #run(
    why: 'build' | 'pre-deploy',
    command: string,
    wanted: WantedDeployment,
    folder: string,
    log: ServiceLog,
    ms: number,
    signal: AbortSignal,
  ): Promise<void> {
    const variables = why === 'build' ? builtWith(wanted) : wanted.variables;
    const given = await this.#ground.environment(variables);
    const env = { ...serviceBase(folder, wanted.root, `${folder}.home`), CI: 'true', ...variables, ...given };
    log.say(`> ${command}`);
    const words = why === 'build' ? 'The build command' : 'The pre-deploy command';
    const ended = await runCommand({ command, cwd: join(folder, wanted.root), env, log, ms, signal, clock: this.#ground.clock }).catch(
      (error: unknown) => {
        signal.throwIfAborted();
        throw new BuildFailure(why, `${words} could not be started: ${messageOf(error)}`);
      },
    );
    if (ended.code === 0) return;
    const how = ended.late
      ? `did not end within ${minutes(ms)} and was stopped`
      : `failed with ${ended.signal ?? `exit code ${ended.code}`}`;
    throw new BuildFailure(why, `${words} ${how}: ${command}\n${log.words(6)}`.trim());
  }

  async #marker(key: string): Promise<Marker | undefined> {
    const text = await openFiles(this.#home)
      .read(`${key}.json`)
      .catch(() => undefined);
    if (text === undefined || (await kindOf(join(this.#home, key))) !== 'folder') return undefined;
    try {
      return JSON.parse(text) as Marker;
    } catch {
      return undefined;
    }
  }

  async #remove(key: string): Promise<void> {
    const folder = join(this.#home, key);
    for (const path of [`${folder}.json`, `${folder}.index`, `${folder}.home`, folder]) await removeTree(path);
  }
}

export function minutes(ms: number): string {
  return ms < 60_000 ? `${ms / 1000} s` : `${Math.round(ms / 60_000)} minutes`;
}

/** Variables with which platforms tell a deployment from others: they make no other build. What kind it is (`VERCEL_ENV`) does. */
const isOfDeployment = (name: string): boolean => /^(RAILWAY|RENDER|VERCEL)_/.test(name) && !/^VERCEL_(TARGET_)?ENV$/.test(name);

function builtWith(wanted: WantedDeployment): Readonly<Record<string, string>> {
  return wanted.builtWith ?? wanted.variables;
}

export function keyOf(wanted: WantedDeployment): string {
  const { repository, commit, root, buildCommand } = wanted;
  const own = Object.entries(builtWith(wanted))
    .filter(([name]) => !isOfDeployment(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const { nodeVersion } = processFacts();
  return createHash('sha256')
    .update(JSON.stringify([repository, commit, root, buildCommand ?? '', own, nodeVersion]))
    .digest('hex')
    .slice(0, 24);
}
