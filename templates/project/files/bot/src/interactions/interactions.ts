/**
 * Everything that people ask: taken at once (so that Discord waits, and so that of two processes one answers), then limits, the premium gate, the command itself.
 * Whatever goes wrong is reported, and the one who asked is told under which number.
 */
import { requirePremium } from '@k77/core';
import type { ErrorReporter } from '@k77/observability';
import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type Interaction,
  type MessageComponentInteraction,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { Answer, Asked } from '../registry/command.ts';
import { parseCustomId } from '../registry/component.ts';
import type { BotTools } from '../tools.ts';
import { overBudget } from './budgets.ts';
import { bodyOf, callOf, onlyForYou, pressOf } from './call.ts';
import { failureAnswer } from './failure.ts';
import type { InFlight } from './in-flight.ts';

export interface InteractionsOptions {
  tools: BotTools;
  reporter: ErrorReporter;
  inFlight: InFlight;
}

type Answerable = ChatInputCommandInteraction | MessageComponentInteraction;
interface Work {
  /** As logs and Sentry name it. */
  what: string;
  asked: Asked;
  isPublic: boolean;
  premiumOnly: boolean;
  run(): Promise<Answer>;
}

/** Returns the listener; it never throws. */
export function createInteractions({ tools, reporter, inFlight }: InteractionsOptions): (interaction: Interaction) => void {
  const answer = async (interaction: Answerable, work: Work): Promise<void> => {
    if (inFlight.isStopping()) return restarting(interaction);
    await interaction.deferReply(work.isPublic ? {} : onlyForYou);
    try {
      const told = (await overBudget(work.asked, tools)) ?? (await permitted(work, tools));
      await interaction.editReply(bodyOf(told));
    } catch (error) {
      const told = failureAnswer(error, work.what, work.asked, tools, reporter);
      if (!work.isPublic) return void (await interaction.editReply(bodyOf(told)));
      // The first further message would take the place of the public one, and its publicness.
      await interaction.deleteReply();
      await interaction.followUp({ ...bodyOf(told), ...onlyForYou });
    }
  };

  const start = async (interaction: Interaction): Promise<void> => {
    if (interaction.isAutocomplete()) return suggest(interaction, tools);
    const work = workOf(interaction, tools);
    if (work === undefined || !(interaction.isChatInputCommand() || interaction.isMessageComponent())) return;
    await answer(interaction, work);
  };

  return (interaction) =>
    inFlight.track(
      start(interaction).catch((error: unknown) => {
        if (isAnswered(error)) return tools.logger.debug({ err: error }, 'an interaction was over or is answered by another process');
        reporter.capture(error, { userId: interaction.user.id, guildId: interaction.guildId ?? undefined });
        tools.logger.error({ err: error, guildId: interaction.guildId }, 'an interaction could not be answered');
      }),
    );
}

async function permitted({ asked, premiumOnly, run }: Work, { premiums }: BotTools): Promise<Answer> {
  if (!premiumOnly) return run();
  if (asked.guildId === undefined) return 'This is for servers.';
  await requirePremium(premiums, asked.guildId);
  return run();
}

function workOf(interaction: Interaction, tools: BotTools): Work | undefined {
  if (interaction.isChatInputCommand()) {
    const command = tools.registry.command(interaction.commandName);
    const call = callOf(interaction);
    const common = { what: `/${call.words.join(' ')}`, asked: call };
    if (command === undefined) return { ...common, isPublic: false, premiumOnly: false, run: async () => unknownCommand };
    const { isPublic = false, premiumOnly = false } = command;
    return { ...common, isPublic, premiumOnly, run: () => command.run(call, tools) };
  }
  if (interaction.isMessageComponent()) {
    const { name } = parseCustomId(interaction.customId);
    const component = tools.registry.component(name);
    const press = pressOf(interaction);
    const run = component === undefined ? async () => unknownCommand : () => component.run(press, tools);
    return { what: `button ${name}`, asked: press, isPublic: false, premiumOnly: false, run };
  }
  return undefined;
}

const unknownCommand = 'This is not available any more.';

/** Suggestions are no reason to trouble anybody: without them people type. */
async function suggest(interaction: AutocompleteInteraction, tools: BotTools): Promise<void> {
  const command = tools.registry.command(interaction.commandName);
  const focused = interaction.options.getFocused(true).name;
  const offered = await command?.suggest?.({ ...callOf(interaction), focused }, tools).catch((error: unknown) => {
    tools.logger.warn({ err: error, command: interaction.commandName }, 'no suggestions');
    return [];
  });
  await interaction.respond([...(offered ?? [])].slice(0, 25));
}

async function restarting(interaction: Answerable): Promise<void> {
  await interaction.reply({ content: 'I am restarting. Try again in a moment.', ...onlyForYou });
}

/** Three seconds are over, or another process was faster: the events of a resumed session may come twice. */
function isAnswered(error: unknown): boolean {
  const codes: readonly number[] = [RESTJSONErrorCodes.UnknownInteraction, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged];
  return error instanceof DiscordAPIError && codes.includes(Number(error.code));
}
