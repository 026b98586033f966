/**
 * The settings that the form offers. Whoever gives the bot a new one adds it here: `packages/core/src/giveaways/giveaway-settings.ts` shows how it is read.
 */
import type { SettingValue } from '../api/answers.ts';

export interface SettingField {
  name: string;
  label: string;
  hint: string;
  kind: 'channel' | 'count';
  most?: number;
}

export const settingGroups: readonly { title: string; fields: readonly SettingField[] }[] = [
  {
    title: 'Giveaways',
    fields: [
      {
        name: 'giveawayChannel',
        label: 'Channel of giveaways',
        hint: 'Id of the channel in which they are posted when the command names none. In Discord: right click on the channel, Copy Channel ID. Empty: where the command is used.',
        kind: 'channel',
      },
      {
        name: 'giveawayWinners',
        label: 'Winners of a giveaway',
        hint: 'How many win when the command does not say. Empty: one. What your plan allows still holds.',
        kind: 'count',
        most: 50,
      },
    ],
  },
];

const fields = settingGroups.flatMap((group) => group.fields);

export function labelOf(name: string): string {
  return fields.find((field) => field.name === name)?.label ?? name;
}

/** As it stands in a form or in a sentence. */
export function settingText(value: SettingValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** From what was typed: nothing typed takes the setting away. */
export function settingFrom({ kind }: SettingField, typed: string): SettingValue {
  const text = typed.trim();
  if (text === '') return null;
  return kind === 'count' && /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** @returns what is wrong with a value; undefined: nothing */
export function wrongWith({ kind, most = Number.MAX_SAFE_INTEGER }: SettingField, value: SettingValue): string | undefined {
  if (value === null) return undefined;
  if (kind === 'channel') return /^\d{17,20}$/.test(settingText(value)) ? undefined : 'An id has 17 to 20 digits.';
  const right = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
  return right ? undefined : `A whole number from 1 to ${most}.`;
}
