/** The end of a giveaway, the worker's half of the worked example: winners are drawn once, however often the job runs. */
import { drawWinners } from '@k77/core';
import type { WorkerTools } from '../tools.ts';

export async function giveawayEnd({ repositories, discord, clock, draw, logger }: WorkerTools, giveawayId: string): Promise<void> {
  const giveaway = await repositories.giveaways.get(giveawayId);
  if (giveaway === undefined || giveaway.status === 'cancelled' || giveaway.endsAt > clock.now()) return;
  // Ended already, perhaps by a worker that died before it told anybody: the message carries the giveaway's own nonce.
  const ended =
    giveaway.status === 'ended'
      ? giveaway
      : await repositories.giveaways.end(giveawayId, drawWinners(giveaway.entrants, giveaway.winners, draw));
  if (ended === undefined) return;
  const winners = ended.winnerIds.map((id) => `<@${id}>`).join(', ');
  const result = winners === '' ? 'Nobody took part.' : `Congratulations, ${winners}!`;
  if (ended.messageId) await discord.close(ended.channelId, ended.messageId, `**${ended.prize}**\nEnded. ${result}`);
  const content = `The giveaway of **${ended.prize}** has ended. ${result}`;
  await discord.say(
    ended.channelId,
    { content, mentions: ended.winnerIds, ...(ended.messageId ? { replyTo: ended.messageId } : {}) },
    `end-${giveawayId}`,
  );
  logger.info({ giveawayId, winners: ended.winnerIds.length }, 'giveaway ended');
}
