/** What managers of a server choose on the dashboard for its giveaways; names as they stand in the server's settings. */
import { snowflakePattern } from '../permissions.ts';

export interface GiveawaySettings {
  /** Where giveaways are posted when the command names no channel. */
  channelId?: string;
  /** How many win when the command does not say. */
  winners: number;
}

/** Settings are carried along unread by the API, so whatever is no value of ours counts as not set. */
export function giveawaySettings(settings: Readonly<Record<string, unknown>>): GiveawaySettings {
  const { giveawayChannel: channel, giveawayWinners: winners } = settings;
  return {
    ...(typeof channel === 'string' && snowflakePattern.test(channel) ? { channelId: channel } : {}),
    winners: typeof winners === 'number' && Number.isInteger(winners) && winners >= 1 ? winners : 1,
  };
}
