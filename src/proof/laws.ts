/**
 * The laws: what every task must obey, each as a function that plays scenes and throws when the task breaks it.
 * `src/laws.test.ts` holds all tasks to them, and shows each law failing on a task that breaks it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exchange } from '../core/doors.ts';
import { isSecret, type Key, type Values } from '../core/keys.ts';
import { isPending, type Planned } from '../core/plan.ts';
import type { AnyTask } from '../core/task.ts';
import type { AnyVendor, VendorId } from '../core/vendor.ts';
import { contextFor } from '../engine/context.ts';
import { deploy } from '../engine/deploy.ts';
import { plan } from '../engine/plan.ts';
import type { Deployed, Walk } from '../engine/walk.ts';
import { isPublic } from '../sandbox/minted.ts';
import { inventory, livingSecrets } from './inventory.ts';
import type { Seen } from './scene.ts';
import { filesOf, type Kept, type Stage } from './stage.ts';

export interface Scene {
  stage: Stage;
  task: AnyTask;
  /** Just before this task. */
  before: Kept;
}

/** What a walk may leave behind without having changed anything that matters. */
const traces = /^\.k77\/[^/]+\/(journal\.ndjson|exchanges\.ndjson|snapshots\/|evidence\/|reports\/|lease)/;

export const laws = {
  'plans without writing': async ({ stage, task, before }: Scene) => {
    await stage.back(before);
    const [files, world] = [await filesOf(stage.root), inventory(await stage.world.snapshot())];
    await stage.play(async (walk, seen) => {
      await planOf(walk, task);
      same('writes sent by plan', seen.doors.sent().writes, 0);
    });
    same('files after plan', await filesOf(stage.root), files);
    same('world after plan', inventory(await stage.world.snapshot()), world);
  },

  'leaves nothing to do after it ran': async (scene: Scene) => {
    const { stage, task } = scene;
    await stage.back((await ranOnce(scene)).after);
    const after = await stage.play((walk) => planOf(walk, task));
    if (isPending(after)) throw new Error(`${task.id} is still ${after.action}: ${JSON.stringify(after.changes)} ${after.why ?? ''}`);
  },

  'does nothing the second time': async (scene: Scene) => {
    const { stage, task } = scene;
    await stage.back((await ranOnce(scene)).after);
    const files = await filesOf(stage.root, traces);
    await stage.play(async (walk, seen) => {
      await run(walk, task);
      same('writes of a second run', seen.doors.sent().writes, 0);
    });
    same('files after a second run', await filesOf(stage.root, traces), files);
  },

  'gives every value it promises': async (scene: Scene) => {
    const { known } = await ranOnce(scene);
    for (const key of Object.keys(scene.task.gives) as Key[])
      if (known[key] === undefined) throw new Error(`${scene.task.id} promised ${key} and did not keep it`);
  },

  'converges after any single lost answer': async (scene: Scene) => {
    const { stage, task, before } = scene;
    const { right, exchanges } = await ranOnce(scene);
    for (const { vendor, nth, lostFor } of losses(task, exchanges)) {
      await stage.back(before);
      const times = lostFor === 'one request' ? { times: 1 } : {};
      stage.world.faults.set({
        faults: [{ vendor, match: { method: changing.join('|') }, after: nth, do: 'reset-after-commit', ...times }],
      });
      await stage.play((walk) => run(walk, task).catch(() => undefined));
      stage.world.faults.clear();
      await stage.play((walk) => run(walk, task));
      same(`world after ${vendor} lost answer ${nth} for ${lostFor}`, await settled(stage), right);
      const after = await stage.play((walk) => planOf(walk, task));
      if (isPending(after)) throw new Error(`after ${vendor} lost answer ${nth}, ${task.id} is still ${after.action}`);
    }
  },

  'can be taken back, or says why not': async (scene: Scene) => {
    const { stage, task } = scene;
    if (typeof task.undo !== 'function') {
      if (task.undo.never.trim().length < 20) throw new Error(`${task.id} does not say why it cannot be taken back`);
      return;
    }
    const undo = task.undo;
    await stage.back((await ranOnce(scene)).after);
    const { action } = await stage.play((walk) => planOf(walk, task));
    if (action === 'not-wanted') return;
    await stage.play(async (walk) => {
      const { have } = await planOf(walk, task);
      await undo(contextFor(walk, task, { values: walk.workspace.values(), writes: 'yes' }), have);
    });
    const after = await stage.play((walk) => planOf(walk, task));
    if (!isPending(after)) throw new Error(`${task.id} was taken back, and the plan shows nothing to do`);
    await stage.play((walk) => run(walk, task));
    const again = await stage.play((walk) => planOf(walk, task));
    if (isPending(again)) throw new Error(`${task.id} was taken back and cannot be done again: ${again.action}`);
  },

  'asks no vendor that it does not name': async (scene: Scene) => {
    const { exchanges } = await ranOnce(scene);
    const named = scene.task.uses.map((vendor) => vendor.id);
    const strangers = [...new Set(exchanges.map(({ vendor }) => vendor))].filter((vendor) => !named.includes(vendor));
    if (strangers.length > 0) throw new Error(`${scene.task.id} asked ${strangers.join(', ')}`);
  },

  'lets no secret out': async (scene: Scene) => {
    const { told, secrets, after } = await ranOnce(scene);
    const { id } = scene.task;
    const public_ = Object.entries(await filesOf(after.folder)).filter(([path]) => !isSecretFile(path));
    for (const secret of secrets) {
      if (told.includes(secret)) throw new Error(`${id} told a secret: ${around(told, secret)}`);
      for (const [path, text] of public_)
        if (text.includes(secret)) throw new Error(`${id} left a secret in ${path}: ${around(text, secret)}`);
    }
  },
} as const satisfies Record<string, (scene: Scene) => Promise<void>>;

