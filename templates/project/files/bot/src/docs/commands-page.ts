/** `docs/commands.md` for people and `docs/commands.json` for the page of the dashboard, from the commands themselves. */
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  PermissionFlagsBits,
} from 'discord.js';
import { features } from '../features.ts';
import type { Command } from '../registry/command.ts';
import type { Everything } from '../registry/registry.ts';
import { page, table } from './markdown.ts';

export function commandsPage({ commands, components }: Everything): string {
  const everywhere = commands.filter(({ scope }) => scope === undefined);
  const support = commands.filter(({ scope }) => scope === 'support');
  return page(
    'Commands',
    'bot/src/commands',
    'People use these commands in Discord. Every answer is seen by the one who asked only, unless it says otherwise here.',
    '## Everywhere',
    ...everywhere.map(section),
    '## In the support server',
    'These are registered in the server of SUPPORT_GUILD_ID and nowhere else.',
    ...support.map(section),
    '## Buttons',
    components.length === 0 ? 'None.' : components.map(({ name }) => `- \`${name}\``).join('\n'),
  );
}

/** What members of a server can use, as the dashboard shows it. */
export function commandsData({ commands }: Everything): string {
  const shown = commands
    .filter(({ scope }) => scope === undefined)
    .map(({ data, feature, premiumOnly, isPublic }) => ({
      name: data.name,
      about: data.description,
      feature: feature ?? null,
      premiumOnly: premiumOnly ?? false,
      notes: [
        ...(data.contexts === undefined ? [] : ['In servers']),
        ...permissionNames(data.default_member_permissions).map((name) => `Needs ${name}`),
        ...(isPublic ? ['Everybody sees the answer'] : []),
      ],
      usages: usages(data.name, (data.options ?? []) as readonly APIApplicationCommandOption[]).map(({ words, about, options }) => ({
        words,
        about: about || data.description,
        options: options.map(({ name, description }) => ({ name, about: description })),
      })),
    }));
  return `${JSON.stringify({ about: 'Made by `npm run docs` from bot/src/commands.', commands: shown }, null, 2)}\n`;
}

function section(command: Command): string {
  const { data } = command;
  const options = (data.options ?? []) as readonly APIApplicationCommandOption[];
  const words = usages(data.name, options);
  const lists = [
    table(
      ['Command', 'What it does'],
      words.map(({ words: text, about }) => [`\`${text}\``, about || data.description]),
    ),
  ];
  const listed = words.flatMap(({ options: own }) => own);
  if (listed.length > 0) lists.push(table(['Option', 'What it is'], unique(listed).map(optionRow)));
  return [`### /${data.name}`, `${data.description}.${notes(command)}`, ...lists].join('\n\n');
}

function usages(
  name: string,
  options: readonly APIApplicationCommandOption[],
): readonly { words: string; about: string; options: readonly APIApplicationCommandBasicOption[] }[] {
  const subcommands = options.filter((option) => option.type === ApplicationCommandOptionType.Subcommand);
  const own = options.filter(
    (option) => option.type !== ApplicationCommandOptionType.Subcommand,
  ) as readonly APIApplicationCommandBasicOption[];
  if (subcommands.length === 0) return [{ words: usage(name, own), about: '', options: own }];
  return subcommands.map(({ name: word, description, options: inner = [] }) => ({
    words: usage(`${name} ${word}`, inner),
    about: description,
    options: inner,
  }));
}

function usage(words: string, options: readonly APIApplicationCommandBasicOption[]): string {
  return [`/${words}`, ...options.map(({ name, required }) => (required ? `<${name}>` : `[${name}]`))].join(' ');
}

function unique(options: readonly APIApplicationCommandBasicOption[]): readonly APIApplicationCommandBasicOption[] {
  return options.filter(({ name }, index) => options.findIndex((one) => one.name === name) === index);
}

function optionRow({ name, description }: APIApplicationCommandBasicOption): readonly string[] {
  return [`\`${name}\``, description];
}

function notes({ data, feature, premiumOnly, isPublic }: Command): string {
  const title = features.find(({ name }) => name === feature)?.title;
  const sentences = [
    data.contexts === undefined ? undefined : 'Only in servers.',
    permission(data.default_member_permissions),
    premiumOnly ? 'Only with Premium.' : undefined,
    isPublic ? 'Everybody in the channel sees the answer.' : undefined,
    title === undefined ? undefined : `Belongs to the feature "${title}".`,
  ];
  const text = sentences.filter((sentence) => sentence !== undefined).join(' ');
  return text === '' ? '' : ` ${text}`;
}

function permission(bits: string | number | null | undefined): string | undefined {
  if (bits === null || bits === undefined) return undefined;
  if (BigInt(bits) === 0n) return 'For administrators, and checked again: for the people in OWNER_IDS.';
  return `For members with ${permissionFlags(bits).join(', ')}, unless the server decides otherwise.`;
}

function permissionFlags(bits: string | number): readonly string[] {
  return [...new Set(Object.entries(PermissionFlagsBits).flatMap(([name, bit]) => ((BigInt(bits) & bit) === 0n ? [] : [name])))];
}

/** As people read them in Discord: "Manage Server", which the API calls ManageGuild. */
function permissionNames(bits: string | number | null | undefined): readonly string[] {
  if (bits === null || bits === undefined) return [];
  return permissionFlags(bits).map((name) => name.replace('Guild', 'Server').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' '));
}
