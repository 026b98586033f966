import { GatewayDispatchEvents } from 'discord.js';
import { takeEntitlement } from '../features/premium/discord-store.ts';
import type { BotEvent } from '../registry/event.ts';

/** Discord took Premium back, after a refund or by its support. */
export const event: BotEvent<GatewayDispatchEvents.EntitlementDelete> = {
  on: GatewayDispatchEvents.EntitlementDelete,
  run: takeEntitlement,
};