export type Law = keyof typeof laws;

/** An undisturbed run and what it left: several laws look at the same one. */
interface Ran {
  exchanges: readonly Exchange[];
  /** All that it said, in events, plans, exchanges and the journal. */
  told: string;
  known: Partial<Values>;
  secrets: readonly string[];
  /** As `settled` sees it. */
  right: readonly string[];
  after: Kept;
}
const ran = new WeakMap<Kept, Promise<Ran>>();

function ranOnce(scene: Scene): Promise<Ran> {
  const known = ran.get(scene.before) ?? ranFrom(scene);
  ran.set(scene.before, known);
  return known;
}

async function ranFrom({ stage, task, before }: Scene): Promise<Ran> {
  await stage.back(before);
  const { planned, ...seen } = await stage.play(async (walk, slipped) => {
    const deployed = await run(walk, task);
    const told = JSON.stringify([deployed, eventsOf(slipped), slipped.exchanges, walk.workspace.journal.entries()]);
    return { told, exchanges: slipped.exchanges, known: walk.workspace.values(), planned: await planOf(walk, task) };
  });
  const told = `${seen.told}${JSON.stringify([planned.changes, planned.want])}`;
  return { ...seen, told, secrets: await secretsOf(stage), right: await settled(stage), after: await stage.keep() };
}

const changing = ['POST', 'PUT', 'PATCH', 'DELETE'];
/** Of many writes alike the first, the last and some between; `npm run test:kill` ends the process at each of them. */
const lossesTried = 4;

interface Loss {
  vendor: VendorId;
  /** How many requests of these methods come before it; those that only ask (GraphQL) are among them. */
  nth: number;
  lostFor: 'one request' | 'the whole run';
}

/** Every write whose answer may be lost. Where the vendor has no idempotency keys the request is not repeated, so that losing one ends the run as losing all does. */
function losses(task: AnyTask, exchanges: readonly Exchange[]): Loss[] {
  const writes = task.uses.flatMap((vendor): { vendor: AnyVendor; nth: number }[] =>
    exchanges
      .filter((one) => one.vendor === vendor.id && changing.includes(one.method))
      .flatMap(({ method, path, requestBody: body }, nth) => (vendor.reads?.({ method, path, body }) ? [] : [{ vendor, nth }])),
  );
  const places = Array.from({ length: lossesTried }, (_, index) => Math.round((index * (writes.length - 1)) / (lossesTried - 1)));
  return writes
    .filter((_one, index) => places.includes(index))
    .flatMap(({ vendor, nth }, index): Loss[] => {
      const whole: Loss[] =
        vendor.idempotencyHeader !== undefined || index === 0 ? [{ vendor: vendor.id, nth, lostFor: 'the whole run' }] : [];
      return [{ vendor: vendor.id, nth, lostFor: 'one request' }, ...whole];
    });
}

export async function planOf(walk: Walk, task: AnyTask): Promise<Planned> {
  const { planned } = await plan(walk, { phases: walk.catalogue.phases.map((phase) => phase.number), only: [task.id] });
  const [one] = planned;
  if (!one) throw new Error(`${task.id} is in no phase`);
  return one;
}

