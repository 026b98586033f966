import { GatewayDispatchEvents, GatewayIntentBits } from 'discord.js';
import type { BotEvent } from '../registry/event.ts';

/** Somebody joins the support server: who pays for Premium gets the role at once. Needs a privileged intent, so it has a switch of its own. */
export const event: BotEvent<GatewayDispatchEvents.GuildMemberAdd> = {
  on: GatewayDispatchEvents.GuildMemberAdd,
  intents: [GatewayIntentBits.GuildMembers],
  feature: 'roleAtJoin',
  async run({ guild_id, user }, { env, queues }) {
    if (guild_id !== env.SUPPORT_GUILD_ID) return;
    await queues.add('role-sync', { userId: user.id }, { key: user.id });
  },
};
