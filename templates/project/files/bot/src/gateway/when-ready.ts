/** The first time that all is well: says so, and looks for what was missed while the bot was away. */
import type { BotEnv } from '@k77/config';
import { shardOf } from '@k77/core';
import { syncEntitlements } from '../features/premium/discord-store.ts';
import type { BotTools } from '../tools.ts';
import type { Assignment } from './assignment.ts';
import type { Shards } from './shards.ts';

export interface Parts {
  env: Pick<BotEnv, 'DISCORD_CLIENT_ID'>;
  tools: BotTools;
  assignment: Assignment;
  shards: Shards;
  total: number;
  trouble(): string | undefined;
}

export async function whenReady({ env, tools, assignment, shards, total, trouble }: Parts): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (assignment.standsBy() || trouble() !== undefined) return;
      clearInterval(timer);
      resolve();
    }, 50);
    timer.unref();
  });
  const states = shards.states();
  const guilds = states.reduce((sum, state) => sum + state.guilds, 0);
  const { logger, arrivals } = tools;
  logger.info(
    { application: env.DISCORD_CLIENT_ID, shards: assignment.mine(), total, guilds, database: 'connected', redis: 'connected' },
    'bot ready',
  );
  // Asked anew for each server: a shard that is handed on meanwhile knows no servers any more.
  const isMine = (guildId: string) => shards.states().some(({ id, ready }) => ready && id === shardOf(guildId, total));
  try {
    const missing = await arrivals.compare(isMine, shards.hasGuild);
    if (missing > 0) logger.info({ servers: missing }, 'removed from servers while the bot was away');
    await syncEntitlements(tools);
  } catch (error) {
    logger.warn({ err: error }, 'what was missed could not be looked for');
  }
}
