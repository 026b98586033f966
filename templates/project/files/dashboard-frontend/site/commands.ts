/** The commands that people find in Discord: from the bot's own list, without those whose feature is switched off here. */
import raw from '../../docs/commands.json' with { type: 'json' };
import { site } from './site.ts';

export interface Usage {
  /** `/giveaway end <giveaway>` */
  words: string;
  about: string;
  options: readonly { name: string; about: string }[];
}

export interface ShownCommand {
  name: string;
  about: string;
  premiumOnly: boolean;
  /** Who may use it and where, in a few words each. */
  notes: readonly string[];
  usages: readonly Usage[];
}

const on: Readonly<Record<string, boolean>> = site.features;

export const shownCommands: readonly ShownCommand[] = raw.commands.filter(({ feature }) => feature === null || on[feature] === true);
