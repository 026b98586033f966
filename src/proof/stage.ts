/**
 * A stage: one emulated world, one workspace and the walks between them, in this process and in a temporary folder.
 * The laws, the kill test and the broken worlds are played on it; snapshots let each scene start "just before this task".
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { catalogue as everything } from '../catalogue.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Clock } from '../core/ports.ts';
import { accept } from '../engine/ask.ts';
import type { Walk } from '../engine/walk.ts';
import { systemClock } from '../ports/clock.ts';
import { edgeNetwork } from '../ports/network.ts';
import { systemRandom } from '../ports/random.ts';
import { openWorld, type World } from '../sandbox/world.ts';
import type { OpenWorkspace } from '../workspace/workspace.ts';
import { laterRecords, laterVendors } from './later-hosts.ts';
import { mirror } from './mirror.ts';
import { openScene, type SceneOptions, type Seen } from './scene.ts';

export interface Stage {
  root: string;
  world: World;
  /** Where canonical names lead, for other processes. */
  edgeFile: string;
  catalogue: Catalogue;
  /** Opens the workspace afresh, as a new process would, plays a scene, and closes it. */
  play<T>(scene: (walk: Walk, seen: Seen) => Promise<T>, watch?: Pick<SceneOptions, 'onAppend' | 'onWriteAnswered' | 'clock'>): Promise<T>;
  /** The folder and the world as they are now. */
  keep(): Promise<Kept>;
  back(kept: Kept): Promise<void>;
  close(): Promise<void>;
}

export interface Kept {
  folder: string;
  world: Awaited<ReturnType<World['snapshot']>>;
}

export interface StageOptions {
  catalogue?: Catalogue;
  environment?: EnvironmentName;
  /** Answers instead of those of the rehearsal. */
  answers?: Readonly<Record<string, string>>;
  /**
   * Who hosts the services. `stand-ins`: names with certificates at pretended hosts, the records that they ask for already given, and nothing after phase 6.4: for
   * what these phases have to prove, with services that a scene can make misbehave.
   * `emulated`: all phases, at emulated hosts that record what they would run. `stand-ins` unless told.
   */
  hosts?: 'stand-ins' | 'emulated';
  /** Of every walk that is not given another; the machine's unless told. */
  clock?: Clock;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const root = await mkdtemp(join(tmpdir(), 'k77-stage-'));
  const edgeFile = join(await mkdtemp(join(tmpdir(), 'k77-edge-')), 'edge.json');
  const { hosts = 'stand-ins' } = options;
  const world = await openWorld({
    clock: systemClock,
    random: systemRandom,
    clusterBuildMs: 0,
    certificateMs: 0,
    pendingMs: 600,
    ...(hosts === 'stand-ins' ? { more: laterVendors() } : {}),
    ...(hosts === 'emulated' ? { hosting: { mode: 'record', root } as const } : {}),
    edgeChanged: (edge) => writeFile(edgeFile, JSON.stringify(edge)),
  });
  const catalogue = options.catalogue ?? (hosts === 'emulated' ? everything : beforeHosts);
  const environment = options.environment ?? 'sandbox';
  const keeps: string[] = [];
  const stage: Stage = {
    root,
    world,
    edgeFile,
    catalogue,
    async play(scene, watch = {}) {
      const open = await openScene({
        root,
        environment,
        catalogue,
        endpoints: world.endpoints,
        network: edgeNetwork(() => world.edge()),
        perform: (task, want) => world.perform(task, want),
        ...(options.clock === undefined ? {} : { clock: options.clock }),
        ...watch,
      });
      try {
        return await scene(open.walk, open.seen);
      } finally {
        await open.close();
      }
    },
    async keep() {
      const folder = await mkdtemp(join(tmpdir(), 'k77-keep-'));
      keeps.push(folder);
      await cp(root, folder, { recursive: true, preserveTimestamps: true });
      return { folder, world: await world.snapshot() };
    },
    async back(kept) {
      await mirror(kept.folder, root);
      await world.restore(kept.world);
      world.flushNames();
    },
    async close() {
      await world.close();
      for (const folder of [root, dirname(edgeFile), ...keeps]) await rm(folder, { recursive: true, force: true });
    },
  };
  await stage.play((walk) => answerAll(walk, world, options.answers ?? {}));
  if (hosts === 'stand-ins') await stage.play((walk) => giveLater(walk));
  return stage;
}

/** What there is without hosts: phases 6.1 to 6.4. */
const beforeHosts: Catalogue = { ...everything, phases: everything.phases.filter(({ number }) => number < '6.5') };

/** A project of one file, as `project.code` would leave one of hundreds: quick to copy, to commit and to push. */
export async function smallProject(root: string): Promise<void> {
  const text = '{ "name": "small" }\n';
  await mkdir(join(root, '.k77/base'), { recursive: true });
  await writeFile(join(root, 'package.json'), text);
  await writeFile(
    join(root, '.k77/base/written.json'),
    `${JSON.stringify({ 'package.json': createHash('sha256').update(text).digest('hex') })}\n`,
  );
}

/** What the hosting phases would give. */
async function giveLater(walk: Walk): Promise<void> {
  for (const [key, text] of Object.entries(laterRecords)) await walk.workspace.keep('later', key as keyof typeof laterRecords, text);
}

/** Every question, answered as `--sandbox --yes` answers it. */
export async function answerAll(walk: Walk, world: World, given: Readonly<Record<string, string>>): Promise<void> {
  const workspace = walk.workspace as OpenWorkspace;
  for (const question of walk.catalogue.phases.flatMap((phase) => phase.questions)) {
    if (question.when && !question.when(workspace.values())) continue;
    const canned = question.sandbox?.startsWith('world:') ? world.credentials()[question.sandbox.slice('world:'.length)] : question.sandbox;
    const text = given[question.key] ?? canned;
    if (text !== undefined) await workspace.answer(question.key, accept(question, text, workspace.environment, workspace.values()));
  }
}

/** Every file below a folder with its text, for comparing before and after. */
export async function filesOf(root: string, leaveOut: RegExp = /^$/): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const kept = paths.map((path) => path.slice(root.length + 1)).filter((path) => !leaveOut.test(path));
  return Object.fromEntries(await Promise.all(kept.sort().map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)));
}
