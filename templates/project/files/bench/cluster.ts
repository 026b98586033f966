/** Two bot processes share eight shards. One is killed, and the other has them all. */
import type { TestWorld } from '@k77/testkit';
import type { Figure, Measurement } from './figure.ts';
import { type Running, startService, until } from './service.ts';
import { inWorld } from './world.ts';

const shards = 8;
const processes = 2;
/** What Discord grants to large bots: eight shards identify at once, and this measurement does not take a minute longer. */
const maxConcurrency = 16;

export const cluster: Measurement = {
  name: 'cluster',
  seconds: 30,
  run: () =>
    inWorld({ guilds: 200, shards, maxConcurrency }, async (world) => {
      const env = world.environment('bot', { REPLICAS: String(processes) });
      const bots = await Promise.all(Array.from({ length: processes }, () => startService('bot', env)));
      try {
        return await measure(world, bots);
      } finally {
        await Promise.all(bots.map((one) => one.stop('SIGKILL')));
      }
    }),
};

async function measure(world: TestWorld, bots: readonly Running[]): Promise<readonly Figure[]> {
  const begun = performance.now();
  await until('all shards ready', async () => (await running(world)) === shards, 60_000);
  const togetherMs = performance.now() - begun + Math.max(...bots.map(({ readyMs }) => readyMs));
  const killed = performance.now();
  await bots[0]?.stop('SIGKILL');
  await until('Discord sees that a process is gone', async () => (await running(world)) < shards, 10_000);
  const lost = shards - (await running(world));
  await until('the other process has all shards', async () => (await running(world)) === shards, 60_000);
  const takenMs = performance.now() - killed;
  const note = `all ${shards} were ready ${(togetherMs / 1000).toFixed(1)} s after the start`;
  return [
    {
      name: `cluster: shards of ${shards} that the killed process had`,
      value: lost,
      unit: '',
      must: 'be',
      limit: shards / processes,
      note,
    },
    { name: 'cluster: all shards ready again in the other process', value: takenMs / 1000, unit: 's', must: 'be at most', limit: 30 },
  ];
}

/** Different shards that are ready now. */
async function running(world: TestWorld): Promise<number> {
  const sessions = await world.discord.sessions();
  return new Set(sessions.filter((session) => session.shards === shards).map(({ shard }) => shard)).size;
}
