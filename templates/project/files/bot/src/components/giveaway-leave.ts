/** The button "Leave", shown to those who take part. */
import { leaveButton } from '../features/giveaways/giveaway-messages.ts';
import type { Component } from '../registry/component.ts';

export const component: Component = {
  name: leaveButton,
  feature: 'giveaways',
  async run({ userId, argument: giveawayId }, { repositories }) {
    return (await repositories.giveaways.leave(giveawayId, userId)) ? 'You do not take part any more.' : 'You do not take part.';
  },
};
