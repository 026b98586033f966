/** The bot with a thousand servers: how soon it is there, how soon again after a crash, and what it takes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestWorld } from '@k77/testkit';
import type { Figure, Measurement } from './figure.ts';
import { type Running, residentMb, startService, until } from './service.ts';
import { inWorld } from './world.ts';

/** With the support server, which every world has. */
const guilds = 1000;
/** After it is ready it looks for what it missed; the most memory that is seen until then counts. */
const watchedMs = 4000;
const everyMs = 250;

export const bot: Measurement = {
  name: 'bot',
  seconds: 20,
  run: () =>
    inWorld({ guilds: guilds - 1 }, async (world) => {
      const first = await startReady(world);
      const megabytes = await mostMemory(first);
      const killed = performance.now();
      await first.stop('SIGKILL');
      await until('Discord sees that the bot is gone', async () => !(await world.discord.botOnline()), 10_000);
      const second = await startReady(world);
      const backMs = performance.now() - killed;
      await second.stop('SIGKILL');
      return figures(first.readyMs, megabytes, backMs);
    }),
};

function figures(readyMs: number, megabytes: number, backMs: number): readonly Figure[] {
  return [
    { name: `bot: ready after its start, ${guilds} servers`, value: readyMs / 1000, unit: 's', must: 'be at most', limit: 5 },
    { name: 'bot: resident memory, at most', value: megabytes, unit: 'MB', must: 'be at most', limit: 200 },
    { name: 'bot: ready again after kill -9', value: backMs / 1000, unit: 's', must: 'be at most', limit: 30 },
  ];
}

/**
 * Healthy by its own account, and by Discord's: one session that was sent every server. After a crash it stands by, which is healthy too, until the lease of the dead
 * process has ended. @throws Error when Discord sees it otherwise
 */
async function startReady(world: TestWorld): Promise<Running> {
  const running = await startService('bot', world.environment('bot'));
  try {
    await until(
      'Discord has sent one session every server',
      async () => ((await world.discord.sessions())[0]?.guilds ?? 0) >= guilds,
      60_000,
    );
    return running;
  } catch (error) {
    await running.stop('SIGKILL');
    throw error;
  }
}

async function mostMemory({ pid }: Running): Promise<number> {
  let most = 0;
  for (let waited = 0; waited <= watchedMs; waited += everyMs) {
    most = Math.max(most, await residentMb(pid));
    await sleep(everyMs);
  }
  return most;
}
