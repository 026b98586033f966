/**
 * What a run changes itself, other tasks of the same run find changed: a name that is at its host already is seen as soon as its record leads there. That is no reason
 * to stop; somebody else's hand in between is.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Catalogue } from '../core/catalogue.ts';
import { type AnyTask, task } from '../core/task.ts';
import { deploy } from '../engine/deploy.ts';
import { openScene } from './scene.ts';

interface World {
  record: string;
  seen: 'never' | 'waiting' | 'valid';
}
let world: World;
let root: string;

/** Gives what the other needs; the other's thing is there before, and moves with it. */
const record = task({
  id: 'test.record',
  guide: [],
  title: 'Point the record',
  uses: [],
  needs: [],
  want: () => ({ record: 'new' }),
  read: async () => ({ record: world.record }),
  async apply(_context, want) {
    world.record = want.record;
    if (world.seen === 'never') world.seen = 'waiting';
    return want;
  },
  undo: { never: 'a scene' },
  gives: { NAMESERVERS: (have: { record: string }) => have.record },
});
const nameTask = (needs: readonly 'NAMESERVERS'[], look: () => World['seen'] = () => world.seen): AnyTask =>
  task({
    id: 'test.name',
    guide: [],
    title: 'See the name',
    uses: [],
    needs,
    want: () => ({ seen: 'valid' }),
    read: async () => ({ seen: look() }),
    async apply(_context, want) {
      world.seen = 'valid';
      return want;
    },
    undo: { never: 'a scene' },
    gives: {},
  }) as AnyTask;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-moved-'));
  world = { record: 'old', seen: 'never' };
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function played(tasks: readonly AnyTask[]): Promise<string[]> {
  const catalogue: Catalogue = {
    phases: [{ number: '6.4', id: 'domain', title: 'A scene', minutes: 1, guideEstimate: '', questions: [], tasks, gate: [] }],
    checks: [],
    scenarios: [],
    vendors: [],
  };
  const open = await openScene({ root, environment: 'sandbox', catalogue, endpoints: {}, perform: async () => undefined });
  try {
    const done = await deploy(open.walk, { phases: ['6.4'], only: [], yes: true, replace: [], command: 'a scene' });
    return done.phases.flatMap((phase) => phase.tasks.map((one) => `${one.task} ${one.outcome}`));
  } finally {
    await open.close();
  }
}

test('what moved because of the run itself is carried on with', async () => {
  expect(await played([record, nameTask(['NAMESERVERS'])])).toEqual(['test.record updated', 'test.name updated']);
  expect(world).toEqual({ record: 'new', seen: 'valid' });
});

test('what moved for another reason stops it', async () => {
  let looked = 0;
  // Somebody else's hand, between the plan and now.
  const touched = nameTask([], () => (looked++ === 0 ? 'never' : 'waiting'));
  expect(await played([record, touched])).toEqual(['test.record updated', 'test.name failed']);
});
