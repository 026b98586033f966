/**
 * Packages of a checkout: `npm ci` once per lock file; every other checkout with the same one gets the same files by hard links.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Files } from '../../core/ports.ts';
import { processFacts } from '../../ports/environment.ts';
import { openFiles } from '../../ports/files.ts';
import { kindOf } from '../../ports/folders.ts';
import { npmEnvironment } from '../../ports/program.ts';
import { privateFolders } from '../../ports/spawn.ts';
import { agesIn, linkTree, removeTree, touchTree } from '../../ports/trees.ts';
import { BuildFailure, minutes } from './building.ts';
import { runCommand } from './commands.ts';
import type { RunnerGround, RunnerLimits } from './runner.ts';
import type { ServiceLog } from './service-log.ts';

interface Manifest {
  scripts?: Record<string, string>;
  [section: string]: unknown;
}

interface Project {
  /** Relative to the checkout; empty: its top. */
  folder: string;
  /** Text of package-lock.json. */
  lock: string | undefined;
  /** Of the project and of what lies beside it: workspaces, `file:` packages. */
  locals: readonly { folder: string; manifest: Manifest }[];
  npmrc: string;
}

/** Sections of a package.json that say what is installed. */
const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides', 'workspaces', 'bin'] as const;
/** Scripts that an install runs in the project itself: their effects are not among the packages. */
const hooks = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'] as const;
const keptInstalls = 2;

export class Installs {
  readonly #home: string;
  readonly #ground: RunnerGround;
  readonly #limits: RunnerLimits;
  readonly #turns = new Map<string, Promise<unknown>>();

  /** @param home absolute folder of shared installs */
  constructor(home: string, ground: RunnerGround, limits: RunnerLimits) {
    this.#home = home;
    this.#ground = ground;
    this.#limits = limits;
  }

