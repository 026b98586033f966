/** Hands the gateway's events to `events/`: those of one server one after the other, and again when something was away for a moment. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ErrorReporter } from '@k77/observability';
import type { Client } from 'discord.js';
import type { InFlight } from '../interactions/in-flight.ts';
import type { BotEvent } from '../registry/event.ts';
import type { BotTools } from '../tools.ts';

export interface DispatchOptions {
  tools: BotTools;
  reporter: ErrorReporter;
  inFlight: InFlight;
  /** Milliseconds before each further attempt. */
  retriesMs?: readonly number[];
}

export interface Dispatch {
  attach(client: Client): void;
  /** Resolves when the event was dealt with. */
  handle(event: BotEvent, data: unknown): Promise<void>;
}

export function createDispatch({ tools, reporter, inFlight, retriesMs = [1000, 5000] }: DispatchOptions): Dispatch {
  const chains = new Map<string, Promise<void>>();

  const attempt = async (event: BotEvent, data: unknown): Promise<void> => {
    for (const wait of [0, ...retriesMs]) {
      if (wait > 0) await pause(wait);
      try {
        return await event.run(data as never, tools);
      } catch (error) {
        if (wait !== (retriesMs.at(-1) ?? 0)) continue;
        reporter.capture(error, { guildId: guildOf(data), tags: { event: event.on } });
        tools.logger.error({ err: error, event: event.on, guildId: guildOf(data) }, 'an event could not be dealt with');
      }
    }
  };

  const handle = (event: BotEvent, data: unknown): Promise<void> => {
    const guild = guildOf(data);
    if (guild === undefined) return attempt(event, data);
    const next = (chains.get(guild) ?? Promise.resolve()).then(() => attempt(event, data));
    chains.set(guild, next);
    return next.finally(() => {
      if (chains.get(guild) === next) chains.delete(guild);
    });
  };

  return {
    attach(client) {
      for (const event of tools.registry.events) client.ws.on(event.on, (data) => inFlight.track(handle(event, data)));
    },
    handle,
  };
}

/** GUILD_* events have it as `id`, all others as `guild_id`. */
function guildOf(data: unknown): string | undefined {
  const { guild_id: guildId, name, id, unavailable } = data as Record<string, unknown>;
  if (typeof guildId === 'string') return guildId;
  return typeof id === 'string' && (name !== undefined || unavailable !== undefined) ? id : undefined;
}
