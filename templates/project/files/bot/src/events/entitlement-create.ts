import { GatewayDispatchEvents } from 'discord.js';
import { takeEntitlement } from '../features/premium/discord-store.ts';
import type { BotEvent } from '../registry/event.ts';

/** Somebody bought Premium in Discord. */
export const event: BotEvent<GatewayDispatchEvents.EntitlementCreate> = {
  on: GatewayDispatchEvents.EntitlementCreate,
  run: takeEntitlement,
};
