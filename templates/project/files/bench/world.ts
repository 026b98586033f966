/** The emulated world of a measurement: real Redis servers, or none at all. */
import { execFile } from 'node:child_process';
import { openTestWorld, type TestWorld, type TestWorldOptions } from '@k77/testkit';
import { Skipped } from './figure.ts';

/** Opens a world, runs the work and closes the world whatever happens. */
export async function inWorld<T>(options: TestWorldOptions, work: (world: TestWorld) => Promise<T>): Promise<T> {
  const world = await openTestWorld({ ...options, redis: 'real' });
  try {
    if (world.redis.kind === 'built-in') throw new Skipped('redis-server is not on PATH');
    return await work(world);
  } finally {
    await world.close();
  }
}

export async function realRedis(): Promise<boolean> {
  const world = await openTestWorld({ redis: 'real' });
  const { kind } = world.redis;
  await world.close();
  return kind !== 'built-in';
}

/** Where a program stands that can do what is asked of it, or undefined. */
export async function answers(program: string, words: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, words, { timeout: 10_000 }, (error) => resolve(error === null));
  });
}
