/** The message of a giveaway, and what people are told about it. */
import type { Giveaway, GiveawayRefusal } from '@k77/core';
import { ButtonStyle, ComponentType } from 'discord.js';
import type { AnswerBody, Row } from '../../registry/command.ts';
import { customId } from '../../registry/component.ts';

export const enterButton = 'giveaway-enter';
export const leaveButton = 'giveaway-leave';

export function announcement({ id, prize, winners, endsAt, hostId }: Giveaway): AnswerBody {
  const places = winners === 1 ? 'One winner' : `${winners} winners`;
  return {
    content: `**${prize}**\nA giveaway by <@${hostId}>. ${places}. Ends ${relative(endsAt)}.`,
    components: [
      row({ type: ComponentType.Button, style: ButtonStyle.Primary, label: 'Take part', custom_id: customId({ name: enterButton }, id) }),
    ],
  };
}

export function cancelled({ prize }: Giveaway): AnswerBody {
  return { content: `**${prize}**\nThis giveaway was cancelled.`, components: [] };
}

export function leaveOffer(giveawayId: string): Row {
  return row({
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label: 'Leave',
    custom_id: customId({ name: leaveButton }, giveawayId),
  });
}

/** As Discord shows it: "in 2 hours". */
export function relative(at: Date): string {
  return `<t:${Math.floor(at.getTime() / 1000)}:R>`;
}

export function refusalText(refusal: GiveawayRefusal): string {
  switch (refusal.why) {
    case 'no prize':
      return 'Say what can be won.';
    case 'no winners':
      return 'There must be at least one winner.';
    case 'ends in the past':
      return 'Say for how long it runs, such as `30m`, `12h` or `2d 6h`.';
    case 'too many running':
      return `This server may have ${refusal.limit} running at the same time.`;
    case 'too many winners':
      return `A giveaway in this server may have ${refusal.limit} ${refusal.limit === 1 ? 'winner' : 'winners'}.`;
    case 'too long':
      return `A giveaway in this server may run for ${refusal.limit} days.`;
  }
}

/** Limits that Premium raises. */
export function isLimit({ why }: GiveawayRefusal): boolean {
  return why === 'too many running' || why === 'too many winners' || why === 'too long';
}

function row(...components: Row['components']): Row {
  return { type: ComponentType.ActionRow, components };
}
