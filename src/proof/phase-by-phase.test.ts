/**
 * As most people deploy: what services start with first, and monitoring and legal pages another day. What those give makes services deploy once more.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPending } from '../core/plan.ts';
import { deploy } from '../engine/deploy.ts';
import { planTasks } from '../engine/plan.ts';
import type { RailwayState } from '../sandbox/railway/model.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ hosts: 'emulated', answers: { dashboardHost: 'netlify' } });
}, 120_000);
afterAll(() => stage?.close());

const walkThrough = (...phases: string[]): Promise<string[]> =>
  stage.play(async (walk) => {
    const numbers = stage.catalogue.phases.map(({ number }) => number).filter((number) => phases.includes(number));
    const done = await deploy(walk, { phases: numbers, only: [], yes: true, replace: [], command: 'k77 deploy' });
    return done.phases.flatMap(({ tasks }) => tasks).flatMap(({ task, outcome, why }) => (outcome === 'failed' ? [`${task}: ${why}`] : []));
  });
const deployments = async (): Promise<number> => ((await stage.world.snapshot()).vendors.railway as RailwayState).deployments.length;

test('each phase by itself: nothing fails, services take what monitoring and legal pages give, and nothing is left to do', async () => {
  expect(await walkThrough('6.1', '6.2', '6.3', '6.4')).toEqual([]);
  expect(await walkThrough('6.5', '6.6')).toEqual([]);
  const before = await deployments();
  expect(await walkThrough('6.7')).toEqual([]);
  expect(await deployments()).toBeGreaterThan(before);
  expect(await walkThrough('6.8')).toEqual([]);
  const pending = await stage.play(async (walk) => {
    const tasks = walk.catalogue.phases.flatMap((phase) => phase.tasks);
    return (await planTasks(walk, tasks))
      .filter((one) => isPending(one) && one.action !== 'by-hand')
      .map(({ task, why, action, changes }) => `${task.id} ${action} ${why ?? ''} ${JSON.stringify(changes)}`);
  });
  expect(pending).toEqual([]);
}, 240_000);