/** Deploys one task; throws what it failed with. */
export async function run(walk: Walk, task: AnyTask): Promise<Deployed> {
  const phases = walk.catalogue.phases.filter((phase) => phase.tasks.includes(task)).map((phase) => phase.number);
  const bare = { ...walk, catalogue: { ...walk.catalogue, phases: walk.catalogue.phases.map((phase) => ({ ...phase, gate: [] })) } };
  const deployed = await deploy(bare, { phases, only: [task.id], yes: true, replace: [task.id], command: 'a scene' });
  const failed = deployed.phases.flatMap((phase) => phase.tasks).find((one) => one.outcome === 'failed');
  if (failed) throw new Error(`${failed.task} failed: ${failed.why ?? ''}`);
  return deployed;
}

/** The world's inventory, and whether what the workspace keeps as secrets of vendors is honoured there. */
export async function settled(stage: Stage): Promise<string[]> {
  // Hosts notice a push about once a second by themselves.
  await stage.world.look();
  const snapshot = await stage.world.snapshot();
  const living = livingSecrets(snapshot);
  const values = await stage.play(async (walk) => walk.workspace.values());
  const endpoint = values.STRIPE_WEBHOOK_SECRET?.reveal();
  const valid = endpoint === undefined ? 'none' : String(living.includes(endpoint));
  const password = new URL(values.MONGODB_URI?.reveal() ?? 'none:').password;
  const lets = values.MONGODB_URI === undefined ? 'none' : String(living.includes(decodeURIComponent(password)));
  return [
    ...inventory(snapshot),
    ...committed(stage),
    `webhook secret is valid: ${valid}`,
    `database password is valid: ${lets}`,
    `living secrets: ${living.length}`,
  ];
}

/** Messages up to a commit, newest first. They never change, and a process of git costs more than most of what a law looks at. */
const messages = new Map<string, string>();
function messagesOf(folder: string, branch: string): string {
  const head = readFileSync(join(folder, 'refs/heads', branch), 'utf8').trim();
  const known = messages.get(head);
  if (known !== undefined) return known;
  const log = execFileSync('git', ['--git-dir', folder, 'log', '--format=%s', head], { encoding: 'utf8', stdio: 'pipe' });
  const told = log.trim().replaceAll('\n', ' ← ');
  messages.set(head, told);
  return told;
}

/** Messages of all commits, in the workspace and on every branch of the emulated GitHub: ids differ from run to run. */
function committed({ root, world }: Stage): string[] {
  const { view } = world.hosting;
  const onGitHub = view
    .repositories()
    .flatMap((name) =>
      view
        .branches(name)
        .map(({ branch }) => `github ${name} ${branch}: ${messagesOf(join(root, `.k77/sandbox/git/${name}.git`), branch)}`),
    );
  const here = existsSync(join(root, '.git/refs/heads/main')) ? [`git main: ${messagesOf(join(root, '.git'), 'main')}`] : [];
  return [...onGitHub, ...here, ...view.repositories().map((name) => `github repository ${name}`)];
}

/** Every secret that the workspace knows and that the world minted. */
export async function secretsOf(stage: Stage): Promise<string[]> {
  const values = await stage.play(async (walk) => walk.workspace.values());
  const kept = (Object.keys(values) as Key[]).filter(isSecret).map((key) => values[key]?.reveal() ?? '');
  const minted = Object.entries(stage.world.credentials()).flatMap(([name, text]) => (isPublic(name) ? [] : [text]));
  return [...new Set([...kept, ...minted, ...livingSecrets(await stage.world.snapshot())])].filter((text) => text.length >= 8);
}

/** Where secrets belong: env files, credentials, and the copies of both that a run makes before its first write. */
export function isSecretFile(path: string): boolean {
  return /(^|\/)\.env(\.|$)|(^|\/)credentials$/.test(path);
}

function eventsOf(seen: Seen): unknown[] {
  return seen.events.map((event) => ({ ...event, task: event.task.id, error: 'error' in event ? String(event.error) : undefined }));
}

function same(what: string, have: unknown, want: unknown): void {
  const [a, b] = [JSON.stringify(have, null, 1), JSON.stringify(want, null, 1)];
  if (a !== b) throw new Error(`${what} differ: ${firstDifference(a, b)}`);
}

function firstDifference(a: string, b: string): string {
  const lines = { a: a.split('\n'), b: b.split('\n') };
  const extra = lines.a.filter((line) => !lines.b.includes(line));
  const lacking = lines.b.filter((line) => !lines.a.includes(line));
  return `there is ${extra.slice(0, 3).join(' ') || 'nothing more'}; wanted ${lacking.slice(0, 3).join(' ') || 'nothing else'}`;
}

/** The place of a leak, with the secret itself left out. */
function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return `…${text.slice(Math.max(0, at - 40), at)}<here>`;
}
