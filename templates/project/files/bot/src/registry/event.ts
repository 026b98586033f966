/**
 * Something that Discord tells: one file in `events/` that exports one `event`. Events are the gateway's own, with its own data, and not those of discord.js:
 * its caches are incomplete after a session was taken up from another process. Each may come twice.
 */
import type { GatewayDispatchEvents, GatewayDispatchPayload, GatewayIntentBits } from 'discord.js';
import type { FeatureName } from '../features.ts';
import type { BotTools } from '../tools.ts';

export type EventName = GatewayDispatchPayload['t'];
export type EventData<N extends EventName> = Extract<GatewayDispatchPayload, { t: N }>['d'];

export interface BotEvent<N extends EventName = EventName> {
  on: N & GatewayDispatchEvents;
  /** Without these Discord does not tell it. */
  intents?: readonly GatewayIntentBits[];
  feature?: FeatureName;
  /** Trying again is for the caller: throw. */
  run(data: EventData<N>, tools: BotTools): Promise<void>;
}
