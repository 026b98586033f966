/** Ends a giveaway early, cancels it, lists those of a server. Ids come from people: another server's giveaway is none. */
import type { Giveaway } from '@k77/core';
import type { Suggestion } from '../../registry/command.ts';
import type { BotTools } from '../../tools.ts';
import { cancelled } from './giveaway-messages.ts';
import { endLater } from './start-giveaway.ts';

/** The worker's clock may be behind this one: the end must be past there too. */
const clockSkewMs = 10_000;
const listed = 25;

/** Undefined: there is none that runs. The worker draws the winners, as it does when the time is over. */
export async function endNow(guildId: string, giveawayId: string, tools: BotTools): Promise<Giveaway | undefined> {
  if ((await find(guildId, giveawayId, tools)) === undefined) return undefined;
  const ending = await tools.repositories.giveaways.endAt(giveawayId, new Date(tools.clock.now().getTime() - clockSkewMs));
  if (ending !== undefined) await endLater(ending, tools);
  return ending;
}

export async function cancelGiveaway(guildId: string, giveawayId: string, tools: BotTools): Promise<Giveaway | undefined> {
  if ((await find(guildId, giveawayId, tools)) === undefined) return undefined;
  const giveaway = await tools.repositories.giveaways.cancel(giveawayId);
  if (giveaway?.messageId !== undefined) await tools.discord.edit(giveaway.channelId, giveaway.messageId, cancelled(giveaway));
  // A job that is left finds a cancelled giveaway and does nothing.
  if (giveaway !== undefined) await tools.queues.remove('giveaway-end', giveawayId).catch(() => false);
  return giveaway;
}

export async function runningIn(guildId: string, { repositories }: Pick<BotTools, 'repositories'>): Promise<readonly Giveaway[]> {
  const all = await repositories.giveaways.ofGuild(guildId, 100);
  return all.filter(({ status }) => status === 'running').slice(0, listed);
}

export async function suggestRunning(
  guildId: string,
  typed: string,
  tools: Pick<BotTools, 'repositories'>,
): Promise<readonly Suggestion[]> {
  const running = await runningIn(guildId, tools);
  return running
    .filter(({ prize }) => prize.toLowerCase().includes(typed.toLowerCase()))
    .map(({ id, prize }) => ({ name: prize.slice(0, 100), value: id }));
}

async function find(guildId: string, giveawayId: string, { repositories }: BotTools): Promise<Giveaway | undefined> {
  const giveaway = await repositories.giveaways.get(giveawayId);
  return giveaway?.guildId === guildId && giveaway.status === 'running' ? giveaway : undefined;
}
