import { giveawaySettings } from '@k77/core';
import { ApplicationCommandOptionType, ChannelType, InteractionContextType, PermissionFlagsBits } from 'discord.js';
import { parseDuration } from '../features/giveaways/duration.ts';
import { isLimit, refusalText, relative } from '../features/giveaways/giveaway-messages.ts';
import { cancelGiveaway, endNow, runningIn, suggestRunning } from '../features/giveaways/manage-giveaways.ts';
import { startGiveaway } from '../features/giveaways/start-giveaway.ts';
import { premiumOffer } from '../features/premium/premium-texts.ts';
import { type Answer, type Call, type Command, numberOf, textOf } from '../registry/command.ts';
import type { BotTools } from '../tools.ts';

/** The worked example of a command: copy its shape for your own. */
export const command: Command = {
  data: {
    name: 'giveaway',
    description: 'Give something away',
    contexts: [InteractionContextType.Guild],
    default_member_permissions: String(PermissionFlagsBits.ManageGuild),
    options: [
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'start',
        description: 'Start a giveaway',
        options: [
          { type: ApplicationCommandOptionType.String, name: 'prize', description: 'What can be won', required: true, max_length: 200 },
          {
            type: ApplicationCommandOptionType.String,
            name: 'duration',
            description: 'How long: 30m, 12h, 2d 6h',
            required: true,
            max_length: 40,
          },
          {
            type: ApplicationCommandOptionType.Integer,
            name: 'winners',
            description: 'How many win; as set on the dashboard unless told',
            min_value: 1,
          },
          {
            type: ApplicationCommandOptionType.Channel,
            name: 'channel',
            description: 'Where; as set on the dashboard, else here',
            channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement],
          },
        ],
      },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'end',
        description: 'End a giveaway now and draw the winners',
        options: [
          { type: ApplicationCommandOptionType.String, name: 'giveaway', description: 'Which one', required: true, autocomplete: true },
        ],
      },
      { type: ApplicationCommandOptionType.Subcommand, name: 'list', description: 'The giveaways that run in this server' },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'cancel',
        description: 'Cancel a giveaway; nobody wins',
        options: [
          { type: ApplicationCommandOptionType.String, name: 'giveaway', description: 'Which one', required: true, autocomplete: true },
        ],
      },
    ],
  },
  feature: 'giveaways',
  async run(call, tools) {
    const [, what = ''] = call.words;
    const { guildId } = call;
    if (guildId === undefined) return 'Giveaways are in servers.';
    return (await actions[what]?.(call, guildId, tools)) ?? 'Choose start, end, list or cancel.';
  },
  suggest: async ({ guildId, focused, ...call }, tools) =>
    guildId === undefined ? [] : suggestRunning(guildId, textOf(call, focused), tools),
};

const none = 'There is no such giveaway running in this server.';

const actions: Readonly<Record<string, (call: Call, guildId: string, tools: BotTools) => Promise<Answer>>> = {
  start,
  async end(call, guildId, tools) {
    const ending = await endNow(guildId, textOf(call, 'giveaway'), tools);
    return ending === undefined ? none : `**${ending.prize}** ends now. The winners are told in <#${ending.channelId}>.`;
  },
  async list(_call, guildId, tools) {
    const running = await runningIn(guildId, tools);
    if (running.length === 0) return 'No giveaway runs in this server.';
    return running
      .map(
        ({ prize, channelId, endsAt, entrants }) =>
          `**${prize.slice(0, 50)}** in <#${channelId}>, ends ${relative(endsAt)}, ${taking(entrants.length)}`,
      )
      .join('\n')
      .slice(0, 2000);
  },
  async cancel(call, guildId, tools) {
    const gone = await cancelGiveaway(guildId, textOf(call, 'giveaway'), tools);
    return gone === undefined ? none : `**${gone.prize}** was cancelled.`;
  },
};

function taking(people: number): string {
  return people === 1 ? 'one takes part' : `${people} take part`;
}

async function start(call: Call, guildId: string, tools: BotTools): Promise<Answer> {
  const usual = giveawaySettings((await tools.repositories.guilds.get(guildId))?.settings ?? {});
  const channelId = textOf(call, 'channel') || usual.channelId || call.channelId;
  if (channelId === undefined) return 'Choose a channel.';
  const started = await startGiveaway(
    {
      guildId,
      channelId,
      hostId: call.userId,
      prize: textOf(call, 'prize'),
      winners: numberOf(call, 'winners') ?? usual.winners,
      endsAt: new Date(tools.clock.now().getTime() + (parseDuration(textOf(call, 'duration')) ?? 0)),
    },
    tools,
  );
  switch (started.kind) {
    case 'started':
      return `**${started.giveaway.prize}** has started in <#${channelId}> and ends ${relative(started.giveaway.endsAt)}.`;
    case 'no message':
      return `I may not write in <#${channelId}>. Allow me "View Channel" and "Send Messages" there.`;
    case 'busy':
      return 'Another giveaway is being started in this server. Try again.';
    case 'refused': {
      const text = refusalText(started.refusal);
      const couldBeMore = !started.hasPremium && isLimit(started.refusal);
      return couldBeMore ? premiumOffer(guildId, tools, `${text} Premium allows more.`) : text;
    }
  }
}
