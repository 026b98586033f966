/** The button "Take part". */
import { enterButton, leaveOffer } from '../features/giveaways/giveaway-messages.ts';
import type { Component } from '../registry/component.ts';

export const component: Component = {
  name: enterButton,
  feature: 'giveaways',
  async run({ userId, guildId, argument: giveawayId }, { repositories, premiums, site }) {
    if (guildId === undefined) return 'Giveaways are in servers.';
    const { active } = await premiums.of(guildId);
    const entered = await repositories.giveaways.enter(giveawayId, userId, site.giveaways[active ? 'premium' : 'free'].entrants);
    const answers = {
      entered: 'You take part. Good luck!',
      already: 'You take part already.',
      full: 'This giveaway is full.',
      closed: 'This giveaway is over.',
    };
    const content = answers[entered];
    return entered === 'entered' || entered === 'already' ? { content, components: [leaveOffer(giveawayId)] } : content;
  },
};
