import { GatewayDispatchEvents } from 'discord.js';
import type { BotEvent } from '../registry/event.ts';

/** A server may have a new name. */
export const event: BotEvent<GatewayDispatchEvents.GuildUpdate> = {
  on: GatewayDispatchEvents.GuildUpdate,
  async run(guild, { arrivals }) {
    await arrivals.here({ id: guild.id, name: guild.name });
  },
};
