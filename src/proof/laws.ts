/**
 * The laws: what every task must obey, each as a function that plays scenes and throws when the task breaks it.
 * `src/laws.test.ts` holds all tasks to them, and shows each law failing on a task that breaks it.
 */
import { isSecret, type Key } from '../core/keys.ts';
import { isPending, type Planned } from '../core/plan.ts';
import type { AnyTask } from '../core/task.ts';
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

  'leaves nothing to do after it ran': async ({ stage, task, before }: Scene) => {
    await stage.back(before);
    await stage.play((walk) => run(walk, task));
    const after = await stage.play((walk) => planOf(walk, task));
    if (isPending(after)) throw new Error(`${task.id} is still ${after.action}: ${JSON.stringify(after.changes)} ${after.why ?? ''}`);
  },

  'does nothing the second time': async ({ stage, task, before }: Scene) => {
    await stage.back(before);
    await stage.play((walk) => run(walk, task));
    const files = await filesOf(stage.root, traces);
    await stage.play(async (walk, seen) => {
      await run(walk, task);
      same('writes of a second run', seen.doors.sent().writes, 0);
    });
    same('files after a second run', await filesOf(stage.root, traces), files);
  },

  'gives every value it promises': async ({ stage, task, before }: Scene) => {
    await stage.back(before);
    await stage.play((walk) => run(walk, task));
    const known = await stage.play(async (walk) => walk.workspace.values());
    for (const key of Object.keys(task.gives) as Key[])
      if (known[key] === undefined) throw new Error(`${task.id} promised ${key} and did not keep it`);
  },

  'converges after any single lost answer': async ({ stage, task, before }: Scene) => {
    await stage.back(before);
    const writes = await stage.play(async (walk, seen) => {
      await run(walk, task);
      return seen.doors.sent().writes;
    });
    const right = await settled(stage);
    for (let nth = 1; nth <= writes; nth++)
      for (const lostFor of ['one request', 'the whole run'] as const) {
        await stage.back(before);
        const times = lostFor === 'one request' ? { times: 1 } : {};
        stage.world.faults.set({
          faults: task.uses.map(({ id }) => ({
            vendor: id,
            match: { method: 'POST|PUT|PATCH|DELETE' },
            after: nth - 1,
            do: 'reset-after-commit' as const,
            ...times,
          })),
        });
        await stage.play((walk) => run(walk, task).catch(() => undefined));
        stage.world.faults.clear();
        await stage.play((walk) => run(walk, task));
        same(`world after write ${nth} lost its answer for ${lostFor}`, await settled(stage), right);
        const after = await stage.play((walk) => planOf(walk, task));
        if (isPending(after)) throw new Error(`after write ${nth} lost its answer, ${task.id} is still ${after.action}`);
      }
  },

  'can be taken back, or says why not': async ({ stage, task, before }: Scene) => {
    if (typeof task.undo !== 'function') {
      if (task.undo.never.trim().length < 20) throw new Error(`${task.id} does not say why it cannot be taken back`);
      return;
    }
    const undo = task.undo;
    await stage.back(before);
    await stage.play((walk) => run(walk, task));
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

  'asks no vendor that it does not name': async ({ stage, task, before }: Scene) => {
    await stage.back(before);
    const asked = await stage.play(async (walk, seen) => {
      await run(walk, task);
      return seen.exchanges.map((exchange) => exchange.vendor);
    });
    const named = task.uses.map((vendor) => vendor.id);
    const strangers = [...new Set(asked)].filter((vendor) => !named.includes(vendor));
    if (strangers.length > 0) throw new Error(`${task.id} asked ${strangers.join(', ')}`);
  },

  'lets no secret out': async ({ stage, task, before }: Scene) => {
    await stage.back(before);
    const told = await stage.play(async (walk, seen) => {
      const planned = await planOf(walk, task);
      const deployed = await run(walk, task);
      return JSON.stringify([planned.changes, planned.want, deployed, eventsOf(seen), seen.exchanges, walk.workspace.journal.entries()]);
    });
    const secrets = await secretsOf(stage);
    const public_ = Object.entries(await filesOf(stage.root)).filter(([path]) => !isSecretFile(path));
    for (const secret of secrets) {
      if (told.includes(secret)) throw new Error(`${task.id} told a secret: ${around(told, secret)}`);
      for (const [path, text] of public_)
        if (text.includes(secret)) throw new Error(`${task.id} left a secret in ${path}: ${around(text, secret)}`);
    }
  },
} as const satisfies Record<string, (scene: Scene) => Promise<void>>;

export type Law = keyof typeof laws;

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
  const snapshot = await stage.world.snapshot();
  const living = livingSecrets(snapshot);
  const values = await stage.play(async (walk) => walk.workspace.values());
  const endpoint = values.STRIPE_WEBHOOK_SECRET?.reveal();
  const valid = endpoint === undefined ? 'none' : String(living.includes(endpoint));
  const password = new URL(values.MONGODB_URI?.reveal() ?? 'none:').password;
  const lets = values.MONGODB_URI === undefined ? 'none' : String(living.includes(decodeURIComponent(password)));
  return [
    ...inventory(snapshot),
    `webhook secret is valid: ${valid}`,
    `database password is valid: ${lets}`,
    `living secrets: ${living.length}`,
  ];
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
