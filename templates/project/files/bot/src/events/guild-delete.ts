import { GatewayDispatchEvents } from 'discord.js';
import type { BotEvent } from '../registry/event.ts';

/** The bot was removed from a server. While Discord itself has lost it (`unavailable`) nothing happens. */
export const event: BotEvent<GatewayDispatchEvents.GuildDelete> = {
  on: GatewayDispatchEvents.GuildDelete,
  async run({ id, unavailable }, { arrivals, logger }) {
    if (unavailable) return;
    await arrivals.gone(id);
    logger.info({ guildId: id }, 'removed from a server; its data are kept for the agreed time');
  },
};
