/**
 * Playing phase 6.4 on a stage: deploying it as `deploy 6.4 --yes` does, answering otherwise, and seeing what became of every task.
 */
import type { Key } from '../core/keys.ts';
import type { PhaseNumber } from '../core/phase.ts';
import { deploy } from '../engine/deploy.ts';
import type { Deployed, Walk } from '../engine/walk.ts';
import { systemClock } from '../ports/clock.ts';
import type { Stage } from './stage.ts';

export interface Went {
  done: Deployed | undefined;
  /** By task, what it failed with. */
  failed: Record<string, unknown>;
  /** What stopped it before any task. */
  error: unknown;
  /** What was told while it waited. */
  progress: string[];
}

/** @param more.hasty pauses take no time, where minutes would pass @param more.ungated nothing is verified afterwards */
export async function deployDomain(
  stage: Stage,
  more: { hasty?: true; ungated?: true; only?: readonly string[]; phases?: readonly PhaseNumber[] } = {},
): Promise<Went> {
  return stage.play(async (walk, seen) => {
    const went: Went = { done: undefined, failed: {}, error: undefined, progress: [] };
    try {
      const scene = { ...walk, ...(more.hasty ? { clock: hastyClock() } : {}), ...(more.ungated ? { catalogue: ungated(walk) } : {}) };
      went.done = await deploy(scene, {
        phases: more.phases ?? ['6.4'],
        only: more.only ?? [],
        yes: true,
        replace: [],
        command: 'k77 deploy 6.4',
      });
    } catch (error) {
      went.error = error;
    }
    for (const event of seen.events) {
      if (event.kind === 'failed') went.failed[event.task.id] = event.error;
      if (event.kind === 'progress') went.progress.push(event.text);
    }
    return went;
  });
}

function ungated({ catalogue }: Walk): Walk['catalogue'] {
  return { ...catalogue, phases: catalogue.phases.map((phase) => ({ ...phase, gate: [] })) };
}

/** Pauses take no time, and count. */
function hastyClock(): Walk['clock'] {
  let skipped = 0;
  return {
    ...systemClock,
    tick: () => systemClock.tick() + skipped,
    sleep: async (ms) => {
      skipped += ms;
    },
  };
}

export async function answer(stage: Stage, answers: Partial<Record<Key, string>>): Promise<void> {
  await stage.play(async (walk) => {
    for (const [key, text] of Object.entries(answers)) await walk.workspace.answer(key as Key, text);
  });
}

/** Keys of a registrar, as the world minted them. */
export function registrarKeys(stage: Stage, id: string): Record<string, string> {
  const minted = Object.entries(stage.world.credentials()).filter(([name]) => /^\w+\.[A-Z_]+$/.test(name) && name.startsWith(`${id}.`));
  const listed = id === 'namecheap' ? { NAMECHEAP_CLIENT_IP: '203.0.113.77' } : {};
  return { ...Object.fromEntries(minted.map(([name, text]) => [name.slice(id.length + 1), text])), ...listed };
}

/** By task. */
export function outcomesOf(went: Went): Record<string, string> {
  return Object.fromEntries(went.done?.phases.flatMap((phase) => phase.tasks.map((one) => [one.task, one.outcome])) ?? []);
}
