/** From discord.js' interactions to plain data. */
import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  type CommandInteractionOption,
  type MessageComponentInteraction,
  MessageFlags,
} from 'discord.js';
import type { Answer, AnswerBody, Asked, Call } from '../registry/command.ts';
import { type Press, parseCustomId } from '../registry/component.ts';

export function callOf(interaction: ChatInputCommandInteraction | AutocompleteInteraction): Call {
  const { words, options } = flatten(interaction.options.data);
  return {
    ...askedBy(interaction),
    words: [interaction.commandName, ...words],
    options,
    askedAt: interaction.createdAt,
    gatewayMs: Math.max(0, Math.round(interaction.client.ws.ping)),
  };
}

export function pressOf(interaction: MessageComponentInteraction): Press {
  return {
    ...askedBy(interaction),
    argument: parseCustomId(interaction.customId).argument,
    values: interaction.isAnySelectMenu() ? interaction.values : [],
  };
}

function askedBy({ user, guildId, channelId }: { user: { id: string }; guildId: string | null; channelId: string | null }): Asked {
  return { userId: user.id, guildId: guildId ?? undefined, channelId: channelId ?? undefined };
}

/** Subcommands hold their options inside them. */
function flatten(data: readonly CommandInteractionOption[]): Pick<Call, 'words' | 'options'> {
  const [first] = data;
  if (first?.options !== undefined) {
    const inner = flatten(first.options);
    return { words: [first.name, ...inner.words], options: inner.options };
  }
  // A subcommand without options has no value.
  if (first !== undefined && first.value === undefined) return { words: [first.name], options: {} };
  return { words: [], options: Object.fromEntries(data.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))) };
}

/** Nobody is mentioned, whatever people put into a prize or a name. */
export function bodyOf(answer: Answer): AnswerBody & { allowedMentions: { parse: [] } } {
  return { ...(typeof answer === 'string' ? { content: answer } : answer), allowedMentions: { parse: [] } };
}

export const onlyForYou = { flags: MessageFlags.Ephemeral } as const;
