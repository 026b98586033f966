/**
 * The laws, for the tasks that speak with a host, at every host but those of the rehearsal (which `laws.test.ts` holds to them): one world, which each host enters
 * from the end of phase 6.4. What bot and API do not show, worker and dashboard would not either: they run the same tasks.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import type { Host, HostId } from '../core/host.ts';
import { ordered } from '../engine/graph.ts';
import { hosts } from '../hosts/hosts.ts';
import { type Law, laws, planOf, run } from './laws.ts';
import { hurriedClock } from './scene.ts';
import { answerAll, type Kept, openStage, type Stage, smallProject } from './stage.ts';

const tasks = ordered(catalogue.phases.flatMap((phase) => phase.tasks));
const names = Object.keys(laws) as Law[];
const rehearsed: readonly HostId[] = ['railway', 'vercel'];
const servers = ['host.places', 'bot.service', 'bot.variables', 'bot.deployed', 'api.domain'];
const pages = ['dashboard.service', 'dashboard.variables', 'dashboard.deployed', 'dashboard.domains'];
/** By host, the tasks that are held to the laws there. */
const held = new Map(hosts.filter(({ id }) => !rehearsed.includes(id)).map((host) => [host, heldAt(host)] as const));

describe.each(
  [...held].map(([host, held]) => ({
    id: host.id,
    title: host.title,
    held,
    answers: answersFor(host.id),
    brings: host.imageWorkflow !== undefined,
  })),
)('at $title every task', ({ id, held, answers, brings }) => {
  let stage: Stage;
  const before = new Map<string, Kept>();

  beforeAll(async () => {
    stage = await shared();
    await stage.back(await begun());
    await stage.play((walk) => answerAll(walk, stage.world, answers));
    if (brings) await letBring(stage, id);
    for (const task of tasks.slice(tasks.findIndex(isHosting))) {
      if (held.includes(task.id)) before.set(task.id, await stage.keep());
      await stage.play((walk) => run(walk, task));
      // A push is noticed once a second: what it begins belongs to what stands before the next task.
      await stage.world.look();
    }
  }, 300_000);

  describe.each(held)('%s', (held) => {
    test.each(names)(
      '%s',
      async (name) => {
        const task = tasks.find((one) => one.id === held);
        const kept = before.get(held);
        if (task === undefined || kept === undefined) throw new Error(`there is no task ${held}`);
        await laws[name]({ stage, task, before: kept });
        expect(await stage.play(async (walk) => (await planOf(walk, task)).action)).not.toBe('not-wanted');
      },
      120_000,
    );
  });
});

function heldAt({ id, runs }: Host): readonly string[] {
  if (!runs.includes('bot')) return pages;
  return servers.filter((task) => task !== 'api.domain' || answersFor(id).apiHost === id);
}

let opened: Promise<Stage> | undefined;
let kept: Promise<Kept> | undefined;
afterAll(async () => (await opened)?.close());

function shared(): Promise<Stage> {
  // Some hosts ask nobody for health, and services that are only recorded say nothing: that is waited for.
  opened ??= openStage({ hosts: 'emulated', clock: hurriedClock(40) });
  return opened;
}

/** Everything before the first task that a host sees. */
function begun(): Promise<Kept> {
  kept ??= (async () => {
    const stage = await shared();
    await smallProject(stage.root);
    for (const task of tasks.slice(0, tasks.findIndex(isHosting)))
      if (task.id !== 'project.code') await stage.play((walk) => run(walk, task));
    return stage.keep();
  })();
  return kept;
}

/** The workflow is in the commit, and the secret with which it brings images is set: both came before this host was chosen. */
async function letBring(stage: Stage, id: HostId): Promise<void> {
  for (const task of tasks.filter((one) => ['ci.image-workflow', 'code.committed'].includes(one.id)))
    await stage.play((walk) => run(walk, task));
  await stage.world.edit(id, 'open-repository', { repository: 'kingdom77/kingdom77' });
}

function isHosting({ id }: { id: string }): boolean {
  return id === 'host.places';
}

/** DigitalOcean tells where a name must lead while the first deployment runs, which a task alone waits for in vain: `digitalocean-phases.test.ts` has the API there. */
function answersFor(id: HostId): Readonly<Record<string, string>> {
  if (id === 'netlify') return { dashboardHost: id };
  return { botHost: id, workerHost: id, apiHost: id === 'digitalocean' ? 'railway' : id };
}
