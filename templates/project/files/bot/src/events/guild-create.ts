import { GatewayDispatchEvents } from 'discord.js';
import type { BotEvent } from '../registry/event.ts';

/** A server is there: the bot was invited, came back within the time in which data are kept, or has started. */
export const event: BotEvent<GatewayDispatchEvents.GuildCreate> = {
  on: GatewayDispatchEvents.GuildCreate,
  async run(guild, { arrivals }) {
    if ('unavailable' in guild && guild.unavailable) return;
    await arrivals.here({ id: guild.id, name: guild.name });
  },
};
