import { GatewayDispatchEvents } from 'discord.js';
import { takeEntitlement } from '../features/premium/discord-store.ts';
import type { BotEvent } from '../registry/event.ts';

/** Premium that was bought in Discord was renewed, or will end. */
export const event: BotEvent<GatewayDispatchEvents.EntitlementUpdate> = {
  on: GatewayDispatchEvents.EntitlementUpdate,
  run: takeEntitlement,
};