  /** Installs into a checkout. @returns the key of the shared install that it used, if any. @throws BuildFailure */
  async into(checkout: string, root: string, log: ServiceLog, signal: AbortSignal): Promise<string | undefined> {
    const project = await projectIn(checkout, root, log);
    if (!project) return undefined;
    const isShared = project.lock !== undefined && project.locals.every(({ manifest }) => !hooks.some((name) => manifest.scripts?.[name]));
    if (!isShared) {
      await this.#install(checkout, project, log, signal);
      return undefined;
    }
    const key = keyOf(project);
    while (this.#turns.has(key)) await this.#turns.get(key);
    signal.throwIfAborted();
    const turn = this.#share(key, checkout, project, log, signal);
    this.#turns.set(
      key,
      turn.catch(() => undefined).finally(() => this.#turns.delete(key)),
    );
    await turn;
    return key;
  }

  /** Removes shared installs but these and the last ones. */
  async prune(used: ReadonlySet<string>): Promise<void> {
    const all = (await agesIn(this.#home)).filter(({ name }) => name.endsWith('.json')).map(({ name }) => name.slice(0, -'.json'.length));
    const old = all.filter((key) => !used.has(key) && !this.#turns.has(key)).slice(0, -keptInstalls);
    for (const key of old) for (const path of [`${key}.json`, key]) await removeTree(join(this.#home, path));
  }

  async #share(key: string, checkout: string, project: Project, log: ServiceLog, signal: AbortSignal): Promise<void> {
    const files = openFiles(this.#home);
    const store = join(this.#home, key);
    const since = this.#ground.clock.tick();
    const known = (await kindOf(`${store}.json`)) === 'file' ? await files.read(`${key}.json`) : undefined;
    if (known !== undefined) {
      for (const folder of JSON.parse(known) as string[])
        await linkTree(join(store, folder, 'node_modules'), join(checkout, folder, 'node_modules'));
      await touchTree(`${store}.json`);
      log.say(
        `Packages of the same package-lock.json were installed before: shared in ${Math.round(this.#ground.clock.tick() - since)} ms`,
      );
      return;
    }
    await this.#install(checkout, project, log, signal);
    await privateFolders(this.#home);
    await removeTree(store);
    const kept: string[] = [];
    for (const folder of new Set([project.folder, ...project.locals.map((one) => one.folder)])) {
      if ((await kindOf(join(checkout, folder, 'node_modules'))) !== 'folder') continue;
      await linkTree(join(checkout, folder, 'node_modules'), join(store, folder, 'node_modules'));
      kept.push(folder);
    }
    await files.write(`${key}.json`, JSON.stringify(kept), 0o600);
  }

  /** Development packages too, as platforms do before a build; with the machine's own settings of npm and nothing of the rehearsal. */
  async #install(checkout: string, { folder, lock }: Project, log: ServiceLog, signal: AbortSignal): Promise<void> {
    const command = `npm ${lock === undefined ? 'install --no-package-lock' : 'ci'} --include=dev --no-audit --no-fund --prefer-offline --no-update-notifier --loglevel=error`;
    log.say(`> ${command}`);
    const { installMs } = this.#limits;
    const cwd = join(checkout, folder);
    const ended = await runCommand({ command, cwd, env: npmEnvironment(), log, ms: installMs, signal, clock: this.#ground.clock });
    if (ended.code === 0) return;
    const how = ended.late
      ? `did not end within ${minutes(installMs)} and was stopped`
      : `failed with ${ended.signal ?? `exit code ${ended.code}`}`;
    throw new BuildFailure(
      'install',
      `npm ${how}. If package.json and package-lock.json disagree, run npm install and commit both.\n${log.words(6)}`.trim(),
    );
  }
}

/** The nearest folder with a lock file, from the root directory upward; else with a package.json. */
async function projectIn(checkout: string, root: string, log: ServiceLog): Promise<Project | undefined> {
  const files = openFiles(checkout);
  const parts = root.split('/').filter((part) => part !== '');
  const upward = Array.from({ length: parts.length + 1 }, (_, up) => parts.slice(0, parts.length - up).join('/'));
  const has = async (folder: string, name: string): Promise<boolean> => (await kindOf(join(checkout, folder, name))) === 'file';
  let found: string | undefined;
  for (const folder of upward) if (found === undefined && (await has(folder, 'package-lock.json'))) found = folder;
  const isLocked = found !== undefined;
  for (const folder of upward) if (found === undefined && (await has(folder, 'package.json'))) found = folder;
  if (found === undefined) return undefined;
  if (!isLocked) log.say('There is no package-lock.json: npm chooses versions by itself. Commit one, so that every build is the same.');
  const lock = isLocked ? await files.read(join(found, 'package-lock.json')) : undefined;
  const folders = ['', ...localsOf(lock)].map((one) => join(found, one).replace(/^\.$/, ''));
  const locals = await Promise.all(folders.map(async (folder) => ({ folder, manifest: await manifestIn(files, folder) })));
  return { folder: found, lock, locals, npmrc: (await files.read(join(found, '.npmrc'))) ?? '' };
}

/** Folders that a lock file names besides packages. */
function localsOf(lock: string | undefined): string[] {
  try {
    const { packages = {} } = JSON.parse(lock ?? '{}') as { packages?: Record<string, unknown> };
    return Object.keys(packages).filter(
      (path) => path !== '' && !path.split('/').includes('node_modules') && !path.split('/').includes('..'),
    );
  } catch {
    return [];
  }
}

async function manifestIn(files: Files, folder: string): Promise<Manifest> {
  try {
    return JSON.parse((await files.read(join(folder, 'package.json'))) ?? '{}') as Manifest;
  } catch {
    return {};
  }
}

function keyOf({ folder, lock, locals, npmrc }: Project): string {
  const { nodeVersion, platform, arch } = processFacts();
  const says = locals.map((one) => [one.folder, sections.map((section) => one.manifest[section] ?? null)]);
  return createHash('sha256')
    .update(JSON.stringify([folder, lock, says, npmrc, nodeVersion, platform, arch]))
    .digest('hex')
    .slice(0, 24);
}
